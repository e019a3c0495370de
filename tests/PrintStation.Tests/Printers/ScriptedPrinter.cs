using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PrintStation.Printers;
using PrintStation.Printers.Evolis;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Printers;

/// <summary>The other end of the line, by hand from the protocol page: knows a good reply to each command, and a fault where the test
/// wants one.</summary>
internal sealed class ScriptedPrinter
{
    public static readonly PrinterModel SmallModel = new(
        "Test", "Small", "evolis", "document", DotsAcross: 16, DotsAlong: 4, ColorLevels: 64, "ymcko", ["ymcko"],
        HasChipStation: true, HasRejectTray: true, ["cards-inserted", "panels-printed"], ["position", "identity"], PrinterModel.AllMoves, NoDyeIsZero: true,
        new PrinterTimings(2000, 2000, 30_000, 30_000, 300_000, 4000, 150), ErrorManagement: 18, Settings: ["Pcrm;D"]);

    private readonly Dictionary<string, string> _replies = new()
    {
        ["Rsn"] = "P2-000123", ["Rtp"] = "Primacy2", ["Rem"] = "18", ["Rlr;p"] = "CONTACTLESS CARD", ["Rco;c"] = "41234",
        ["Rco;p"] = "206170", ["Rse;o"] = "5,00 Volts", ["Rse;b"] = "0,00 Volts", ["Rse;f"] = "5,00 Volts", ["Rrt;count"] = "488",
        ["Rrt;zone"] = "2", ["Rzp"] = "2",
    };

    private readonly Dictionary<(string Command, int Time), Func<IReadOnlyList<Chunk>?>> _faults = [];

    public ScriptedPrinter(PrinterModel? model = null)
    {
        Line = new ScriptedTransport(Clock, Answer);
        Printer = new EvolisPrinter("printer-1", model ?? SmallModel, Line, Clock, NullLogger<EvolisPrinter>.Instance);
    }

    public FakeTimeProvider Clock { get; } = new();

    public ScriptedTransport Line { get; }

    public EvolisPrinter Printer { get; }

    /// <summary>Everything that came, in order; a panel by its header.</summary>
    public List<string> Commands { get; } = [];

    public string this[string command]
    {
        set => _replies[command] = value;
    }

    public static IReadOnlyList<Chunk> Text(string text) => [new Chunk(Encoding.Latin1.GetBytes(text + "\0"))];

    /// <param name="time">Counts from 1: the how-manieth of this command.</param>
    public void OnTime(string command, int time, Func<IReadOnlyList<Chunk>?> answer) => _faults[(command, time)] = answer;

    public int Times(string command) => Commands.Count(sent => sent == command);

    public Task<T> RunAsync<T>(Func<EvolisPrinter, Task<T>> work) => Clock.RunAsync(work(Printer));

    /// <summary>Connected, and in step.</summary>
    public async Task<ScriptedPrinter> ReadyAsync()
    {
        await RunAsync(printer => printer.ReadPositionAsync(CancellationToken.None));
        Commands.Clear();
        return this;
    }

    private IReadOnlyList<Chunk>? Answer(byte[] bytes)
    {
        Assert.That(bytes[0], Is.EqualTo(0x1B));
        Assert.That(bytes[^1], Is.EqualTo(0x0D));
        var text = Encoding.Latin1.GetString(bytes[1..^1]);
        // The data of a panel may hold any byte: keep the header "Db;y;64" only.
        var command = text.StartsWith("Db;", StringComparison.Ordinal) ? string.Join(';', text.Split(';', 4)[..3]) : text;
        Commands.Add(command);
        return _faults.TryGetValue((command, Times(command)), out var fault)
            ? fault()
            : Text(_replies.GetValueOrDefault(command, "OK"));
    }
}
