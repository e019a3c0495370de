using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace PrintStation.Tests.Central;

/// <summary>A PostgreSQL cluster of the tests' own, from Debian's package, in a temporary directory on a free port.</summary>
internal sealed class PostgresCluster
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static PostgresCluster? shared;

    private readonly string binaries;
    private readonly DirectoryInfo folder;
    private readonly int port;
    private int databases;

    private PostgresCluster(string binaries, DirectoryInfo folder, int port)
    {
        this.binaries = binaries;
        this.folder = folder;
        this.port = port;
    }

    /// <summary>The cluster all fixtures share; ignores the fixture where PostgreSQL is not installed.</summary>
    public static async Task<PostgresCluster> GetAsync()
    {
        var binaries = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
                .Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Order().LastOrDefault()
            : null;
        if (binaries is null)
            Assert.Ignore("PostgreSQL is not installed (Debian package postgresql)");

        await Gate.WaitAsync();
        try
        {
            return shared ??= await StartAsync(binaries!);
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>A new empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"central_{Interlocked.Increment(ref databases)}";
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres");
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return $"Host=127.0.0.1;Port={port};Username=postgres;Database={name}";
    }

    public static async Task StopAsync()
    {
        if (shared is not { } cluster)
            return;

        await cluster.RunAsync("pg_ctl", "-D", cluster.Data, "-m", "immediate", "-w", "stop");
        cluster.folder.Delete(recursive: true);
        shared = null;
    }

    private string Data => Path.Combine(folder.FullName, "data");

    private static async Task<PostgresCluster> StartAsync(string binaries)
    {
        var folder = Directory.CreateTempSubdirectory("postgres-");
        var cluster = new PostgresCluster(binaries, folder, FreePort());

        // The server refuses to run as root; the folder must then belong to its own user.
        if (Environment.IsPrivilegedProcess)
            await ExecuteAsync("chown", "postgres", folder.FullName);
        await cluster.RunAsync("initdb", "-D", cluster.Data, "-A", "trust", "-U", "postgres", "--no-sync", "--locale=C.UTF-8");
        await cluster.RunAsync(
            "pg_ctl", "-D", cluster.Data, "-w", "-t", "60", "-l", Path.Combine(folder.FullName, "log"), "-o",
            $"-p {cluster.port} -k {folder.FullName} -c listen_addresses=127.0.0.1 -c fsync=off", "start");
        return cluster;
    }

    private Task RunAsync(string tool, params string[] arguments)
    {
        var path = Path.Combine(binaries, tool);
        return Environment.IsPrivilegedProcess
            ? ExecuteAsync("runuser", ["-u", "postgres", "--", path, .. arguments])
            : ExecuteAsync(path, arguments);
    }

    private static async Task ExecuteAsync(string program, params string[] arguments)
    {
        // Not from the current folder: the postgres user may not be allowed to stand in it.
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = "/" })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

[SetUpFixture]
public sealed class PostgresClusterEnd
{
    [OneTimeTearDown]
    public Task StopAsync() => PostgresCluster.StopAsync();
}
