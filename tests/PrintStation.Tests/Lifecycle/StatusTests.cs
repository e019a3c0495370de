using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Cli;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Printers;
using PrintStation.Tests.Chips.Pcsc;
using PrintStation.Tests.Printers;
using PrintStation.Tests.Transports;
using Spectre.Console;

namespace PrintStation.Tests.Lifecycle;

/// <summary>What the status says to a technician.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StatusTests : IDisposable
{
    private static readonly StationOptions Options = new()
    {
        Station = new IdentityOptions { Id = "station-1", Office = "5371" },
        Cards = new CardOptions { BlankVersions = ["2019"] },
        Printers = [new PrinterOptions { Name = "printer-1" }],
    };

    private readonly TestStation _station = new();
    private readonly ScriptedCentre _centre = new();
    private readonly StationGate _gate;

    public StatusTests() => _gate = _station.Gate();

    [TestCase("en")]
    [TestCase("id")]
    public void A_pause_says_in_brackets_what_was_met(string language)
    {
        _gate.Close("printer-1", GateReasons.ReaderUnreachable, detail: "tcp://10.0.0.7:4000 is not reachable: ConnectionRefused.");
        var pause = Desk().Status(new StationTexts(language)).Reasons.Single();
        Assert.That(pause.Reason, Is.EqualTo("reader-unreachable"));
        Assert.That(pause.Action, Does.EndWith(" [tcp://10.0.0.7:4000 is not reachable: ConnectionRefused.]"));
    }

    [TestCase("primacy2", "Evolis Primacy 2", "emulator", true)]
    [TestCase("primacy", "Evolis Primacy", "document", false)]
    public void A_printer_says_how_far_its_model_was_tried_and_whether_another_would_be_noticed(string file, string name, string support, bool isProven)
    {
        var model = PrinterModelFile.Load(Path.Combine(Repository.Root, $"config/printers/evolis/{file}.json"));
        var printer = Desk(Lane(model)).Status(new StationTexts("en")).Printers.Single();
        Assert.That((printer.Model, printer.Support, printer.ModelProven), Is.EqualTo((name, support, isProven)));

        List<string> told = [];
        StationService.TellModel(new ListLogger<StationService>(told), "printer-1", model);
        Assert.That(told[0], Does.Contain(model.Model).And.EndsWith($"known by {support}"));
        Assert.That(told.Skip(1), isProven ? Is.Empty : Has.One.Contains("has no typeText"));
    }

    [TestCase("en", "known from documents only", "does not say what such a machine calls itself")]
    [TestCase("id", "baru dikenal dari dokumen", "tidak menyebut nama yang dijawab mesinnya")]
    public void The_words_of_the_status_say_it_too(string language, string support, string warning)
    {
        var texts = new StationTexts(language);
        var model = PrinterModelFile.Load(Path.Combine(Repository.Root, "config/printers/evolis/primacy.json"));
        var status = Desk(Lane(model)).Status(texts);
        var before = AnsiConsole.Console;
        using var screen = new StringWriter();
        try
        {
            AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(screen), Ansi = AnsiSupport.No });
            AnsiConsole.Console.Profile.Width = 500;
            StatusCommand.Print(status, texts);
        }
        finally
        {
            AnsiConsole.Console = before;
        }

        Assert.That($"{screen}", Does.Contain($"printer-1: Evolis Primacy – {support}").And.Contain(warning));
    }

    public void Dispose()
    {
        _station.Dispose();
        _centre.Dispose();
    }

    private PrinterLane Lane(PrinterModel model)
    {
        var printer = new ScriptedPrinter(model).Printer;
        var machine = new Machine("printer-1", printer, new ChipOnDesk(), new ReaderProofs(_station.Database, _gate, _station.Clock), _gate, _station.Database, _station.Ledger,
            _station.Stock, _station.Clock, NullLogger<Machine>.Instance);
        return new PrinterLane(machine, runner: null!, queue: null!, lost: null!, _station.Book, _gate, _station.Database, OfflineMode.PrintFetched, "2019",
            _station.Clock, NullLogger<PrinterLane>.Instance);
    }

    private StationDesk Desk(params IReadOnlyList<PrinterLane> lanes)
    {
        var calendar = new OfficeCalendar(_station.Clock, _station.Ledger.OfficeTime);
        var watch = new RibbonWatch(new SupplyBook(_station.Database, calendar), NullLogger<RibbonWatch>.Instance);
        return new StationDesk(Options, _station.Database, _station.Book, _station.Stock, _station.Queue, _station.Outbox, _gate,
            _centre.Lost(_station, _gate), new DayBook(_station.Database, _station.Ledger, _station.Stock, calendar, Options),
            new SupplyState(_station.Database, calendar, watch, Options), _station.Facts, lanes);
    }
}
