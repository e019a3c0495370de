using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>A mistake of a person is taken back by a movement of its own; the first one stays in the books.</summary>
internal sealed class Reversals(StationDatabase database, BlankLedger ledger, BlankStock stock, OfficeCalendar calendar)
{
    /// <summary>Beginnings of the reasons that may be reversed. A receipt was told to the centre, a count was proven by two persons, a destroyed
    /// card is gone: these are corrected by what is true today. A card that was lost from its box may be found.</summary>
    private static readonly IReadOnlyList<string> Reversible =
    [
        "loaded", "unloaded", OldCards.Code, BoxLosses.Code, .. BlankActs.All.Select(act => act.Reason),
    ];

    /// <param name="sequence">Of the movement that was a mistake.</param>
    /// <param name="second">Who says so too; null where nobody does.</param>
    /// <exception cref="LedgerRefusal">No such movement, not a person's, reversed before, or the blanks are no longer where it put them.</exception>
    public LedgerEntry Reverse(long sequence, string? reason, string person, string? second = null)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new LedgerRefusal("reversal-reason", $"{sequence}");
        var persons = TwoPersons.Names(person, second);
        return database.Write(transaction =>
        {
            var mistake = transaction.Find<LedgerEntry>("SELECT * FROM ledger WHERE sequence = @sequence", new { sequence })
                ?? throw new LedgerRefusal("unknown-movement", $"{sequence}");
            if (mistake.Reverses is not null || !Reversible.Any(known => IsOf(mistake, known))
                || (mistake.RunId is not null && !IsOf(mistake, BoxLosses.Code))
                || (mistake.ChipUid is not null && !IsOf(mistake, OldCards.Code) && !IsOf(mistake, BoxLosses.Code)))
                throw new LedgerRefusal("not-reversible", $"{sequence}");
            if (transaction.Find<long?>("SELECT sequence FROM ledger WHERE reverses = @sequence", new { sequence }) is { } before)
                throw new LedgerRefusal("reversed-before", $"{sequence}: {before}");
            if (Destructions.MinutesOf(transaction, sequence) is { } minutes)
                throw new LedgerRefusal("reversal-destroyed", minutes);
            if (BoxLosses.StandsFor(transaction, sequence) is { } loss)
                throw new LedgerRefusal("reversal-lost", $"{loss}");
            if (mistake.ChipUid is { } uid && BlankLedger.LastOf(transaction, uid) != sequence)
                throw new LedgerRefusal("moved-since", uid, BlankLedger.PlaceOf(transaction, uid));
            BlankActs.RequireLoanStands(transaction, mistake);
            var entry = ledger.Book(transaction, new Movement((int)mistake.Quantity, mistake.ToPlace, mistake.FromPlace,
                $"reversal: {reason}", persons, calendar.Now, mistake.Document, mistake.RunId, mistake.ChipUid, Reverses: sequence));
            stock.HeadToFile(transaction, entry);
            return entry;
        });
    }

    private static bool IsOf(LedgerEntry entry, string code) =>
        entry.Reason == code || entry.Reason.StartsWith($"{code}: ", StringComparison.Ordinal);
}
