namespace PrintStation.Contracts;

/// <summary>What became of one run, in the words that are shown outside.</summary>
public enum OutcomeStatus
{
    /// <summary>Printed, verified, in the output. Last outcome of the job.</summary>
    Issued,

    /// <summary>A blank was consumed without a good card; the station may start another run.</summary>
    Spoiled,

    /// <summary>Probably good, outside, a person must look.</summary>
    Held,

    /// <summary>Not good, outside, a person must look.</summary>
    Missing,

    /// <summary>Declared lost by two persons; its UID was revoked.</summary>
    Lost,

    /// <summary>The payload was refused, no blank used. Last outcome of the job.</summary>
    Refused,

    /// <summary>Canceled before a card was made. Last outcome of the job.</summary>
    Canceled,
}

/// <summary>POST /v1/runs/{runId}/outcomes/{n}: n counts from 1 in each run. The same n and body again: 200; another body: 422; fenced: 409.</summary>
/// <param name="FenceEpoch">Epoch under which the lease was given.</param>
/// <param name="Attempt">1 for the first run of the job.</param>
/// <param name="ChipUid">Upper-case hex, or null when no UID was recorded.</param>
/// <param name="Reason">A code, such as "chip-mute", "media-jam", "payload-signature"; null when issued.</param>
/// <param name="Field">For Refused: the payload field at fault, for example "photo"; never its value.</param>
/// <param name="Binding">The station's signature that binds UID and content; base64 on the wire; when issued.</param>
/// <param name="At">When it happened.</param>
public sealed record OutcomeReport(
    string JobId, string LeaseId, string FenceEpoch, long Fence, int Attempt, OutcomeStatus Status, string? ChipUid, string? Reason,
    string? Field, string? Printer, byte[]? Binding, DateTimeOffset At);

/// <summary>POST /v1/revocations: a card whose plastic cannot be accounted for must never be accepted anywhere.</summary>
/// <param name="RunId">A run, or a stray card's own name at the station.</param>
/// <param name="JobId">Null for a card without a run.</param>
/// <param name="ChipUid">Null when the run never recorded one: the centre acknowledges the loss of one blank.</param>
/// <param name="DeclaredBy">Two different persons.</param>
public sealed record RevocationRequest(
    string RunId, string? JobId, string? ChipUid, string Reason, IReadOnlyList<string> DeclaredBy, DateTimeOffset At);
