using System.Globalization;
using System.Security.Cryptography;
using System.Text;

internal sealed record Job(string JobId, string? Nik, string? Name, string? Kind, string? Status, string? ChipUid);

internal sealed record Outcome(string RunId, int N, string? JobId, int Attempt, string? Status, string? ChipUid);

internal sealed record Delivery(string DeliveryId, string? DocumentNumber, int Quantity, string[]? Uids, int? Counted,
    DateTimeOffset? ConfirmedAt);

internal sealed record StationSeen(string StationId, long? LedgerSequence);

internal sealed record Central(Job[] Jobs, Outcome[] Outcomes, Delivery[] Deliveries, StationSeen[] Stations);

internal sealed record Step(DateTimeOffset At, string? From, string? To);

internal sealed record Run(string RunId, string JobId, int Attempt, string? Printer, string? BlankUid, string State, Step[] History)
{
    /// <summary>Waits for a person; its card may lie anywhere.</summary>
    public bool IsUnsettled => State is "Held" or "Missing" or "LossPending";

    /// <summary>A device may be moving the card right now.</summary>
    public bool IsWorking => State is "Feeding" or "Encoding" or "Printing" or "Verifying" or "Ejecting" or "Rejecting";

    /// <summary>Where the books must have its blank; null where it uses none.</summary>
    public string? Place => State switch
    {
        "Fetching" or "Fetched" or "Feeding" or "Refused" or "Canceled" => null,
        "Held" or "Missing" => "Held",
        "LossPending" or "Lost" => "Lost",
        "Issued" or "Spoiled" => State,
        _ => $"Machine({Printer})",
    };

    public string Called => $"run {RunId} (job {JobId}, card {BlankUid ?? "without UID"})";
}

internal sealed record Movement(
    long Sequence, long Quantity, string? Item, string From, string To, string? Reason, string? Document, string? By, string? HappenedAt,
    DateTimeOffset WrittenAt, string? RunId, string? ChipUid, long? Reverses, string? PreviousHash, string? Hash,
    string? Refers = null)
{
    /// <summary>SHA-256 over the row and the hash before it, each part with its length in front.</summary>
    public string ComputeHash()
    {
        string?[] parts =
        [
            PreviousHash, $"{Sequence}", $"{Quantity}", Item, From, To, Reason, Document, By, HappenedAt,
            $"{WrittenAt.ToUnixTimeMilliseconds()}",
            RunId, ChipUid, Reverses?.ToString(CultureInfo.InvariantCulture), .. Refers is null ? Array.Empty<string?>() : [Refers],
        ];
        var text = string.Concat(parts.Select(part => part is null ? "-;" : $"{part.Length}:{part};"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Of a card that came in beside the one that was asked for: no run has it.</summary>
    public bool IsStray => RunId is null || RunId.StartsWith("stray-", StringComparison.Ordinal);

    public string Called =>
        $"ledger {Sequence} ({From} to {To}{(RunId is null ? "" : $", run {RunId}")}{(ChipUid is null ? "" : $", card {ChipUid}")})";
}

internal sealed record Station(Run[] Runs, Movement[] Ledger, Dictionary<string, long> Balances);

/// <summary>One line of world.jsonl.</summary>
internal sealed record Event(DateTimeOffset At, string Name, string? Printer, string? Blank, string? Panel, int? Slot);

/// <param name="Nik">NIK in the biodata as the office read it, and in the chip's own file.</param>
internal sealed record TrayCard(string Tray, string Folder, int Slot, string Uid, string? ChipUid, string? Nik, string? NikInFile,
    string? Name, bool Locked)
{
    public string Called => $"card {Uid}";
}
