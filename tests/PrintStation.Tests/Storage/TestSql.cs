using Dapper;
using Microsoft.Data.Sqlite;

namespace PrintStation.Tests.Storage;

/// <summary>What somebody with a database tool could do to a file.</summary>
internal static class TestSql
{
    public static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        connection.Execute(sql);
    }
}
