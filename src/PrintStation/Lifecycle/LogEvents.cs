namespace PrintStation.Lifecycle;

/// <summary>Ids of log events: stable, for whoever searches logs.</summary>
internal static class LogEvents
{
    public static readonly EventId StationStarted = new(100, nameof(StationStarted));
    public static readonly EventId StationStopping = new(101, nameof(StationStopping));
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
    public static readonly EventId UidAlarm = new(400, nameof(UidAlarm));
}
