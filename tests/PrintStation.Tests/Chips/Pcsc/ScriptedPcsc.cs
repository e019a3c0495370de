using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using PrintStation.Chips;
using PrintStation.Chips.Pcsc;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Chips.Pcsc;

/// <summary>A system's PC/SC in memory, by hand from its description: what each call answers, and what was called.</summary>
internal sealed class ScriptedPcsc
{
    public const string Uid = "FFCA000000";
    private int _contexts;

    public ScriptedPcsc(string reader = "Reader 1")
    {
        Readers = [reader];
        Reader = new PcscReader(
            reader, () => IsInstalled ? Library() : null, ReaderTimings.Shipped, Clock, new ListLogger<PcscReader>(Log), Threads);
    }

    public FakeTimeProvider Clock { get; } = new();

    public PcscReader Reader { get; }

    public ManualThreads Threads { get; } = new();

    public List<string> Log { get; } = [];

    /// <summary>Each call with what matters of it.</summary>
    public List<string> Calls { get; } = [];

    public bool IsInstalled { get; set; } = true;

    public IReadOnlyList<string> Readers { get; set; }

    public PcscResult Service { get; set; }

    /// <summary>To the n-th connection, from 1.</summary>
    public Func<int, PcscResult> Connecting { get; set; } = _ => PcscResult.Success;

    /// <summary>To a reset of the card (1) or a cold one (2).</summary>
    public Func<nuint, PcscResult> Reconnecting { get; set; } = _ => PcscResult.Success;

    public PcscResult Status { get; set; }

    public string Atr { get; set; } = "3B80800101";

    /// <summary>From a command in hex to the answer in hex, or to the trouble.</summary>
    public Func<string, (PcscResult Result, string Answer)> Transmitting { get; set; } = _ => (PcscResult.Success, "04A1B2C3D4E5F6" + "9000");

    public int Count(string call) => Calls.Count(made => made.Split(' ')[0] == call);

    public Task<T> RunAsync<T>(Func<PcscReader, Task<T>> work) => Clock.RunAsync(work(Reader));

    public Task<IReadOnlyList<ChipTarget>?> DetectAsync() => RunAsync(reader => reader.DetectAsync(default));

    public Task<ApduResult> TransmitAsync(string command) => RunAsync(reader => reader.TransmitAsync(Convert.FromHexString(command), default));

    private PcscLibrary Library() => new(
        (nuint _, nint _, nint _, ref nint context) =>
        {
            context = ++_contexts;
            return Made("establish", Service);
        },
        context => Made($"release {context}", PcscResult.Success),
        (nint _, byte[]? _, byte[]? readers, ref nuint length) =>
        {
            var names = System.Text.Encoding.UTF8.GetBytes(string.Concat(Readers.Select(name => name + "\0")) + "\0");
            names.CopyTo(readers!, 0);
            length = (nuint)names.Length;
            return Made("list", Service == PcscResult.Success && Readers.Count == 0 ? PcscResult.NoReaders : Service);
        },
        (nint context, byte[] reader, nuint share, nuint protocols, ref nint card, ref nuint _) =>
        {
            card = 70 + context;
            var known = Readers.Contains(System.Text.Encoding.UTF8.GetString(reader)[..^1]);
            Calls.Add($"connect {context} share {share} protocols {protocols}");
            return (nint)(uint)(Service != PcscResult.Success ? Service : known ? Connecting(Count("connect")) : PcscResult.UnknownReader);
        },
        (nint _, nuint share, nuint protocols, nuint before, ref nuint _) =>
            Made($"reconnect share {share} protocols {protocols} before {before}", Service == PcscResult.Success ? Reconnecting(before) : Service),
        (card, behind) => Made($"disconnect {card} {behind}", Service),
        (nint _, byte[] _, ref nuint _, ref nuint _, ref nuint _, byte[] atr, ref nuint length) =>
        {
            Convert.FromHexString(Atr).CopyTo(atr, 0);
            length = (nuint)(Atr.Length / 2);
            return Made("status", Service == PcscResult.Success ? Status : Service);
        },
        (nint card, byte[] format, byte[] command, nuint count, byte[]? _, byte[] answer, ref nuint length) =>
        {
            Assert.That(format, Is.EqualTo(PcscLibrary.Format(2)));
            var sent = Convert.ToHexString(command, 0, (int)count);
            Calls.Add($"transmit {sent}");
            if (Service != PcscResult.Success)
                return (nint)(uint)Service;
            var (result, bytes) = Transmitting(sent);
            Convert.FromHexString(bytes).CopyTo(answer, 0);
            length = (nuint)(bytes.Length / 2);
            return (nint)(uint)result;
        });

    private nint Made(string call, PcscResult result)
    {
        Calls.Add(call);
        return (nint)(uint)result;
    }
}

/// <summary>Calls run at once, or, while they hang, not until they are let go.</summary>
internal sealed class ManualThreads : TaskScheduler
{
    private readonly List<Task> _hanging = [];

    public bool Hang { get; set; }

    public int Hanging => _hanging.Count;

    public void LetGo()
    {
        Hang = false;
        var tasks = _hanging.ToList();
        _hanging.Clear();
        tasks.ForEach(task => TryExecuteTask(task));
    }

    protected override void QueueTask(Task task)
    {
        if (Hang)
            _hanging.Add(task);
        else
            TryExecuteTask(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _hanging;
}

internal sealed class ListLogger<T>(List<string> lines) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (lines)
            lines.Add(formatter(state, exception));
    }
}
