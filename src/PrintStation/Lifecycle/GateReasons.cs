namespace PrintStation.Lifecycle;

/// <param name="Word">IPP's word where it exists.</param>
/// <param name="ClearsItself">The station notices when the cause is gone; else a person says so with `resume`.</param>
/// <param name="StopsPrinting">False for reasons that only stop claiming.</param>
/// <param name="OnDisk">False for the one reason that cannot be written while it stands.</param>
internal sealed record GateReason(string Word, bool ClearsItself, bool StopsPrinting = true, bool OnDisk = true);

/// <summary>Every reason for which the station or a printer pauses. What a person can do about each stands in the resources,
/// under "action.&lt;word&gt;".</summary>
internal static class GateReasons
{
    public static readonly GateReason Paused = new("paused", ClearsItself: false);
    public static readonly GateReason BooksBehind = new(Job.Doubt, ClearsItself: false);
    public static readonly GateReason DiskFault = new("disk-fault", ClearsItself: true, OnDisk: false);
    public static readonly GateReason CentralUnreachable = new("central-unreachable", ClearsItself: true, StopsPrinting: false);
    public static readonly GateReason CentralFailing = new("central-failing", ClearsItself: true, StopsPrinting: false);
    public static readonly GateReason NotEnrolled = new("not-enrolled", ClearsItself: true, StopsPrinting: false);
    public static readonly GateReason CentralRestored = new("central-restored", ClearsItself: true, StopsPrinting: false);
    public static readonly GateReason ClaimsForbidden = new("claims-forbidden", ClearsItself: true, StopsPrinting: false);
    public static readonly GateReason ConnectingToDevice = new("connecting-to-device", ClearsItself: true);
    public static readonly GateReason WrongDevice = new("wrong-device", ClearsItself: true);
    public static readonly GateReason WrongModel = new("wrong-model", ClearsItself: true);
    public static readonly GateReason ReaderUnreachable = new("reader-unreachable", ClearsItself: true);
    public static readonly GateReason WrongReader = new("wrong-reader", ClearsItself: true);
    public static readonly GateReason ReaderElsewhere = new("reader-elsewhere", ClearsItself: false);
    public static readonly GateReason MediaEmpty = new("media-empty", ClearsItself: true);
    public static readonly GateReason HopperNotBooked = new("hopper-not-booked", ClearsItself: true);
    public static readonly GateReason MarkerSupplyEmpty = new("marker-supply-empty", ClearsItself: true);
    public static readonly GateReason MarkerSupplyMissing = new("marker-supply-missing", ClearsItself: true);
    public static readonly GateReason SuppliesUnknown = new("supplies-unknown", ClearsItself: true);
    public static readonly GateReason CleaningRequired = new("cleaning-required", ClearsItself: true);
    public static readonly GateReason MediaJam = new("media-jam", ClearsItself: false);
    public static readonly GateReason CoverOpen = new("cover-open", ClearsItself: false);
    public static readonly GateReason RejectAreaFull = new("reject-area-full", ClearsItself: false);
    public static readonly GateReason OutputAreaFull = new("output-area-full", ClearsItself: false);
    public static readonly GateReason HeadFailure = new("head-failure", ClearsItself: false);
    public static readonly GateReason CommandRejected = new("command-rejected", ClearsItself: false);
    public static readonly GateReason FeedRefused = new("feed-refused", ClearsItself: false);
    public static readonly GateReason SpoilBreaker = new("spoil-breaker", ClearsItself: false);
    public static readonly GateReason StrayCard = new("stray-card", ClearsItself: true);
    public static readonly GateReason SamSuspended = new("sam-suspended", ClearsItself: false);
    public static readonly GateReason UidAlarm = new("uid-alarm", ClearsItself: false);

    /// <summary>The centre gives no answer that is one: where <see cref="OfflineMode.Stop"/> is chosen, no card is begun.</summary>
    public static readonly IReadOnlyList<GateReason> WithoutCentre = [CentralUnreachable, CentralFailing];

    public static readonly IReadOnlyDictionary<string, GateReason> All = new[]
    {
        Paused, BooksBehind, DiskFault, CentralUnreachable, CentralFailing, NotEnrolled, CentralRestored, ClaimsForbidden, ConnectingToDevice,
        WrongDevice, WrongModel, ReaderUnreachable, WrongReader, ReaderElsewhere, MediaEmpty, HopperNotBooked, MarkerSupplyEmpty, MarkerSupplyMissing,
        SuppliesUnknown, CleaningRequired, MediaJam, CoverOpen, RejectAreaFull, OutputAreaFull, HeadFailure, CommandRejected, FeedRefused, SpoilBreaker, StrayCard, SamSuspended, UidAlarm,
    }.ToDictionary(reason => reason.Word);
}
