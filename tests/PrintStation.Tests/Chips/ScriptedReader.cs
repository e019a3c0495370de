using Microsoft.Extensions.Time.Testing;
using PrintStation.Chips;
using PrintStation.Chips.Pn532;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Chips;

/// <summary>The other end of the line to a PN532, by hand from the protocol page.</summary>
internal sealed class ScriptedReader
{
    public const string Acknowledge = "0000FF00FF00";

    private readonly Dictionary<string, string> _replies = new()
    {
        ["1401"] = "15", ["3205FF0102"] = "33", ["5200"] = "5300", ["4A0200"] = "4B00", ["4A020300"] = "4B00",
    };

    private readonly Dictionary<(string Command, int Time), Func<string, IReadOnlyList<Chunk>?>> _faults = [];

    public ScriptedReader()
    {
        Line = new ScriptedTransport(Clock, Answer);
        Reader = new Pn532Reader(Line, ReaderTimings.Shipped, Clock);
    }

    public FakeTimeProvider Clock { get; } = new();

    public ScriptedTransport Line { get; }

    public Pn532Reader Reader { get; }

    /// <summary>Commands in hex, without framing.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>The response's code and data to a command, both in hex.</summary>
    public string this[string command]
    {
        set => _replies[command] = value;
    }

    public static string Frame(string body)
    {
        var bytes = Convert.FromHexString("D5" + body);
        var sum = (byte)-bytes.Sum(value => value);
        var length = bytes.Length <= 255
            ? $"{bytes.Length:X2}{(byte)-bytes.Length:X2}"
            : $"FFFF{bytes.Length:X4}{(byte)-((bytes.Length >> 8) + (bytes.Length & 0xFF)):X2}";
        return $"0000FF{length}{Convert.ToHexString(bytes)}{sum:X2}00";
    }

    public static Chunk Hex(string hex, TimeSpan after = default) => new(Convert.FromHexString(hex), after);

    /// <param name="answer">From the good answer's frame in hex to what comes instead.</param>
    public void OnTime(string command, int time, Func<string, IReadOnlyList<Chunk>?> answer) => _faults[(command, time)] = answer;

    public Task<T> RunAsync<T>(Func<Pn532Reader, Task<T>> work) => Clock.RunAsync(work(Reader));

    /// <summary>With one type A chip chosen.</summary>
    public async Task<ScriptedReader> WithChipAsync()
    {
        this["4A0200"] = "4B01" + "01004420" + "0704A1B2C3D4E5F6" + "0278";
        await RunAsync(reader => reader.DetectAsync(default));
        Commands.Clear();
        return this;
    }

    private IReadOnlyList<Chunk>? Answer(byte[] bytes)
    {
        var text = Convert.ToHexString(bytes);
        var start = text.IndexOf("0000FF", StringComparison.Ordinal);
        var extended = text.Substring(start + 6, 4) == "FFFF";
        var command = text[(start + (extended ? 18 : 12))..^4];
        Commands.Add((start > 0 ? text[..start] + " " : "") + command);
        var times = Commands.Count(sent => sent.EndsWith(command, StringComparison.Ordinal));
        var good = Frame(_replies.GetValueOrDefault(command, "4100" + "9000"));
        return _faults.TryGetValue((command, times), out var fault) ? fault(good) : [Hex(Acknowledge), Hex(good)];
    }
}
