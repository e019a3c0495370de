using System.Text.Json.Serialization;

namespace PrintStation.Contracts;

/// <summary>What a job asks for.</summary>
public enum JobKind
{
    /// <summary>An identity card (KTP-el): chip and face on one blank.</summary>
    IdentityCard,

    /// <summary>A family card (KK): a signed PDF on plain A4 paper.</summary>
    FamilyCard,
}

/// <summary>POST /v1/claims. The same key again gets the same answer again.</summary>
/// <param name="IdempotencyKey">Chosen by the station, 1 to 64 characters; one per intended claim.</param>
/// <param name="Count">How many jobs are wanted, 1 to 500.</param>
/// <param name="Kinds">Kinds the station can make now; at least one.</param>
/// <param name="ExceptBlankVersions">Jobs that need a blank of these versions stay where they are: the station has none for them. At most
/// <see cref="MostExceptions"/>, each of 1 to 64 characters; left out: none.</param>
/// <param name="JobId">The one job that is wanted, for a citizen who waits at the counter; it is given whatever comes before it, or refused with the
/// reason. Left out: the next ones in the centre's order.</param>
public sealed record ClaimRequest(
    string IdempotencyKey, int Count, IReadOnlyList<JobKind> Kinds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? ExceptBlankVersions = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? JobId = null)
{
    public const int MostExceptions = 32;
}

/// <param name="Epoch">The centre's epoch, new after every restore of its database.</param>
/// <param name="Jobs">Leased headers in the order in which they should be printed; may be empty.</param>
public sealed record ClaimResponse(string Epoch, IReadOnlyList<JobHeader> Jobs);

/// <summary>A leased job without personal data.</summary>
/// <param name="JobId">Stable id of the job at the centre.</param>
/// <param name="LeaseId">The lease under which this station holds it.</param>
/// <param name="Fence">Number of the fence; valid only together with the epoch it was given under.</param>
/// <param name="Kind">What is to be made.</param>
/// <param name="Priority">0 is printed first: first-time owners 0, disaster victims 1, suket holders 2, all others 3.</param>
/// <param name="BlankVersion">Version of the blank that the job needs, for example "2019".</param>
/// <param name="Layout">Name of the card layout, for example "ktp-el".</param>
/// <param name="LeaseEndsAt">After this the lease is overdue at the centre; it does not return by time once its payload was served.</param>
/// <param name="District">The kecamatan to which the card goes, by name; left out by a centre that does not tell.</param>
public sealed record JobHeader(
    string JobId, string LeaseId, long Fence, JobKind Kind, int Priority, string BlankVersion, string Layout, DateTimeOffset LeaseEndsAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? District = null);

/// <summary>GET /v1/leases: what this station still owes an outcome for, as the centre has it. A station whose books were restored from an
/// earlier moment learns from it what it forgot.</summary>
/// <param name="VoidedUids">Every UID voided so far that this station answered for: heartbeats tell each for an hour only.</param>
public sealed record LeasesResponse(string Epoch, IReadOnlyList<HeldLease> Leases, IReadOnlyList<string> VoidedUids);

/// <param name="FenceEpoch">The epoch under which the fence is valid.</param>
/// <param name="Last">The last outcome that was reported under this lease; null when there was none.</param>
public sealed record HeldLease(JobHeader Header, string FenceEpoch, LastOutcome? Last);

/// <param name="Attempt">Number of the run, from 1.</param>
/// <param name="ChipUid">The card's, where one was read.</param>
public sealed record LastOutcome(int Attempt, OutcomeStatus Status, string? ChipUid);

/// <summary>GET /v1/jobs/{id}/payload: the sealed envelope, compact JWE (see <see cref="Envelope"/>).</summary>
public sealed record PayloadResponse(string Epoch, string Envelope);

/// <summary>POST /v1/leases/{id}/release: the job goes back to the centre, with the station's reason.</summary>
/// <param name="Reason">A reason code, such as "attempts-exhausted", "central-restored".</param>
public sealed record ReleaseRequest(string Reason, string FenceEpoch, long Fence);

/// <summary>Every answer without other content.</summary>
/// <param name="ChipOffice">To an outcome that tells of a blank which must not be used: the office it was delivered to, where the centre knows
/// another one than the station's.</param>
public sealed record Acknowledgement(
    string Epoch, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ChipOffice = null);
