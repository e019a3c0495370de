using PrintStation.Inventory;

namespace PrintStation.Reports;

/// <summary>Why a card was spoiled, in the words of the office's minutes: a row for each code that the books can hold. What has no row is nobody's
/// fault yet, and is called so.</summary>
internal static class SpoilCauses
{
    /// <summary>Neither chip, print nor person: only the code tells what happened.</summary>
    public const string Other = "other";

    private const string FailedEncode = "failed-encode";
    private const string FailedPrint = "failed-print";
    private const string NoChip = "no-chip";
    private const string TwoCards = "two-cards";
    private const string Unfit = "unfit";
    private const string FoundAtHandOver = "found-at-hand-over";
    private const string StoppedByCentre = "stopped-by-centre";
    private const string Books = "books";
    private const string Reader = "reader";

    private static readonly IReadOnlyDictionary<string, string> Rows = new Dictionary<string, string>
    {
        ["chip-mute"] = NoChip,
        ["unreadable"] = NoChip,
        ["chip-several"] = TwoCards,
        ["two-cards"] = TwoCards,
        ["reader-elsewhere"] = Reader,
        ["reader-unproven"] = Reader,
        ["uid-seen-before"] = Unfit,
        ["fed-again"] = Unfit,
        ["uid-random"] = Unfit,
        ["uid-voided"] = Unfit,
        ["uid-of-other-version"] = Unfit,
        ["uid-not-delivered"] = Unfit,
        ["chip-uid-differs"] = FailedEncode,
        ["chip-uid-unsupported"] = FailedEncode,
        ["chip-not-blank"] = FailedEncode,
        ["chip-write-failed"] = FailedEncode,
        ["chip-authentication"] = FailedEncode,
        ["chip-session"] = FailedEncode,
        ["chip-content"] = FailedEncode,
        ["chip-not-locked"] = FailedEncode,
        ["chip-signature"] = FailedEncode,
        ["chip-binding"] = FailedEncode,
        ["chip-content-does-not-fit"] = FailedEncode,
        ["sam-refused"] = FailedEncode,
        ["media-jam"] = FailedPrint,
        ["print-too-short"] = FailedPrint,
        ["power-lost"] = FailedPrint,
        ["misprint"] = FailedPrint,
        ["wrong-face"] = FailedPrint,
        ["defect"] = FoundAtHandOver,
        ["chip-defect"] = FoundAtHandOver,
        ["damaged"] = "damaged",
        ["changed-data"] = "changed-data",
        ["factory-fault"] = "factory-fault",
        ["stray-card"] = "stray",
        ["revoked"] = StoppedByCentre,
        ["canceled"] = StoppedByCentre,
        ["fenced"] = StoppedByCentre,
        ["lease-ended"] = StoppedByCentre,
        ["central-restored"] = StoppedByCentre,
        ["books-behind"] = Books,
        ["known-to-centre"] = Books,
        ["found"] = Books,
        // The sealed data were erased, or do not fit a layout that was changed since.
        ["payload-gone"] = Other,
    };

    /// <summary>Codes that say how a step ended and not why: what was being done then is all that is known.</summary>
    private static readonly IReadOnlySet<string> OfTheStep = new HashSet<string>
    {
        "card-not-at-chip-station", "card-not-seen", "card-gone", "machine-replaced", "no-answer", "not-confirmed", "interrupted", "verify-inconclusive",
        "reader-unreachable", "wrong-reader", "sam-unreachable", "sam-suspended", "media-empty", "cover-open", "marker-supply-empty",
        "marker-supply-missing", "output-area-full", "reject-area-full", "head-failure", "cleaning-required", "connecting-to-device", "wrong-model",
        "command-rejected",
    };

    /// <summary>Every code that has a row.</summary>
    public static IEnumerable<string> Codes => Rows.Keys.Concat(OfTheStep);

    /// <param name="reason">A code; a field or a person's reason may follow it after a colon.</param>
    /// <param name="state">Of the run before its card was given up; null where no machine had it.</param>
    public static string Of(string reason, string? state) => reason.Split(": ", 2) switch
    {
        ["spoiled" or OldCards.Code, var why] => why,
        [var code, ..] when Rows.TryGetValue(code, out var cause) => cause,
        [var code, ..] when OfTheStep.Contains(code) => OfStep(state),
        _ => Other,
    };

    private static string OfStep(string? state) => state switch
    {
        "Feeding" or "Fed" or "Encoding" => FailedEncode,
        "Encoded" or "Printing" or "Printed" or "Verifying" or "Verified" or "Ejecting" => FailedPrint,
        _ => Other,
    };
}
