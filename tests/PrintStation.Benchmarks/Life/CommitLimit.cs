using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace PrintStation.Benchmarks.Life;

/// <summary>What the disk allows: the smallest durable commits of SQLite as the station has it (write-ahead log, synchronous FULL), one after
/// another.</summary>
internal sealed record CommitLimit(double PerSecond, Sample Milliseconds)
{
    private const int WarmUp = 100;

    /// <param name="directory">Empty, on the disk that counts.</param>
    public static CommitLimit Measure(string directory, TimeSpan duration)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "limit.db")};Pooling=False");
        connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO t VALUES (1, 0)");
        using var update = connection.CreateCommand();
        update.CommandText = "UPDATE t SET n = n + 1 WHERE id = 1";
        update.Prepare();
        for (var i = 0; i < WarmUp; i++)
            update.ExecuteNonQuery();

        var took = new List<double>();
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            var before = Stopwatch.GetTimestamp();
            update.ExecuteNonQuery();
            took.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        return new CommitLimit(took.Count / Stopwatch.GetElapsedTime(began).TotalSeconds, new Sample(took));

        void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
