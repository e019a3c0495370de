using System.Text.Json.Serialization;

namespace PrintStation.Contracts;

/// <summary>POST /v1/cards/{uid}/shipment: a printed card left the office for its kecamatan. What a station tells of printed cards are facts beside the
/// outcomes of runs: the same body again: 200; another body: 422; in whatever order they come.</summary>
/// <param name="JobId">Whose card it is.</param>
/// <param name="Batch">Number of the batch at the station, from 1.</param>
/// <param name="Document">Number of the paper that goes with it, 1 to 128 characters.</param>
/// <param name="Carrier">Who takes it there, 1 to 128 characters.</param>
/// <param name="By">Who gave it to the carrier.</param>
public sealed record ShipmentReport(string JobId, long Batch, string Document, string Carrier, string By, DateTimeOffset At);

/// <summary>POST /v1/cards/{uid}/hand-over: the citizen has his card.</summary>
/// <param name="FingerprintChecked">That his finger was compared with the one on the chip; nothing else is taken.</param>
/// <param name="By">Who handed it over.</param>
public sealed record HandOverReport(string JobId, bool FingerprintChecked, string By, DateTimeOffset At);

/// <summary>What became of a card that its citizen brought back.</summary>
public enum OldCardStep
{
    /// <summary>It lies in the office's box of old cards, or was found after it had counted as lost.</summary>
    TakenBack,

    /// <summary>The taking back was a mistake.</summary>
    Undone,

    /// <summary>Before witnesses; there is no such card any more.</summary>
    Destroyed,

    /// <summary>It was not in that box any more when somebody looked: two persons say so.</summary>
    Lost,
}

/// <summary>POST /v1/cards/{uid}/old-card/{movement}: a card that this station had printed came back from its citizen.</summary>
/// <remarks>{movement} is the number of the step in the station's books, from 1: what was undone may come once more, under a later number.</remarks>
/// <param name="JobId">Whose card it was.</param>
/// <param name="Document">Number of the paper, 1 to 128 characters; of a lost card the one on which it came.</param>
/// <param name="By">Who did it; with a second person: both, up to 258 characters.</param>
/// <param name="Reason">A code, such as "changed-data"; left out where the step has none.</param>
public sealed record OldCardStepReport(
    string JobId, OldCardStep Step, string Document, string By, DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null);

/// <summary>POST /v1/cards/{uid}/reprint-request: an issued card turned out bad and is accounted for; another one is asked for. The same body again is
/// answered with how the request stands by then.</summary>
/// <param name="Reason">A code, such as "misprint".</param>
/// <param name="By">Who answered for the bad card.</param>
public sealed record ReprintRequest(string JobId, string Reason, string By, DateTimeOffset At);

/// <summary>How a request for another card stands at the centre.</summary>
public enum ReprintStatus
{
    /// <summary>The bad card is not accounted for yet, as the centre has it.</summary>
    CardOutside,

    /// <summary>Somebody at the centre must approve it.</summary>
    Asked,

    /// <summary>A job for it is in the queue, or with a station.</summary>
    Queued,

    /// <summary>The other card is printed. Nothing changes any more.</summary>
    Made,

    /// <summary>There will be none: the job was revoked, or ended otherwise. Nothing changes any more.</summary>
    Declined,
}

/// <param name="JobId">The job of the other card; null where there is none.</param>
public sealed record ReprintResponse(
    string Epoch, ReprintStatus Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? JobId = null);
