using Npgsql;

namespace PrintStation.Benchmarks.Life;

/// <summary>A PostgreSQL cluster of the benchmark's own, from Debian's package, on a free port; with its shipped durability (fsync and
/// synchronous commit on).</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly string _binaries;
    private readonly DirectoryInfo _sockets = Directory.CreateTempSubdirectory("bench-postgres-");
    private readonly string _directory;
    private readonly int _port = Bench.FreePort();

    private PostgresCluster(string binaries, string directory) => (_binaries, _directory) = (binaries, directory);

    /// <summary>Null where PostgreSQL is not installed.</summary>
    /// <param name="directory">Empty, on the disk that counts.</param>
    public static async Task<PostgresCluster?> StartAsync(string directory, CancellationToken token)
    {
        var binaries = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
                .Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Order().LastOrDefault()
            : null;
        if (binaries is null)
            return null;
        var cluster = new PostgresCluster(binaries, directory);
        // The server refuses to run as root; the folders must then belong to its own user.
        if (Environment.IsPrivilegedProcess)
            await ExecuteAsync("chown", ["postgres", directory, cluster._sockets.FullName], token);
        await cluster.RunAsync("initdb", ["-D", cluster.Data, "-A", "trust", "-U", "postgres", "--locale=C.UTF-8"], token);
        await cluster.RunAsync("pg_ctl", ["-D", cluster.Data, "-w", "-t", "60", "-l", Path.Combine(directory, "log"), "-o",
            $"-p {cluster._port} -k {cluster._sockets.FullName} -c listen_addresses=127.0.0.1", "start"], token);
        return cluster;
    }

    private string Data => Path.Combine(_directory, "data");

    /// <summary>A new empty database; its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken token)
    {
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres");
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync(token);
        return $"Host=127.0.0.1;Port={_port};Username=postgres;Database={name};Maximum Pool Size=50";
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("pg_ctl", ["-D", Data, "-m", "fast", "-w", "stop"], CancellationToken.None);
        _sockets.Delete(recursive: true);
    }

    private Task RunAsync(string tool, string[] arguments, CancellationToken token)
    {
        var path = Path.Combine(_binaries, tool);
        return Environment.IsPrivilegedProcess
            ? ExecuteAsync("runuser", ["-u", "postgres", "--", path, .. arguments], token)
            : ExecuteAsync(path, arguments, token);
    }

    private static async Task ExecuteAsync(string program, string[] arguments, CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(program, arguments, token, Limit);
        if (code != 0)
            throw new BenchException($"{program} {string.Join(' ', arguments)} ended with {code}:\n{output}");
    }
}
