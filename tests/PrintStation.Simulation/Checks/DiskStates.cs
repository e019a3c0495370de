using Dapper;
using Microsoft.Data.Sqlite;

namespace PrintStation.Simulation.Checks;

internal sealed record StateOnDisk
{
    public required string RunId { get; init; }

    public required string State { get; init; }

    /// <summary>How many moves the run has made: with each of them a state begins anew.</summary>
    public required long Moves { get; init; }
}

/// <summary>What the station's database says of cards inside a machine, as it lies on the disk at this moment.</summary>
/// <param name="database">Its path; null while there is none.</param>
internal sealed class DiskStates(Func<string?> database) : IDisposable
{
    /// <summary>Of runs that have not come to their end, in the books' words.</summary>
    public const string Unended = "state NOT IN ('Issued', 'Spoiled', 'Lost', 'Refused', 'Canceled')";

    private const string Inside =
        "SELECT run_id, state, (SELECT max(n) FROM run_history WHERE run_history.run_id = run.run_id) FROM run "
        + "WHERE (@printer IS NULL OR printer = @printer) AND state IN ('Feeding', 'Fed', 'Encoding', 'Encoded', 'Printing', 'Printed', "
        + "'Verifying', 'Verified', 'Ejecting', 'Condemned', 'Rejecting')";

    private SqliteConnection? _connection;
    private SqliteCommand? _inside;
    private string? _path;

    /// <summary>Null while there are no books.</summary>
    public T? Read<T>(Func<SqliteConnection, T> read)
        where T : class => database() is { } path && (path == _path || TryOpen(path)) ? read(_connection!) : null;

    /// <summary>All runs that are at a machine, or at one printer only.</summary>
    public List<StateOnDisk> At(string? printer)
    {
        if (database() is not { } path || (path != _path && !TryOpen(path)))
            return [];
        // Asked at each write on a wire: compiled once.
        _inside!.Parameters[0].Value = printer ?? (object)DBNull.Value;
        using var reader = _inside.ExecuteReader();
        var states = new List<StateOnDisk>();
        while (reader.Read())
            states.Add(new StateOnDisk { RunId = reader.GetString(0), State = reader.GetString(1), Moves = reader.GetInt64(2) });
        return states;
    }

    /// <summary>Runs whose card, as far as the books know, has left the machine and is not accounted for.</summary>
    public IReadOnlyList<(string Run, string Uid)> Outside() => Read(connection => connection.Query<(string, string)>(
        "SELECT run_id, blank_uid FROM run WHERE state IN ('Held', 'Missing') AND blank_uid IS NOT NULL").AsList()) ?? [];

    /// <summary>Where the books have each card that they know by its chip.</summary>
    public IReadOnlyList<(string Uid, string Place)> Chips() => Read(connection => connection.Query<(string, string)>(
        "SELECT chip_uid, to_place FROM ledger AS last WHERE sequence = (SELECT max(sequence) FROM ledger WHERE chip_uid = last.chip_uid)").AsList()) ?? [];

    public IReadOnlyList<string> WaitingWithoutReason() => Read(connection => connection.Query<string>(
        "SELECT run_id FROM run WHERE state IN ('Held', 'Missing') AND reason IS NULL").AsList()) ?? [];

    /// <summary>Jobs with more than one run that has not come to its end.</summary>
    public IReadOnlyList<string> JobsUnderWayTwice() => Read(connection => connection.Query<string>(
        $"SELECT job_id FROM run WHERE {Unended} GROUP BY job_id HAVING count(*) > 1").AsList()) ?? [];

    /// <summary>Recorded chips of pairs that a reader saw as two.</summary>
    public HashSet<string> SeenAsTwo() => [.. Read(connection => connection.Query<string>(
        "SELECT blank_uid FROM run WHERE reason = 'two-cards' AND blank_uid IS NOT NULL").AsList()) ?? []];

    /// <summary>Cards without a run, of one printer, for which no person has answered yet.</summary>
    public int Strays(string printer) => Read(connection => connection.Query<string>(
        "SELECT printer FROM stray WHERE settled_at IS NULL AND printer = @printer", new { printer }).AsList())?.Count ?? 0;

    /// <summary>Cards that were thrown away because another printer's reader saw them: which they are stands nowhere.</summary>
    public int SeenElsewhere() => Read(connection => connection.Query<string>(
        "SELECT run_id FROM run WHERE state = 'Spoiled' AND reason = 'reader-elsewhere' AND blank_uid IS NULL"))?.Count() ?? 0;

    /// <summary>How many runs wait for a person to find their card, whether it was ever read or not.</summary>
    public int Waiting() => Read(connection => connection.Query<string>(
        "SELECT run_id FROM run WHERE state IN ('Held', 'Missing')").AsList())?.Count ?? 0;

    /// <summary>Runs of one printer that wait for a card which never told its UID: it may not have left the hopper at all.</summary>
    public int NeverSeen(string printer) => Read(connection => connection.Query<string>(
        "SELECT run_id FROM run WHERE state = 'Missing' AND blank_uid IS NULL AND printer = @printer", new { printer }).AsList())?.Count ?? 0;

    /// <summary>Whether the station has a job's content and has not come to an end with it.</summary>
    public bool HoldsContent(string jobId) => database() is { } path && (path == _path || TryOpen(path)) && _connection!.ExecuteScalar<long>(
        $"SELECT count(*) FROM run WHERE job_id = @jobId AND state <> 'Fetching' AND {Unended}",
        new { jobId }) > 0;

    /// <summary>Whether a card of the job is being made there, or waits for somebody.</summary>
    public bool HasCard(string jobId) => database() is { } path && (path == _path || TryOpen(path)) && _connection!.ExecuteScalar<long>(
        $"SELECT count(*) FROM run WHERE job_id = @jobId AND state NOT IN ('Fetching', 'Fetched') AND {Unended}", new { jobId }) > 0;

    /// <summary>Another file takes the database's name.</summary>
    public void Close()
    {
        _inside?.Dispose();
        _connection?.Dispose();
        _path = null;
    }

    public void Dispose() => Close();

    /// <returns>False while a station that never came to its first start has no tables in it.</returns>
    private bool TryOpen(string path)
    {
        Close();
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        if (_connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE name = 'run_history'") == 0)
            return false;
        _inside = new SqliteCommand(Inside, _connection);
        _inside.Parameters.Add("@printer", SqliteType.Text);
        _path = path;
        return true;
    }
}
