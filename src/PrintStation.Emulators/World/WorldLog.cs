using System.Globalization;
using System.Text.Json;

namespace PrintStation.Emulators.World;

/// <summary>One thing that physically happened.</summary>
internal sealed record WorldEvent(
    DateTimeOffset At, string Name, string? Printer, string? Blank, IReadOnlyDictionary<string, object?> Details);

/// <summary>The physical truth, one event a line, written through to the file at once.</summary>
internal sealed class WorldLog : IDisposable
{
    // Enough for a long test; the file has everything.
    private const int MostKept = 100_000;

    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _gate = new();
    private readonly TimeProvider _timeProvider;
    private readonly StreamWriter? _writer;
    private readonly List<WorldEvent> _events = [];
    private readonly List<Waiter> _waiters = [];

    /// <param name="path">Null keeps the events in memory only.</param>
    public WorldLog(string? path, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _writer = path is null
            ? null
            : new StreamWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true, NewLine = "\n" };
    }

    /// <summary>Told of each event as it happens.</summary>
    public Action<WorldEvent>? Observed { get; set; }

    public IReadOnlyList<WorldEvent> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    /// <param name="at">When it happened, if that was before now.</param>
    public void Write(
        string name, string? printer = null, string? blank = null, IReadOnlyDictionary<string, object?>? details = null, DateTimeOffset? at = null)
    {
        var entry = new WorldEvent(at ?? _timeProvider.GetUtcNow(), name, printer, blank, details ?? new Dictionary<string, object?>());
        lock (_gate)
        {
            _writer?.WriteLine(Line(entry));
            if (_events.Count < MostKept)
                _events.Add(entry);

            foreach (var waiter in _waiters.Where(waiter => waiter.Wanted(entry)).ToList())
            {
                _waiters.Remove(waiter);
                waiter.Found.TrySetResult(entry);
            }
        }

        Observed?.Invoke(entry);
    }

    /// <summary>The first event, past or to come, that is wanted.</summary>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public Task<WorldEvent> WaitForAsync(Func<WorldEvent, bool> wanted, TimeSpan timeout)
    {
        lock (_gate)
        {
            if (_events.FirstOrDefault(wanted) is { } past)
                return Task.FromResult(past);

            var waiter = new Waiter(wanted, new TaskCompletionSource<WorldEvent>(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiters.Add(waiter);
            return waiter.Found.Task.WaitAsync(timeout, _timeProvider);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _writer?.Dispose();
    }

    private static string Line(WorldEvent entry)
    {
        var fields = new Dictionary<string, object?>
        {
            ["at"] = entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["event"] = entry.Name,
        };
        if (entry.Printer is not null)
            fields["printer"] = entry.Printer;
        if (entry.Blank is not null)
            fields["blank"] = entry.Blank;
        foreach (var (key, value) in entry.Details)
            fields[key] = value;

        return JsonSerializer.Serialize(fields, Json);
    }

    private sealed record Waiter(Func<WorldEvent, bool> Wanted, TaskCompletionSource<WorldEvent> Found);
}
