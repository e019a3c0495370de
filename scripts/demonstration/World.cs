using System.Text;
using System.Text.Json;

/// <summary>One line of world.jsonl.</summary>
internal sealed record WorldEvent(DateTimeOffset At, string Name, string? Printer, string? Blank, string Details)
{
    public override string ToString() =>
        string.Join(' ', new[] { Printer, Name, Blank, Details }.Where(part => !string.IsNullOrEmpty(part)));
}

/// <summary>Follows world.jsonl while the office writes it.</summary>
internal sealed class World(string path) : IDisposable
{
    private const int MostAtOnce = 1 << 20;
    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    private readonly List<WorldEvent> _events = [];
    private readonly HashSet<string> _inHoppers = [];
    private readonly HashSet<string> _inMachines = [];
    private readonly HashSet<string> _inHands = [];
    private readonly MemoryStream _half = new();

    public IReadOnlyList<WorldEvent> Events => _events;

    public WorldEvent? Last => _events.Count == 0 ? null : _events[^1];

    public int InHoppers => _inHoppers.Count;

    public int InMachines => _inMachines.Count;

    /// <summary>Cards that a person has taken and not put down.</summary>
    public int InHands => _inHands.Count;

    public IReadOnlyList<WorldEvent> ReadNew()
    {
        if (_file.Length == _file.Position)
            return [];
        var before = _events.Count;
        var bytes = new byte[Math.Min(_file.Length - _file.Position, MostAtOnce)];
        var count = _file.Read(bytes);
        foreach (var one in bytes.AsSpan(0, count))
        {
            if (one != '\n')
            {
                _half.WriteByte(one);
                continue;
            }

            Add(Encoding.UTF8.GetString(_half.GetBuffer(), 0, (int)_half.Length));
            _half.SetLength(0);
        }

        return _events[before..];
    }

    public void Dispose() => _file.Dispose();

    private void Add(string line)
    {
        using var document = JsonDocument.Parse(line);
        var row = document.RootElement;
        var details = row.EnumerateObject().Where(field => field.Name is not ("at" or "event" or "printer" or "blank"))
            .Select(field => $"{field.Name}={field.Value}");
        var happened = new WorldEvent(row.GetProperty("at").GetDateTimeOffset(), row.GetProperty("event").GetString()!,
            Text("printer"), Text("blank"), string.Join(' ', details));
        _events.Add(happened);
        if (happened.Blank is null)
            return;
        if (happened.Name == "loaded")
            _inHoppers.Add(happened.Blank);
        else
            _inHoppers.Remove(happened.Blank);
        if (happened.Name == "fed")
            _inMachines.Add(happened.Blank);
        else if (happened.Name is "ejected" or "rejected" or "removed")
            _inMachines.Remove(happened.Blank);
        if (happened.Name == "removed")
            _inHands.Add(happened.Blank);
        else if (happened.Name.StartsWith("put-in-", StringComparison.Ordinal))
            _inHands.Remove(happened.Blank);

        string? Text(string name) => row.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
