namespace PrintStation.Emulators.People;

/// <summary>What `status` says, as far as a person acts on it. Anything may be missing.</summary>
internal sealed record StationStatus
{
    public IReadOnlyList<StandingReason> Reasons { get; init; } = [];

    public IReadOnlyList<PrinterStatus> Printers { get; init; } = [];

    public IReadOnlyDictionary<string, long> Balances { get; init; } = new Dictionary<string, long>();

    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    public PrinterStatus? Printer(string name) => Printers.FirstOrDefault(printer => printer.Name == name);

    public bool Has(string printer, string reason) => Reasons.Any(standing => standing.Scope == printer && standing.Reason == reason);

    /// <summary>What the books have in a hopper; null when they say nothing of it.</summary>
    public long? Booked(string printer) => Balances.TryGetValue($"Hopper({printer})", out var quantity) ? quantity : null;
}

internal sealed record StandingReason(string Scope, string Reason, string? Since, bool ClearsItself);

internal sealed record PrinterStatus(string Name, string? State, RunStatus? Run);

internal sealed record RunStatus(string? RunId, string? State, string? BlankUid);

/// <summary>`blank balance`.</summary>
internal sealed record BlankBalance
{
    public IReadOnlyList<DeliveryStatus> Deliveries { get; init; } = [];
}

internal sealed record DeliveryStatus(string DeliveryId, string? DocumentNumber, int Quantity, bool Confirmed);

/// <summary>One line of `held list`: a card that waits for a person.</summary>
/// <param name="State">Held, Missing, Condemned, LossPending or Stray.</param>
internal sealed record WaitingCard(string RunId, string State, string? Printer, string? BlankUid, DateTimeOffset? Since);
