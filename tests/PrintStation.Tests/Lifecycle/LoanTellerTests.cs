using System.Text.Json;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>The centre hears of what came from other offices before it hears of any card that was made of it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LoanTellerTests : IDisposable
{
    private readonly TestStation _station = new();

    [Test]
    public void What_comes_is_told_and_what_goes_is_not()
    {
        var lent = Book("lend", "5302", 20);
        var backAgain = Book("take-back", "5302", 5);
        var borrowed = Book("borrow", "5303", 10);
        Book("give-back", "5303", 10);
        Assert.That(Told(), Is.EqualTo(new[]
        {
            ($"v1/loans/{backAgain.Sequence}", Report("5302", 5, backAgain)), ($"v1/loans/{borrowed.Sequence}", Report("5303", 10, borrowed)),
        }));
        Assert.That(lent.Sequence, Is.LessThan(backAgain.Sequence));
    }

    [Test]
    public void A_mistake_is_told_as_taken_back()
    {
        var mistake = Book("borrow", "5303", 10);
        var reversal = new Reversals(_station.Database, _station.Ledger, _station.Stock, _station.Calendar).Reverse(mistake.Sequence, "salah", "siti", "budi");
        Assert.That(Told()[^1], Is.EqualTo(($"v1/loans/{reversal.Sequence}", Report("5303", -10, mistake))));
        var lent = Book("lend", "5302", 20);
        new Reversals(_station.Database, _station.Ledger, _station.Stock, _station.Calendar).Reverse(lent.Sequence, "salah", "siti", "budi");
        Assert.That(Told(), Has.Count.EqualTo(2), "what never went has not come");
    }

    [Test]
    public void It_goes_before_the_outcomes_that_were_written_later()
    {
        Book("borrow", "5303", 10);
        _station.Until(_station.Fetched("J1"), CardState.Issued, "04A1B2C3D4E5F6");
        Assert.That(_station.Outbox.Next()!.Kind, Is.Not.EqualTo("outcome"));
        Assert.That(Kinds(), Is.EqualTo(Kinds().OrderBy(kind => kind == "outcome")));
    }

    [Test]
    public void A_restored_centre_gets_it_with_the_first_part_only()
    {
        var borrowed = Book("borrow", "5303", 10);
        var (first, end) = _station.Outbox.Memory(null);
        Assert.That(first.Loans, Is.EqualTo(new[] { new ResentLoan(borrowed.Sequence, Report("5303", 10, borrowed)) }));
        Assert.That(_station.Outbox.Memory(end).Part.Loans, Is.Null);
    }

    public void Dispose() => _station.Dispose();

    private LedgerEntry Book(string verb, string office, int quantity) =>
        new BlankActs(_station.Database, _station.Ledger, _station.Stock, _station.Calendar, new StationOptions { Station = new IdentityOptions { Office = "5371" } })
            .Book(verb, new ActRequest(quantity, "siti", Office: office, Document: $"BA/{verb}", Second: "budi"));

    private LoanReport Report(string office, int quantity, LedgerEntry entry) =>
        new(office, quantity, entry.Document!, "siti, budi", _station.Calendar.Now);

    private List<string> Kinds() => [.. _station.Reports().Select(report => report.Kind).Where(kind => kind is "loan" or "outcome")];

    private List<(string Target, LoanReport Report)> Told() => [.. _station.Reports().Where(report => report.Kind == "loan")
        .Select(report => (report.Target, JsonSerializer.Deserialize<LoanReport>(report.Body, WireJson.Options)!))];
}
