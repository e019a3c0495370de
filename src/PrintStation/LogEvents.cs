namespace PrintStation;

/// <summary>Ids of log events: stable, for whoever searches logs.</summary>
internal static class LogEvents
{
    public static readonly EventId StationStarted = new(100, nameof(StationStarted));
    public static readonly EventId StationStopping = new(101, nameof(StationStopping));
    public static readonly EventId ModelTried = new(103, nameof(ModelTried));
    public static readonly EventId ModelUnproven = new(104, nameof(ModelUnproven));
    public static readonly EventId LoopFailed = new(102, nameof(LoopFailed));
    public static readonly EventId GateClosed = new(110, nameof(GateClosed));
    public static readonly EventId GateOpened = new(111, nameof(GateOpened));
    public static readonly EventId RunMoved = new(200, nameof(RunMoved));
    public static readonly EventId EvidenceTaken = new(201, nameof(EvidenceTaken));
    public static readonly EventId StraySeen = new(202, nameof(StraySeen));
    public static readonly EventId FaceWarning = new(203, nameof(FaceWarning));
    public static readonly EventId RunRested = new(204, nameof(RunRested));
    public static readonly EventId CentralRefused = new(301, nameof(CentralRefused));
    public static readonly EventId Claimed = new(302, nameof(Claimed));
    public static readonly EventId EpochChanged = new(303, nameof(EpochChanged));
    public static readonly EventId DiskFault = new(304, nameof(DiskFault));
    public static readonly EventId CentralFailed = new(305, nameof(CentralFailed));
    public static readonly EventId DeviceTrouble = new(310, nameof(DeviceTrouble));
    public static readonly EventId CommandNotDone = new(313, nameof(CommandNotDone));
    public static readonly EventId ReaderAnswers = new(311, nameof(ReaderAnswers));
    public static readonly EventId ReaderTrouble = new(312, nameof(ReaderTrouble));
    public static readonly EventId HeadNotWritten = new(320, nameof(HeadNotWritten));
    public static readonly EventId RibbonNotWritten = new(321, nameof(RibbonNotWritten));
    public static readonly EventId DeliveryRepeats = new(330, nameof(DeliveryRepeats));
    public static readonly EventId UidAlarm = new(400, nameof(UidAlarm));
}
