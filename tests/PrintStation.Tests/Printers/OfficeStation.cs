using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Chips;
using PrintStation.Printers;
using PrintStation.Tests.Chips;
using PrintStation.Tests.Chips.Pcsc;
using PrintStation.Tests.Emulators;
using PrintStation.Transports;

namespace PrintStation.Tests.Printers;

internal enum LineKind
{
    Tcp,

    /// <summary>A serial port; a pseudo-terminal here.</summary>
    Serial,

    /// <summary>A device file that is read and written; a pseudo-terminal here.</summary>
    UsbFile,
}

/// <summary>An office with one printer, and the drivers of a station on its lines.</summary>
internal sealed class OfficeStation : IAsyncDisposable
{
    public const string TypeA = "04A1B2C3D4E5F6";
    public const string TypeB = "1122334455667788";

    /// <summary>UID of the card that lies behind the first one in the hopper.</summary>
    public const string Next = "04FFEEDDCCBBAA";

    /// <summary>And of one that lies in the store.</summary>
    public const string Stored = "04AA55AA55AA55";

    /// <summary>Short, for a line that says nothing when the other side is off; long for a loaded machine.</summary>
    public static readonly PrinterTimings Timings = new(1000, 1000, 3000, 5000, 8000, 1, 10);

    /// <summary>Of the office's printers, with these timings.</summary>
    public static readonly PrinterModel Model =
        PrinterModelFile.Load(Path.Combine(Repository.Root, "config/printers/evolis/primacy2.json")) with { Timings = Timings };

    private const string Name = "printer-1";
    private const string ChipReader = $"{Name}-reader";
    private const string Sam = "sam";

    private readonly LineKind _line;
    private readonly bool _isPcsc;
    private readonly SignedContent _signed = new();
    private readonly string _failures = Path.Combine(Path.GetTempPath(), $"sam-{Guid.NewGuid():N}.json");
    private readonly SharedSam _sam;

    private OfficeStation(TestOffice office, LineKind line, LineOpener open, LineOpener openReader, bool isPcsc)
    {
        (Office, _line, _isPcsc) = (office, line, isPcsc);
        var ports = office.Office.Ports;
        Printer = Open(Address(office, line), Model, open);
        _sam = new SharedSam(OpenReader(Sam, ports.SamPort, IByteTransport.Open), new FailedAuthentications(_failures), TimeProvider.System);
        Reader = OpenReader(ChipReader, ports.Printers[0].ReaderPort, openReader);
        Encoder = MakeEncoder(Reader, _sam);
        Desk = MakeEncoder(OpenReader("desk", ports.DeskPort, IByteTransport.Open), _sam);
    }

    public TestOffice Office { get; }

    public ICardPrinter Printer { get; }

    /// <summary>The encoder's own reader, at the chip station.</summary>
    public ISmartCardReader Reader { get; }

    public ProfileChipEncoder Encoder { get; }

    public ProfileChipEncoder Desk { get; }

    public ChipContent Content => _signed.Content;

    /// <summary>Of the office's first printer.</summary>
    public static string Address(TestOffice office, LineKind line) =>
        Address(line, office.Office.Ports.Printers[0].Port, office.Office.Ports.Printers[0].Terminal);

    /// <summary>Of the reader in that printer.</summary>
    public static string ReaderAddress(TestOffice office, LineKind line) =>
        Address(line, office.Office.Ports.Printers[0].ReaderPort, office.Office.Ports.Printers[0].ReaderTerminal);

    /// <summary>The driver alone, for a printer at that address.</summary>
    /// <param name="open">Opens its line; null for an ordinary one.</param>
    public static ICardPrinter Open(string address, PrinterModel model, LineOpener? open = null) =>
        CardPrinters.Open(Name, model, address, open ?? IByteTransport.Open, TimeProvider.System, NullLoggerFactory.Instance);

    /// <param name="open">Opens the printer's line; null for an ordinary one.</param>
    /// <param name="openReader">Opens the line of the reader at its chip station.</param>
    /// <param name="pcsc">Chip and SAM are read through the machine's pcscd, which must run.</param>
    public static async Task<OfficeStation> StartAsync(
        LineKind line, string? faults, string uid, LineOpener? open = null, LineOpener? openReader = null, bool pcsc = false) =>
        new(await TestOffice.StartAsync(faults, uids: [uid, Next, Stored], hopper: 2, ptys: line != LineKind.Tcp, pcsc: pcsc), line,
            open ?? IByteTransport.Open, openReader ?? IByteTransport.Open, pcsc);

    /// <summary>With a type A card at the chip station.</summary>
    public static async Task<OfficeStation> FedAsync(
        LineKind line, string? faults, CancellationToken token, LineOpener? openReader = null, bool pcsc = false)
    {
        var station = await StartAsync(line, faults, TypeA, openReader: openReader, pcsc: pcsc);
        await station.ReadyAsync(token);
        Assert.That((await station.Printer.FeedAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        return station;
    }

    /// <summary>Settings sent; what the empty machine says of itself.</summary>
    public async Task<PrinterEvidence> ReadyAsync(CancellationToken token)
    {
        Assert.That(await Printer.SendSettingsAsync(token), Is.EqualTo(new CommandResult(CommandOutcome.Done)));
        var seen = await Printer.ObserveAsync(token);
        Assert.That((seen?.Position, seen?.PowerLost, seen?.Standing), Is.EqualTo((CardPosition.Empty, false, (PrinterReason?)null)));
        return seen!;
    }

    /// <summary>The encoder of a station whose configuration takes the SAM's reader for the one at the chip station.</summary>
    public ProfileChipEncoder EncoderAtTheSam() => MakeEncoder(OpenReader(Sam, Office.Office.Ports.SamPort, IByteTransport.Open), sam: null);

    /// <summary>And of one whose configuration takes the printer itself for it.</summary>
    public ProfileChipEncoder EncoderAtThePrinter() =>
        MakeEncoder(OpenReader(Name, Office.Office.Ports.Printers[0].Port, IByteTransport.Open), sam: null);

    public static List<PrintPanel> Panels() =>
        [.. "ymcko".Select(name => new PrintPanel(name, name is 'k' or 'o' ? 2 : 64, new byte[648 * 1016]))];

    public async ValueTask DisposeAsync()
    {
        await Printer.DisposeAsync();
        await Encoder.DisposeAsync();
        await Desk.DisposeAsync();
        await _sam.DisposeAsync();
        await Office.DisposeAsync();
        _signed.Dispose();
        File.Delete(_failures);
    }

    private static string Address(LineKind line, int port, string? terminal) => line switch
    {
        LineKind.Tcp => $"tcp://127.0.0.1:{port}",
        LineKind.Serial => $"serial://{terminal}",
        _ => $"usb://{terminal}",
    };

    /// <summary>Readers have no device file of their own: with a printer on one, they are on serial lines.</summary>
    private ISmartCardReader OpenReader(string name, int port, LineOpener open) => SmartCardReaders.Open(
        _isPcsc && name == ChipReader ? $"pcsc:{PcscDaemon.FirstReader}"
        : _isPcsc && name == Sam ? $"pcsc:{PcscDaemon.SecondReader}"
        : _line == LineKind.Tcp ? $"pn532+tcp://127.0.0.1:{port}" : $"pn532+serial://{Path.Combine(Office.Out, "lines", name)}",
        ReaderTimings.Shipped, open, TimeProvider.System, NullLoggerFactory.Instance);

    private ProfileChipEncoder MakeEncoder(ISmartCardReader reader, SharedSam? sam) =>
        new(DevelopmentProfile.Load(), reader, sam, _signed.Certificate, TimeProvider.System);
}
