using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;

namespace PrintStation.Storage;

/// <summary>Something that is wrong with a database.</summary>
/// <param name="Code">Key of the sentence in the resources ("database.&lt;code&gt;") that says what, and which command helps.</param>
/// <param name="Subject">The file, and what about it. Never personal data.</param>
internal sealed record DatabaseTrouble(string Code, string Subject);

/// <summary>The database cannot be used; the sentence in the resources names the next step.</summary>
internal sealed class StationDatabaseException(string code, string subject, Exception? inner = null) : Exception($"{code}: {subject}", inner)
{
    public StationDatabaseException(DatabaseTrouble trouble)
        : this(trouble.Code, trouble.Subject)
    {
    }

    public string Code { get; } = code;

    public string Subject { get; } = subject;
}

/// <summary>What can be said of a database by SQLite and by its version table, without knowing what stands in it.</summary>
internal static class DatabaseCheck
{
    /// <summary>Names of the migration scripts that this program has, oldest first.</summary>
    public static IReadOnlyList<string> KnownScripts { get; } = [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(IsScript).Order(StringComparer.Ordinal)];

    public static bool IsScript(string resource) => resource.EndsWith(".sql", StringComparison.Ordinal);

    /// <summary>Names of the scripts that made the database what it is; none for an empty one.</summary>
    public static IReadOnlyList<string> AppliedScripts(SqliteConnection connection) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE name = 'SchemaVersions'") == 0
            ? []
            : connection.Query<string>("SELECT ScriptName FROM SchemaVersions ORDER BY SchemaVersionID").AsList();

    /// <summary>For example "001-foundation".</summary>
    public static string ShortName(string script) => script.Split('.')[^2];

    /// <summary>Damage first, then a version that this program does not know. Null when it can be used.</summary>
    /// <param name="thorough">Every index is compared with its table too; takes about as long as reading the file a few times.</param>
    public static DatabaseTrouble? FindTrouble(SqliteConnection connection, string path, bool thorough)
    {
        try
        {
            var verdict = connection.QueryFirst<string>(thorough ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)");
            if (verdict != "ok")
                return new DatabaseTrouble("damaged", $"{path} ({verdict})");
            var strange = AppliedScripts(connection).FirstOrDefault(script => !KnownScripts.Contains(script));
            return strange is null ? null : new DatabaseTrouble("newer", $"{path} ({ShortName(strange)})");
        }
        catch (SqliteException e)
        {
            return Unreadable(path, e);
        }
    }

    public static DatabaseTrouble Unreadable(string path, SqliteException e) => new("damaged", $"{path} (SQLite {e.SqliteErrorCode})");
}
