using System.Data;
using System.Data.Common;
using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Engine;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace PrintStation.Central.Storage;

/// <summary>The centre's books, in SQLite or PostgreSQL; the connection string decides ("Host=…" is PostgreSQL).</summary>
internal sealed class Database : IDisposable
{
    private const int WriteAttempts = 4;

    /// <summary>Ends of the names of migrations that the two engines need in words of their own; all others are one text for both.</summary>
    private const string OfSqlite = ".sqlite.sql";
    private const string OfPostgres = ".postgres.sql";

    private readonly Func<DbConnection> connect;
    private readonly bool postgres;
    private readonly string connectionString;
    private readonly TimeProvider timeProvider;
    private readonly NpgsqlDataSource? dataSource;

    // SQLite knows one writer; waiting in line here is fairer than its busy loop.
    private readonly SemaphoreSlim? writer;

    static Database() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    private Database(string connectionString, bool postgres, TimeProvider timeProvider)
    {
        this.connectionString = connectionString;
        this.postgres = postgres;
        this.timeProvider = timeProvider;
        if (postgres)
        {
            dataSource = NpgsqlDataSource.Create(connectionString);
            connect = dataSource.CreateConnection;
        }
        else
        {
            writer = new SemaphoreSlim(1);
            connect = () => new SqliteConnection(connectionString);
        }
    }

    /// <summary>Opens the books and brings their tables up to date.</summary>
    /// <exception cref="DbException">The server or the file cannot be opened, or a migration failed.</exception>
    public static Database Open(string connectionString, TimeProvider timeProvider)
    {
        var postgres = IsPostgres(connectionString);
        var text = postgres
            ? connectionString
            : new SqliteConnectionStringBuilder(connectionString) { ForeignKeys = true, DefaultTimeout = 30 }.ToString();
        var database = new Database(text, postgres, timeProvider);
        database.Migrate();
        return database;
    }

    /// <summary>Whether a text is a connection string of one of the two engines.</summary>
    public static bool CanRead(string connectionString)
    {
        try
        {
            return IsPostgres(connectionString)
                ? new NpgsqlConnectionStringBuilder(connectionString).Host is not null
                : new SqliteConnectionStringBuilder(connectionString).DataSource.Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public static bool IsPostgres(string connectionString)
    {
        var builder = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return builder.ContainsKey("Host") || builder.ContainsKey("Server");
    }

    /// <summary>A consistent look at the books.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken token)
    {
        await using var connection = connect();
        await OpenAsync(connection, token);
        await using var transaction = postgres
            ? await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, token)
            : ((SqliteConnection)connection).BeginTransaction(deferred: true);
        return await work(new Session(transaction, postgres, timeProvider.GetUtcNow(), token));
    }

    /// <summary>A change to the books, whole or not at all. The work may run again after a deadlock: it must have no other effect.</summary>
    public async Task<Answer<T>> WriteAsync<T>(Func<Session, Task<Answer<T>>> work, CancellationToken token)
        where T : class
    {
        if (writer is not null)
            await writer.WaitAsync(token);

        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await WriteOnceAsync(work, token);
                }
                catch (PostgresException e) when (attempt < WriteAttempts && e.IsTransient)
                {
                    // A deadlock or a serialisation failure: PostgreSQL rolled this transaction back so that the other could go on.
                }
            }
        }
        finally
        {
            writer?.Release();
        }
    }

    public void Dispose()
    {
        dataSource?.Dispose();
        writer?.Dispose();

        // Pooled SQLite connections keep the file open.
        if (!postgres)
        {
            using var connection = new SqliteConnection(connectionString);
            SqliteConnection.ClearPool(connection);
        }
    }

    private async Task<Answer<T>> WriteOnceAsync<T>(Func<Session, Task<Answer<T>>> work, CancellationToken token)
        where T : class
    {
        await using var connection = connect();
        await OpenAsync(connection, token);
        await using var transaction = await connection.BeginTransactionAsync(
            postgres ? IsolationLevel.ReadCommitted : IsolationLevel.Serializable, token);
        var answer = await work(new Session(transaction, postgres, timeProvider.GetUtcNow(), token));
        if (answer.Refusal is null or { Keep: true })
            await transaction.CommitAsync(token);

        return answer;
    }

    private async Task OpenAsync(DbConnection connection, CancellationToken token)
    {
        await connection.OpenAsync(token);

        // FULL belongs to the connection, not to the file; NORMAL can lose committed transactions at a power cut.
        if (!postgres)
            await connection.ExecuteAsync("PRAGMA synchronous = FULL;");
    }

    private void Migrate()
    {
        if (!postgres)
        {
            using var connection = connect();
            connection.Open();
            connection.Execute("PRAGMA journal_mode = WAL;");
        }

        var target = postgres ? DeployChanges.To.PostgresqlDatabase(connectionString) : DeployChanges.To.SqliteDatabase(connectionString);
        DatabaseUpgradeResult result = target
            .WithScriptsEmbeddedInAssembly(
                Assembly.GetExecutingAssembly(), name => name.Contains(".Storage.Migrations.", StringComparison.Ordinal)
                    && !name.EndsWith(postgres ? OfSqlite : OfPostgres, StringComparison.Ordinal))
            .WithVariablesDisabled()
            .WithTransaction()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
            throw new MigrationException(result.ErrorScript?.Name ?? "the version table", result.Error);
    }
}

/// <summary>The tables could not be brought up to date.</summary>
internal sealed class MigrationException(string script, Exception inner)
    : DbException($"The database could not be brought up to date at {script}: {inner.Message}", inner);
