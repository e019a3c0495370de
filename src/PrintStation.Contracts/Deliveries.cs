using System.Text.Json.Serialization;

namespace PrintStation.Contracts;

/// <summary>Blanks on their way to an office, announced by the centre.</summary>
/// <param name="DocumentNumber">Number of the hand-over record (Berita Acara Serah Terima).</param>
/// <param name="Uids">Chip UIDs in upper-case hex; empty where the centre does not know them.</param>
public sealed record BlankDelivery(
    string DeliveryId, string DocumentNumber, string BlankVersion, int Quantity, IReadOnlyList<string> Uids, DateTimeOffset AnnouncedAt,
    bool Confirmed);

/// <summary>GET /v1/deliveries.</summary>
public sealed record DeliveriesResponse(string Epoch, IReadOnlyList<BlankDelivery> Deliveries);

/// <summary>POST /v1/deliveries/{id}/confirmation. The same body again: 200; another: 422.</summary>
/// <param name="Counted">What was really in the box, 0 to 100,000.</param>
/// <param name="Reason">Why it differs from the announced quantity; required when it does.</param>
/// <param name="Second">Who counted it beside the receiver, 1 to 128 characters; left out where nobody did, and by stations that do not tell.</param>
public sealed record DeliveryConfirmation(
    int Counted, string? Reason, string ReceivedBy, DateTimeOffset ReceivedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Second = null);

/// <summary>Body of each refusal (RFC 9457), content type application/problem+json.</summary>
/// <param name="Code">Stable word for programs: "fenced", "outcome-differs", "nik-already-has-a-card", "not-your-lease", "unknown-job", …</param>
/// <param name="Detail">A sentence for people with the next step; no personal data.</param>
public sealed record Problem(string Type, string Title, int Status, string Code, string Detail, string Epoch);
