using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>What a look at a database found.</summary>
/// <param name="InUse">A running station holds it.</param>
/// <param name="Schema">The last migration script, such as "001-foundation"; null while there is none.</param>
/// <param name="Head">Number of the last ledger movement; 0 while there is none. Null, as the counts of reports: it could not be read.</param>
/// <param name="FileHead">What the small file outside the database remembers; null without a file, or when it cannot be read.</param>
/// <param name="Runs">How many runs stand in each state.</param>
internal sealed record DatabaseFindings(
    string Database, bool InUse, string? Schema, long? Head, long? FileHead, IReadOnlyDictionary<string, long> Runs, long? ReportsWaiting,
    long? ReportsRefused, IReadOnlyList<DatabaseTrouble> Troubles);

/// <summary>Judges a station's database without changing it: before the service works with it, when a person asks, and of a backup.</summary>
internal static class DatabaseInspection
{
    /// <summary>So many runs are named; the others follow from the same cause.</summary>
    private const int MostNamedRuns = 5;

    /// <summary>For the service, before anything is changed: what must not be worked with.</summary>
    /// <param name="connection">Null where there is no database yet.</param>
    /// <exception cref="StationDatabaseException">Broken chain or balances, a damaged head file, or no database, or an empty one, although there were
    /// books.</exception>
    public static void RequireSound(SqliteConnection? connection, DatabasePlace place)
    {
        var remembered = place.HeadFile.Read();
        if (connection is null && remembered is not null)
            throw new StationDatabaseException(Missing(place.Files, remembered));
        // An empty file stands where the books were: it gets no new ones.
        if (connection is not null && remembered is not null && DatabaseCheck.AppliedScripts(connection).Count == 0)
            throw new StationDatabaseException(new DatabaseTrouble("empty", place.Files.Database));
        if (connection is not null && FindLedgerFault(connection) is { } fault)
            throw new StationDatabaseException(fault);
    }

    /// <param name="isInUse">A running station holds the database.</param>
    public static DatabaseFindings Inspect(DatabasePlace place, bool isInUse)
    {
        var files = place.Files;
        var troubles = new List<DatabaseTrouble>();
        if (File.Exists(files.RestoreDraft))
            troubles.Add(new DatabaseTrouble("restore-unfinished", files.RestoreNote));
        // Read before the database: a running station may only move it forward meanwhile.
        var remembered = ReadHead(place.HeadFile, troubles);
        if (File.Exists(files.Database))
            return Inspect(files.Database, isInUse, remembered, troubles);
        troubles.Add(Missing(files, remembered));
        return new DatabaseFindings(files.Database, isInUse, null, null, remembered?.Sequence, new Dictionary<string, long>(), null, null, troubles);
    }

    /// <summary>A backup, or what was just written as one: sound in itself; what the station remembers outside it is not compared.</summary>
    public static DatabaseFindings InspectCopy(string path) => Inspect(path, isInUse: false, null, []);

    private static DatabaseFindings Inspect(string path, bool isInUse, LedgerHeadFile.Content? remembered, List<DatabaseTrouble> troubles)
    {
        var nothing = new DatabaseFindings(path, isInUse, null, null, remembered?.Sequence, new Dictionary<string, long>(), null, null, troubles);
        try
        {
            using var connection = ReadOnlyDatabase.Open(path, isInUse);
            using var moment = connection.BeginTransaction(deferred: true);
            if (DatabaseCheck.FindTrouble(connection, path, thorough: true) is { } trouble)
            {
                troubles.Add(trouble);
                return nothing;
            }

            if (DatabaseCheck.AppliedScripts(connection) is not [.., var last])
            {
                troubles.Add(new DatabaseTrouble("empty", path));
                return nothing;
            }

            return Read(connection, nothing with { Schema = DatabaseCheck.ShortName(last) }, remembered, troubles);
        }
        catch (SqliteException e)
        {
            troubles.Add(DatabaseCheck.Unreadable(path, e));
            return nothing;
        }
    }

    private static DatabaseFindings Read(
        SqliteConnection connection, DatabaseFindings found, LedgerHeadFile.Content? remembered, List<DatabaseTrouble> troubles)
    {
        if (FindLedgerFault(connection) is { } fault)
            troubles.Add(fault);
        if (remembered is not null && LostBooks.IsBehind(connection, remembered.Sequence, remembered.Hash))
            troubles.Add(new DatabaseTrouble("books-behind", $"{BlankLedger.Head(connection)?.Sequence ?? 0} / {remembered.Sequence}"));
        troubles.AddRange(FindStrangeRuns(connection));
        return found with
        {
            Head = BlankLedger.Head(connection)?.Sequence ?? 0,
            Runs = connection.Query<(string State, long Count)>("SELECT state, count(*) FROM run GROUP BY state ORDER BY state")
                .ToDictionary(row => row.State, row => row.Count),
            ReportsWaiting = connection.ExecuteScalar<long>("SELECT count(*) FROM outbox WHERE state = 'waiting'"),
            ReportsRefused = connection.ExecuteScalar<long>("SELECT count(*) FROM outbox WHERE state = 'refused'"),
        };
    }

    /// <summary>A database of which the first migration was interrupted has no ledger yet.</summary>
    private static DatabaseTrouble? FindLedgerFault(SqliteConnection connection) =>
        DatabaseCheck.AppliedScripts(connection).Count == 0 ? null : BlankLedger.FindFault(connection);

    private static DatabaseTrouble Missing(StationFiles files, LedgerHeadFile.Content? remembered) =>
        new("missing", $"{files.Database} ({remembered?.Sequence ?? 0})");

    private static LedgerHeadFile.Content? ReadHead(LedgerHeadFile headFile, List<DatabaseTrouble> troubles)
    {
        try
        {
            return headFile.Read();
        }
        catch (StationDatabaseException e)
        {
            troubles.Add(new DatabaseTrouble(e.Code, e.Subject));
            return null;
        }
    }

    /// <summary>Runs whose card the books have elsewhere than the run's state has it.</summary>
    private static IEnumerable<DatabaseTrouble> FindStrangeRuns(SqliteConnection connection)
    {
        var (byRun, byUid) = (new Dictionary<string, string>(), new Dictionary<string, (string? RunId, string Place)>());
        foreach (var entry in BlankLedger.Entries(connection))
        {
            if (entry.RunId is not null)
                byRun[entry.RunId] = entry.ToPlace;
            if (entry.ChipUid is not null)
                byUid[entry.ChipUid] = (entry.RunId, entry.ToPlace);
        }

        return connection.Query<RunPlace>("SELECT run_id, state, printer, blank_uid FROM run ORDER BY run_id")
            .Select(run => (Run: run, Booked: byRun.GetValueOrDefault(run.RunId)))
            .Where(row => !Agrees(row.Run, row.Booked, row.Run.BlankUid is { } uid && byUid.TryGetValue(uid, out var last) ? last : null))
            .Take(MostNamedRuns)
            .Select(row => new DatabaseTrouble("run-differs", $"{row.Run.RunId}: {row.Run.State} / {row.Booked ?? "–"}"));
    }

    /// <param name="byRun">Where the run's own movements have its card; null when it has none.</param>
    /// <param name="byUid">Where the books have the chip, and which run moved it there: what another did with the card since is not this run's to
    /// tell.</param>
    private static bool Agrees(RunPlace run, string? byRun, (string? RunId, string Place)? byUid) =>
        CardLifecycle.PlaceOf(Enum.Parse<CardState>(run.State)) is var place && place is CardPlace.None or CardPlace.Hopper
            ? byRun is null || Places.IsInHand(byRun)
            : RunBook.NameOf(place, run.Printer) is var expected
                && (byRun == expected || byUid?.Place == expected || (byUid is { } last && last.RunId != run.RunId) || (place == CardPlace.Spoiled && byRun == Places.Destroyed));

    private sealed record RunPlace(string RunId, string State, string? Printer, string? BlankUid);
}
