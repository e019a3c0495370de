using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>What the demonstration shows while it runs: a live table on a terminal, plain lines elsewhere.</summary>
internal sealed class Progress(Options options, TimeProvider time)
{
    private const int MostLines = 8;
    private static readonly string[] Told =
    [
        "fed", "ejected", "rejected", "jammed", "removed", "put-in-output", "put-in-reject", "fault", "cover-opened", "ribbon-changed",
        "power-cut", "power-on", "off", "on", "cleaned", "exit-freed", "network-down", "network-up",
    ];

    private readonly bool _isTerminal = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
    private readonly long _started = time.GetTimestamp();
    private readonly List<string> _lines = [];
    private LiveDisplayContext? _live;
    private JsonNode? _status;
    private string _pauses = "";
    private int _restarts;

    public Task ShowAsync(Func<Task> work)
    {
        if (!_isTerminal)
            return work();
        return AnsiConsole.Live(Draw()).StartAsync(async context =>
        {
            _live = context;
            await work();
        });
    }

    public void Happened(WorldEvent happened)
    {
        if (Told.Contains(happened.Name))
            Say(happened.ToString());
    }

    public void Say(string line)
    {
        var stamped = string.Create(CultureInfo.InvariantCulture, $"{time.GetElapsedTime(_started).TotalSeconds,7:0.0}s  {line}");
        if (!_isTerminal)
            Console.WriteLine(stamped);
        _lines.Add(stamped);
        if (_lines.Count > MostLines)
            _lines.RemoveAt(0);
        _live?.UpdateTarget(Draw());
    }

    public void Status(JsonNode? status, int restarts)
    {
        (_status, _restarts) = (status, restarts);
        var pauses = status is null ? "" : Reasons(status);
        if (status is not null && pauses != _pauses)
        {
            _pauses = pauses;
            Say(pauses.Length == 0 ? "station works" : $"station paused: {pauses}");
        }

        _live?.UpdateTarget(Draw());
    }

    /// <summary>One line: state, reasons, runs, queue.</summary>
    public static string Describe(JsonNode status)
    {
        var runs = status["printers"]!.AsArray().Select(printer =>
            $"{printer!["name"]} {printer["state"]}{(printer["run"] is { } run ? $" (job {run["jobId"]} {run["state"]})" : "")}");
        var figures = $"queue {status["queue"]!.ToJsonString()}; counts {status["counts"]!.ToJsonString()}";
        return $"{status["state"]}; {Reasons(status)}; {string.Join(", ", runs)}; {figures}";
    }

    private static string Reasons(JsonNode status) =>
        string.Join(", ", status["reasons"]!.AsArray().Select(reason => $"{reason!["reason"]} ({reason["scope"]})"));

    private IRenderable Draw()
    {
        var printers = new Table().Border(TableBorder.Rounded).AddColumns("printer", "state", "hopper", "card", "step");
        foreach (var printer in _status?["printers"]?.AsArray() ?? [])
        {
            var run = printer!["run"];
            printers.AddRow(new[] { printer["name"], printer["state"], printer["hopper"], run?["blankUid"], run?["state"] }
                .Select(cell => Markup.Escape($"{cell}")).ToArray());
        }

        var (counts, queue) = (_status?["counts"], _status?["queue"]);
        string[] figures =
        [
            $"issued {counts?["issued"] ?? 0} of {options.Cards}", $"spoiled {counts?["spoiled"] ?? 0}", $"held {counts?["held"] ?? 0}",
            $"fetched {queue?["fetched"] ?? 0}", $"outcomes waiting {queue?["outcomesWaiting"] ?? 0}", $"station restarts {_restarts}",
            _status is null ? "station does not answer" : $"station {_status["state"]}",
        ];
        return new Rows(printers, new Text(string.Join(" · ", figures)), new Text(_pauses, new Style(Color.Yellow)),
            new Text(string.Join('\n', _lines), new Style(Color.Grey)));
    }
}
