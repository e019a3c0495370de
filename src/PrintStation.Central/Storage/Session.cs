using System.Data.Common;
using Dapper;

namespace PrintStation.Central.Storage;

/// <summary>One transaction on the books: the only way in which they are read or written.</summary>
internal sealed class Session(DbTransaction transaction, bool postgres, DateTimeOffset now, CancellationToken token)
{
    /// <summary>The centre's clock at the start of the transaction.</summary>
    public DateTimeOffset Now { get; } = now;

    public string NowText { get; } = Instant.Text(now);

    /// <summary>Locks the selected rows where the engine has several writers; SQLite has one.</summary>
    public string ForUpdate { get; } = postgres ? " FOR UPDATE" : "";

    /// <summary>Locks the selected rows and passes over those another transaction holds.</summary>
    public string ForUpdateSkipLocked { get; } = postgres ? " FOR UPDATE SKIP LOCKED" : "";

    public Task<int> ExecuteAsync(string sql, object? parameters = null) =>
        transaction.Connection!.ExecuteAsync(Command(sql, parameters));

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await transaction.Connection!.QueryAsync<T>(Command(sql, parameters))).AsList();

    public Task<T?> SingleOrDefaultAsync<T>(string sql, object? parameters = null) =>
        transaction.Connection!.QuerySingleOrDefaultAsync<T>(Command(sql, parameters));

    private CommandDefinition Command(string sql, object? parameters) =>
        new(sql, parameters, transaction, commandTimeout: 30, cancellationToken: token);
}
