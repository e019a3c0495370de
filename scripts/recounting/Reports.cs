using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

/// <summary>What the station says: asked by its own command, or as it was kept.</summary>
internal sealed class Reports
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly string _kept;
    private readonly RecountOptions? _asked;

    private Reports(string kept, RecountOptions? asked) => (_kept, _asked) = (kept, asked);

    /// <summary>Reports that were kept in a directory before.</summary>
    public static Reports Of(string directory) => new(directory, null);

    /// <summary>The running station's; they are kept.</summary>
    public static Reports Ask(RecountOptions options)
    {
        Directory.CreateDirectory(options.KeptReports);
        return new Reports(options.KeptReports, options);
    }

    /// <summary>One report as a table of its columns.</summary>
    public async Task<ReportTable> ReadAsync(string name, DateOnly from, DateOnly to)
    {
        var days = new[] { "--from", PlasticDays.Text(from), "--to", PlasticDays.Text(to) };
        var file = from == to && name == "spoilage" ? $"{name}-{PlasticDays.Text(from)}.json" : $"{name}.json";
        var report = await AnswerAsync(file, ["report", name, .. days, "--format", "json"]);
        return report is JsonObject { } table && table["columns"] is JsonArray columns && table["rows"] is JsonArray rows
            ? new ReportTable(name, [.. columns.Select(column => $"{column}")], [.. rows.OfType<JsonArray>()], table["facts"] as JsonObject)
            : throw new RecountException($"{Path.Combine(_kept, file)} is no report: it has no columns and rows.");
    }

    /// <summary>Blanks by place.</summary>
    public async Task<IReadOnlyDictionary<string, int>> BalancesAsync()
    {
        var balance = await AnswerAsync("balance.json", ["blank", "balance", "--json"]);
        return balance is JsonObject answer && answer["balances"] is JsonObject places
            ? places.ToDictionary(place => place.Key, place => (int)place.Value!)
            : throw new RecountException($"{Path.Combine(_kept, "balance.json")} is no balance.");
    }

    private async Task<JsonNode?> AnswerAsync(string file, string[] command)
    {
        var path = Path.Combine(_kept, file);
        try
        {
            if (_asked is not null)
                await File.WriteAllTextAsync(path, await RunAsync(_asked, command));
            return JsonNode.Parse(await File.ReadAllTextAsync(path));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new RecountException($"{path} is no answer of the station: {e.Message}");
        }
    }

    private static async Task<string> RunAsync(RecountOptions options, string[] command)
    {
        var program = options.Program ?? Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "printstation");
        string[] all = ["--instance", options.Instance, .. command];
        var start = program.EndsWith(".dll", StringComparison.Ordinal)
            ? new ProcessStartInfo(Environment.ProcessPath!, [program, .. all])
            : new ProcessStartInfo(program, all);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        using var process = Process.Start(start) ?? throw new RecountException($"{program} does not start.");
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new RecountException($"printstation {string.Join(' ', command)} gave no answer within {Limit.TotalSeconds:0} s.");
        }

        return process.ExitCode == 0
            ? await output
            : throw new RecountException($"printstation {string.Join(' ', command)} failed with exit code {process.ExitCode}:\n{await error}");
    }
}

/// <summary>Rows under named columns.</summary>
/// <param name="Facts">What the words around them say.</param>
internal sealed record ReportTable(string Name, IReadOnlyList<string> Columns, IReadOnlyList<JsonArray> Rows, JsonObject? Facts)
{
    /// <exception cref="RecountException">It says no such number.</exception>
    public int Fact(string name) => Facts?[name] is JsonValue fact && fact.TryGetValue<int>(out var number)
        ? number
        : throw new RecountException($"The report {Name} says no number of {name}: {Facts?.ToJsonString()}");

    /// <exception cref="RecountException">It has no such column.</exception>
    public int Number(JsonArray row, string column) => row[Of(column)] is JsonValue cell && cell.TryGetValue<int>(out var number)
        ? number
        : throw new RecountException($"The report {Name} has no number under {column}: {row.ToJsonString()}");

    /// <exception cref="RecountException">It has no such column.</exception>
    public string? Text(JsonArray row, string column) => row[Of(column)]?.ToString();

    private int Of(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
            if (Columns[i] == column)
                return i;
        throw new RecountException($"The report {Name} has no column {column}; it has {string.Join(", ", Columns)}.");
    }
}
