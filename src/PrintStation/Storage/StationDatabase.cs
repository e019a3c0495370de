using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Engine.Output;
using Microsoft.Data.Sqlite;

namespace PrintStation.Storage;

/// <summary>The station's SQLite database: write-ahead log, synchronous FULL, so that what was committed survives a power cut.
/// One writer at a time in this process; one process at a time by a lock file beside the database.</summary>
internal sealed class StationDatabase : IDisposable
{
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    private readonly SqliteConnection _writer;
    private readonly SqliteConnection _reader;
    private readonly GroupCommit _writes;
    private readonly Lock _read = new();
    private readonly AsyncLocal<Companion?> _companion = new();
    private readonly StationLock _ownership;

    private StationDatabase(string path, StationLock ownership)
    {
        Path = path;
        _ownership = ownership;
        _writer = Connect(path);
        _reader = Connect(path);
        _writes = new GroupCommit(_writer);
    }

    public string Path { get; }

    /// <summary>What this flow of control has to write with its next change; null where there is nothing.</summary>
    public Companion? Companion => _companion.Value;

    /// <summary>Opens the database, creates or migrates it. What cannot be used is left as it is, to the byte.</summary>
    /// <param name="check">Looks at what stands in it before anything is changed, and throws when it must not be used; gets null where there
    /// is no database yet.</param>
    /// <exception cref="StationDatabaseException">Another process has it, it is damaged, from a newer version, or refused by the check.</exception>
    public static StationDatabase Open(string directory, Action<SqliteConnection?>? check = null)
    {
        DapperTypes.Register();
        var files = new StationFiles(directory);
        if (!File.Exists(files.Database))
            check?.Invoke(null);
        Directory.CreateDirectory(directory);
        var ownership = StationLock.Take(files);
        try
        {
            files.MakePrivate();
            if (File.Exists(files.Database))
                RequireSound(files.Database, check);
            Migrate(files.Database);
            var database = new StationDatabase(files.Database, ownership);
            files.MakePrivate();
            return database;
        }
        catch (SqliteException e)
        {
            ownership.Dispose();
            throw new StationDatabaseException("unusable", $"{files.Database} (SQLite {e.SqliteErrorCode}: {e.Message})", e);
        }
        catch
        {
            ownership.Dispose();
            throw;
        }
    }

    /// <summary>Reads what is on the disk. Several statements see one moment only within a transaction.</summary>
    public T Read<T>(Func<SqliteConnection, T> read)
    {
        lock (_read)
            return read(_reader);
    }

    /// <summary>One durable transaction: when this returns, what was written is on the disk. An exception undoes all of it.</summary>
    public T Write<T>(Func<StationTransaction, T> write) => _companion.Value is { IsWaiting: true } companion
        ? companion.Accompany(write, _writes.WriteAsFirst)
        : _writes.Write(write);

    public void Write(Action<StationTransaction> write) => Write(transaction =>
    {
        write(transaction);
        return 0;
    });

    /// <summary>From here on the caller's flow has it with it, until it is disposed.</summary>
    public T Accompany<T>(T companion) where T : Companion
    {
        companion.Join(_companion);
        return companion;
    }

    /// <summary>The disk is full, read-only, broken or gone: nothing is wrong with what was asked for.</summary>
    public static bool IsDiskFault(Exception e) =>
        e is SqliteException { SqliteErrorCode: ReadOnly or InputOutput or Full or CannotOpen } or IOException or UnauthorizedAccessException;

    /// <summary>Whether the disk takes a write now.</summary>
    public bool CanWrite()
    {
        try
        {
            Write(transaction => transaction.Set("disk", "writable"));
            return true;
        }
        catch (Exception e) when (IsDiskFault(e))
        {
            return false;
        }
    }

    public string? Setting(string name) =>
        Read(connection => connection.QuerySingleOrDefault<string>("SELECT value FROM setting WHERE name = @name", new { name }));

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
        _ownership.Dispose();
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new KeptStatements(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        connection.Open();
        connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;");
        return connection;
    }

    private static void RequireSound(string path, Action<SqliteConnection?>? check)
    {
        try
        {
            using var connection = ReadOnlyDatabase.Open(path, isInUse: false);
            if (DatabaseCheck.FindTrouble(connection, path, thorough: false) is { } trouble)
                throw new StationDatabaseException(trouble);
            check?.Invoke(connection);
        }
        catch (SqliteException e)
        {
            throw new StationDatabaseException(DatabaseCheck.Unreadable(path, e));
        }
    }

    private static void Migrate(string path)
    {
        // A fresh file is made in the log's mode before the first table is.
        Connect(path).Dispose();
        var result = DeployChanges.To
            .SqliteDatabase($"Data Source={path};Pooling=False")
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), DatabaseCheck.IsScript)
            .WithTransactionPerScript()
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
            throw new StationDatabaseException("not-upgraded", $"{path} ({result.ErrorScript?.Name})", result.Error);
    }
}

/// <summary>The one transaction type: state, ledger and outbox are written through it together or not at all.</summary>
internal sealed class StationTransaction(SqliteConnection connection, SqliteTransaction transaction, List<Following> afterCommit)
{
    /// <summary>Rows changed on this connection since it was opened.</summary>
    public long Changes => connection.ExecuteScalar<long>("SELECT total_changes()", transaction: transaction);

    public int Execute(string sql, object? parameters = null) => connection.Execute(sql, parameters, transaction);

    public T? Find<T>(string sql, object? parameters = null) => connection.QuerySingleOrDefault<T>(sql, parameters, transaction);

    public IReadOnlyList<T> Query<T>(string sql, object? parameters = null) =>
        connection.Query<T>(sql, parameters, transaction).AsList();

    public void Set(string name, string value) => Execute(
        "INSERT INTO setting (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        new { name, value });

    public string? Setting(string name) => Find<string>("SELECT value FROM setting WHERE name = @name", new { name });

    /// <summary>Runs once the transaction is on disk, before the next one begins; not at all when it is undone.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(new(null, action));

    /// <summary>As above; of those with one key that reach the disk together only the last runs.</summary>
    public void AfterCommit(object key, Action action) => afterCommit.Add(new(key, action));
}

/// <summary>What follows a commit.</summary>
/// <param name="Key">A later one with the same key makes it needless; null: never.</param>
internal sealed record Following(object? Key, Action Act);
