using System.Text.Json.Serialization;

namespace PrintStation.Contracts;

/// <summary>POST /v1/heartbeat.</summary>
/// <param name="Ledger">Head of the station's ledger chain; null while it is empty.</param>
/// <param name="Stock">Quantity by place, for example "Store": 480.</param>
/// <param name="PauseReasons">Reasons that stand now, station and printers.</param>
/// <param name="SeenEpoch">The epoch the station knew before; the centre asks for a resend when it is not its own.</param>
/// <param name="Notices">What stops nothing here and keeps jobs at the centre, such as "version-without-printer: 2011 (37)"; left out: nothing.</param>
/// <param name="Audit">Head of the chain of what persons did; left out while it is empty, and by a station that has none.</param>
public sealed record HeartbeatRequest(
    string Version, string? SeenEpoch, LedgerHead? Ledger, IReadOnlyDictionary<string, long> Stock,
    IReadOnlyList<PrinterReport> Printers, IReadOnlyList<string> PauseReasons, int OutcomesWaiting,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Notices = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LedgerHead? Audit = null);

/// <param name="Serial">As read from the machine; null when it has not answered yet.</param>
public sealed record PrinterReport(string Name, string Model, string? Serial, string State);

/// <summary>Position and hash of the newest entry of a chain: of the ledger, or of what persons did.</summary>
/// <param name="Hash">SHA-256, lower-case hex.</param>
public sealed record LedgerHead(long Sequence, string Hash);

/// <summary>GET /v1/ledger-heads?after=SEQUENCE, and /v1/audit-heads: the heads that heartbeats brought, oldest first.</summary>
/// <param name="Heads">At most <see cref="Most"/>; as many mean that there may be more after the last one.</param>
public sealed record LedgerHeadsResponse(IReadOnlyList<LedgerHead> Heads)
{
    public const int Most = 5_000;
}

/// <param name="Time">The centre's clock.</param>
/// <param name="Revoked">Jobs of this station that must not be printed, or whose card is recalled.</param>
/// <param name="KnownLedger">The highest head the centre has ever had from this station, before this heartbeat; null if none.</param>
/// <param name="VoidedUids">UIDs voided since the last heartbeat that this station answered for.</param>
/// <param name="Policy">What the centre lets this station do.</param>
/// <param name="Deliveries">All deliveries to the station's office; their lists of UIDs are asked for only when one of them is new.</param>
/// <param name="Waiting">Print-ready records of the office that no station has yet.</param>
/// <param name="WaitingByVersion">Of these, the identity cards, by the version of the blank they need; null from a centre that does not tell.</param>
public sealed record HeartbeatResponse(
    string Epoch, DateTimeOffset Time, IReadOnlyList<string> Revoked, LedgerHead? KnownLedger, IReadOnlyList<string> VoidedUids,
    StationPolicy Policy, IReadOnlyList<DeliveryMark> Deliveries, int Waiting,
    IReadOnlyDictionary<string, int>? WaitingByVersion = null);

/// <param name="ConfirmedBy">The station of the office that has the blanks; null while none has confirmed them.</param>
public sealed record DeliveryMark(string DeliveryId, string? ConfirmedBy);

/// <param name="MayClaim">False until the station has sent its outcomes again after a restore of the centre.</param>
/// <param name="FetchAheadWorkingDays">How far ahead payloads may be fetched. Default 2.</param>
public sealed record StationPolicy(bool MayClaim, int FetchAheadWorkingDays);

/// <summary>POST /v1/resend: the station's memory after a restore of the centre: every outcome and revocation it keeps, revocations first, oldest
/// first, in as many parts as it takes: a year of an office is more than a slow line carries in one request.</summary>
/// <param name="Leases">With the last part: of the cards that are being made, and of which no outcome tells yet. Left out: none.</param>
/// <param name="Loans">With the first part: what came from other offices, for the cards that were made of it. Left out: none.</param>
/// <param name="HasMore">Another part follows; only after the last one the station counts as heard.</param>
public sealed record ResendRequest(
    IReadOnlyList<ResentOutcome> Outcomes, IReadOnlyList<RevocationRequest> Revocations,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ResentLease>? Leases = null, bool HasMore = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ResentLoan>? Loans = null);

/// <param name="Movement">As in its path.</param>
public sealed record ResentLoan(long Movement, LoanReport Report);

/// <summary>A lease as the station got it.</summary>
public sealed record ResentLease(string JobId, string LeaseId, string FenceEpoch, long Fence);

/// <param name="WasRefused">The centre has fenced it once: it changes no job, and what it says of the plastic is true.</param>
public sealed record ResentOutcome(string RunId, int N, OutcomeReport Report, bool WasRefused = false);

/// <param name="Refused">Outcomes that the restored centre does not take: for each, what it would have answered to it alone.</param>
public sealed record ResendResponse(string Epoch, IReadOnlyList<RefusedOutcome> Refused);

/// <param name="Code">The code of the refusal, as "fenced".</param>
public sealed record RefusedOutcome(string RunId, int N, string Code);
