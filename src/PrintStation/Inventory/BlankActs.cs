using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>What a person asks to have booked, as it came from the counter or the command line.</summary>
/// <param name="Quantity">1 to 100,000.</param>
/// <param name="Office">Code of the other office ("5302"), where there is one.</param>
/// <param name="Document">Number of the paper; used once for each kind of act.</param>
/// <param name="Reason">Why a blank is spoiled: one of <see cref="BlankActs.SpoilReasons"/>.</param>
/// <param name="At">When it happened, in office time ("2026-11-28" or "2026-11-28 14:30"); null is now.</param>
/// <param name="Refers">What of a closed month it corrects: see <see cref="Corrections"/>.</param>
/// <param name="Second">Who did it beside him; null where he did it alone.</param>
internal sealed record ActRequest(
    int Quantity, string Person, string? Office = null, string? Document = null, string? Reason = null, string? At = null, string? Refers = null,
    string? Second = null);

/// <summary>One kind of act: from where, to where, and what it needs.</summary>
/// <param name="Reason">The code in the books.</param>
/// <param name="From">By the other office's code.</param>
/// <param name="Allows">Whether the other office's balance, before and after, is one that this act may leave behind.</param>
internal sealed record BlankAct(
    string Verb, string Reason, Func<string, string> From, Func<string, string> To, bool NeedsOffice = false, bool NeedsDocument = true,
    bool NeedsReason = false, Func<long, long, bool>? Allows = null);

/// <summary>Acts of people on blanks that no machine has. A loan stands at the other office: above zero what it owes us, below zero what we
/// owe.</summary>
internal sealed class BlankActs(StationDatabase database, BlankLedger ledger, BlankStock stock, OfficeCalendar calendar, StationOptions options)
{
    public const string Opening = "open";

    /// <summary>Why blanks are spoiled that no machine spoiled; the words of the office's minutes.</summary>
    public static readonly IReadOnlyList<string> SpoilReasons =
        ["failed-encode", "failed-print", "damaged", "changed-data", "no-chip", "factory-fault", "found-at-hand-over"];

    public static readonly IReadOnlyList<BlankAct> All =
    [
        new(Opening, "opening-balance", _ => Places.Ministry, _ => Places.Store),
        new("lend", "lent", _ => Places.Store, Places.OtherOffice, NeedsOffice: true, Allows: (before, _) => before >= 0),
        new("take-back", "taken-back", Places.OtherOffice, _ => Places.Store, NeedsOffice: true, Allows: (_, after) => after >= 0),
        new("borrow", "borrowed", Places.OtherOffice, _ => Places.Store, NeedsOffice: true, Allows: (before, _) => before <= 0),
        new("give-back", "given-back", _ => Places.Store, Places.OtherOffice, NeedsOffice: true, Allows: (_, after) => after <= 0),
        new("return", "returned-to-ministry", _ => Places.Store, _ => Places.Ministry),
        new("spoil", "spoiled", _ => Places.Store, _ => Places.Spoiled, NeedsDocument: false, NeedsReason: true),
        new("test", "test", _ => Places.Store, _ => Places.Test, NeedsDocument: false),
        // A test print looks like a card: it ends in the box that is burnt before witnesses, like every other.
        new("reject-test", "spoiled: test-print", _ => Places.Test, _ => Places.Spoiled, NeedsDocument: false),
    ];

    /// <exception cref="LedgerRefusal">Nothing was booked; its code says why.</exception>
    public LedgerEntry Book(string verb, ActRequest request)
    {
        var act = All.Single(known => known.Verb == verb);
        var paper = Require(act, request);
        var (office, happened, persons) = (request.Office ?? "", calendar.Past(request.At), TwoPersons.Names(request.Person, request.Second));
        return database.Write(transaction =>
        {
            // First: whatever else the books say of it, they say of today.
            MonthBook.RequireOpen(transaction, happened, calendar.Now);
            if (paper is not null)
                RequireUnused(transaction, act.Reason, paper);
            if (verb == Opening)
                RequireNothingElse(transaction);
            var refers = Corrections.Require(transaction, request.Refers, request.At, number => Corrections.OfBlanks(transaction, number));
            if (request.At is not null)
                ledger.RequireHeldSince(transaction, act.From(office), request.Quantity, happened);
            if (act.NeedsOffice)
                RequireOther(transaction, office);
            RequireAllowed(transaction, act, office, request.Quantity);
            var reason = act.NeedsReason ? $"{act.Reason}: {request.Reason}" : act.Reason;
            var entry = ledger.Book(transaction, new Movement(
                request.Quantity, act.From(office), act.To(office), reason, persons, happened, paper, Refers: refers));
            stock.HeadToFile(transaction, entry);
            return entry;
        });
    }

    /// <summary>A paper stands for one act of a kind; one whose movement was reversed may be used again.</summary>
    public static void RequireUnused(StationTransaction transaction, string reason, string document)
    {
        var used = transaction.Find<long?>(
            $"""
            SELECT min(sequence) FROM ledger AS booked
            WHERE {Papers.IsSame("document", "@document")} AND (reason = @reason OR reason LIKE @reason || ': %')
              AND NOT EXISTS (SELECT 1 FROM ledger AS later WHERE later.reverses = booked.sequence)
            """, new { document, reason });
        if (used is { } sequence)
            throw new LedgerRefusal("document-used", $"{document}, {sequence}");
    }

    /// <summary>A loan that was given back meanwhile has nothing left to reverse.</summary>
    /// <exception cref="LedgerRefusal">The reversal would turn the loan round: who owed would be owed.</exception>
    public static void RequireLoanStands(StationTransaction transaction, LedgerEntry mistake)
    {
        var loan = new[] { mistake.FromPlace, mistake.ToPlace }.FirstOrDefault(Places.IsOtherOffice);
        if (loan is null)
            return;
        var before = BlankLedger.Balance(transaction, loan);
        var after = before + (mistake.FromPlace == loan ? mistake.Quantity : -mistake.Quantity);
        if (Math.Sign(before) * Math.Sign(after) < 0 || (before == 0 && Math.Sign(after) != SideOf(mistake.Reason)))
            throw new LedgerRefusal("loan", $"{loan}: {before}");
    }

    /// <summary>Reasons of the acts that are about what this office lent; the others with another office are about what it borrowed.</summary>
    public static readonly IReadOnlyList<string> OfWhatWeLent = ["lent", "taken-back"];

    /// <summary>1 where the act is about what we lent, -1 where it is about what we borrowed: the side on which its loan may stand.</summary>
    private static int SideOf(string reason) => OfWhatWeLent.Contains(reason) ? 1 : -1;

    /// <returns>The number of its paper; null where none was given.</returns>
    private static string? Require(BlankAct act, ActRequest request)
    {
        if (act.NeedsOffice && (request.Office is not { Length: 4 } office || !office.All(char.IsAsciiDigit)))
            throw new LedgerRefusal("office", request.Office ?? "");
        var paper = act.NeedsDocument ? Papers.Require(request.Document, act.Verb) : Papers.Plain(request.Document);
        if (act.NeedsReason && !SpoilReasons.Contains(request.Reason))
            throw new LedgerRefusal("spoil-reason", string.Join(", ", SpoilReasons));
        return paper;
    }

    /// <summary>An opening balance is the first movement; after one that was mistyped and reversed it still is.</summary>
    private static void RequireNothingElse(StationTransaction transaction)
    {
        var others = transaction.Find<long>(
            """
            SELECT count(*) FROM ledger AS booked WHERE reverses IS NULL
                AND NOT EXISTS (SELECT 1 FROM ledger AS later WHERE later.reverses = booked.sequence)
            """);
        if (others > 0)
            throw new LedgerRefusal("books-not-empty", "opening-balance");
    }

    /// <summary>A loan begins only with another office that there is; one that stands in older books can be ended.</summary>
    private void RequireOther(StationTransaction transaction, string office)
    {
        if (BlankLedger.Balance(transaction, Places.OtherOffice(office)) != 0)
            return;
        if (office == options.Station.Office)
            throw new LedgerRefusal("office-own", office);
        if (RegionNames.RegencyOf(office) is null)
            throw new LedgerRefusal("office-unknown", office);
    }

    private static void RequireAllowed(StationTransaction transaction, BlankAct act, string office, int quantity)
    {
        if (act.Allows is not { } allows)
            return;
        var before = BlankLedger.Balance(transaction, Places.OtherOffice(office));
        var after = before + (act.To(office) == Places.OtherOffice(office) ? quantity : -quantity);
        if (!allows(before, after))
            throw new LedgerRefusal("loan", $"{office}: {before}");
    }
}
