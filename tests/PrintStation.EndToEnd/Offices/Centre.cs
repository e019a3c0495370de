using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace PrintStation.EndToEnd.Offices;

/// <summary>The reference centre as it is shipped: a process, and its command line.</summary>
internal sealed class Centre : IAsyncDisposable
{
    public const string Office = "5371";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private readonly string _directory;
    private Spawned? _process;

    /// <param name="directory">For its data and its log.</param>
    public Centre(string directory) => _directory = Directory.CreateDirectory(directory).FullName;

    public int Port { get; } = FreePort.Take();

    private string Data => Path.Combine(_directory, "data");

    public async Task StartAsync() => _process = await Spawned.StartAsync(
        "printcentral", ["run", "--data", Data, "--listen", $"127.0.0.1:{Port}"], Path.Combine(_directory, "printcentral.log"), "listening on");

    /// <summary>`printcentral WORDS --data …`.</summary>
    public Task<Finished> RunAsync(params string[] words) =>
        Repository.RunAsync("dotnet", [Repository.Program("printcentral"), .. words, "--data", Data], Limit);

    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<string> DoAsync(params string[] words)
    {
        var finished = await RunAsync(words);
        return finished.ExitCode == 0
            ? finished.Output
            : throw new InvalidOperationException($"printcentral {string.Join(' ', words)} failed: {finished}");
    }

    public Task EnrolAsync(string stationId, string instance) =>
        DoAsync("init", "--office", Office, "--station", stationId, "--instance", instance);

    public async Task<JsonObject> ExportAsync() => JsonNode.Parse(await DoAsync("export"))!.AsObject();

    /// <summary>Each open lease was given so many days earlier: what waiting does, without the wait.</summary>
    public Task LetLeasesAgeAsync(int days) => AskBooksAsync(
        "UPDATE lease SET ends_at = strftime('%Y-%m-%dT%H:%M:%fZ', ends_at, $value) WHERE ended_at IS NULL", $"-{days} days");

    /// <summary>Every second job was recorded for blanks of that version; the seed knows only one.</summary>
    public Task LetEverySecondJobNeedAsync(string version) => AskBooksAsync(
        "UPDATE job SET blank_version = $value WHERE rowid % 2 = 0", version);

    /// <summary>Which jobs need that version.</summary>
    public async Task<IReadOnlyList<string>> JobsOfAsync(string version) => [.. JsonNode.Parse(
        (string)(await AskBooksAsync("SELECT json_group_array(job_id) FROM job WHERE blank_version = $value", version))!)!
        .AsArray().Select(job => (string)job!)];

    /// <summary>How often a station has asked for work.</summary>
    public async Task<long> CountClaimsAsync(string stationId) =>
        (long)(await AskBooksAsync("SELECT count(*) FROM claim WHERE station_id = $value", stationId))!;

    private async Task<object?> AskBooksAsync(string sql, string value)
    {
        await using var books = new SqliteConnection($"Data Source={Path.Combine(Data, "central.db")};Pooling=False");
        await books.OpenAsync();
        await using var asked = books.CreateCommand();
        asked.CommandText = sql;
        asked.Parameters.AddWithValue("$value", value);
        return await asked.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }
}
