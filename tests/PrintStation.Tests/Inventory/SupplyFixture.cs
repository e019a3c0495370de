using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Inventory;
using PrintStation.Reports;

namespace PrintStation.Tests.Inventory;

/// <summary>The books of an office with two printers, and its ribbons, films and cleaning kits.</summary>
internal abstract class SupplyFixture : BooksFixture
{
    protected static readonly StationOptions Options = new()
    {
        Station = new IdentityOptions { Id = "station-1", Office = "5371" },
        Printers = [new PrinterOptions { Name = "printer-1" }, new PrinterOptions { Name = "printer-2" }],
    };

    protected OfficeCalendar Calendar { get; private set; } = null!;

    protected SupplyBook Supplies { get; private set; } = null!;

    protected RibbonWatch Watch { get; private set; } = null!;

    protected SupplyState State { get; private set; } = null!;

    protected SupplyOutlook Outlook => new(State, Options);

    protected SupplyReports Reports => new(Database, Calendar, OfficeHours.Of(Options), Options, State, Outlook);

    [SetUp]
    public void OpenSupplies()
    {
        Calendar = new OfficeCalendar(Clock, Ledger.OfficeTime);
        StartStation();
    }

    /// <summary>A new process: what only the memory had is gone.</summary>
    protected void StartStation()
    {
        Supplies = new SupplyBook(Database, Calendar);
        Watch = new RibbonWatch(Supplies, NullLogger<RibbonWatch>.Instance);
        State = new SupplyState(Database, Calendar, Watch, Options);
    }

    protected long InStore(string kind) => State.Stock().Single(stock => stock.Kind == kind).InStore;

    protected IReadOnlyList<SupplyMovement> Booked() => Database.Read(SupplyBook.Movements);

    protected PrinterSupply Printer(string name) => State.Printers().Single(printer => printer.Printer == name);

    /// <summary>Refused with the code and a sentence in both languages, and nothing was booked.</summary>
    protected void AssertNotBooked(Action act, string code)
    {
        var before = Booked().Count;
        Assert.That(() => act(), Throws.TypeOf<LedgerRefusal>().With.Property("Code").EqualTo(code));
        Assert.That(Booked(), Has.Count.EqualTo(before), "movements");
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language).Find($"error.{code}"), Is.Not.Null, language);
    }

    /// <summary>A printer by hand: what it takes in, prints and tells.</summary>
    protected sealed class Machine(string name, string serial, int prints)
    {
        public string Name => name;

        public long Cards { get; private set; } = 41_000;

        public long Panels { get; private set; } = 200_000;

        public long? Left { get; private set; } = prints;

        public SupplyLevel Level() => new(Left, CleaningDue: false, serial, Cards, Panels);

        /// <param name="panels">5 of a whole print; of one that failed so many as the head had made. 0: the card did not get that far.</param>
        public void Take(int panels = 5)
        {
            Cards++;
            Panels += panels;
            if (panels > 0)
                Left--;
        }

        public void TakeRibbonOut() => Left = null;

        public void PutIn(int prints) => Left = prints;

        /// <summary>Its counters begin anew; its serial number was copied.</summary>
        public void ChangeElectronics() => (Cards, Panels) = (3, 15);
    }
}
