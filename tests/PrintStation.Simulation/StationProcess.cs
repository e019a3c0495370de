using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Simulation.Disk;
using PrintStation.Simulation.Time;
using PrintStation.Storage;

namespace PrintStation.Simulation;

/// <summary>One life of the station: the real composition of the real parts, from its start to its end or death.</summary>
internal sealed class StationProcess : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private StationProcess(Life life, StationDisk disk, ServiceProvider services)
    {
        (Life, Disk, _services) = (life, disk, services);
        Desk = services.GetRequiredService<StationDesk>();
        Held = services.GetRequiredService<HeldCards>();
        Lost = services.GetRequiredService<LostBooks>();
        Stock = services.GetRequiredService<BlankStock>();
        Takes = services.GetRequiredService<StockTakes>();
        Gate = services.GetRequiredService<StationGate>();
        Database = services.GetRequiredService<StationDatabase>();
        Book = services.GetRequiredService<RunBook>();
    }

    public Life Life { get; }

    public StationDisk Disk { get; }

    public StationDesk Desk { get; }

    public HeldCards Held { get; }

    public LostBooks Lost { get; }

    public BlankStock Stock { get; }

    public StockTakes Takes { get; }

    public StationGate Gate { get; }

    public RunBook Book { get; }

    public StationDatabase Database { get; }

    /// <summary>Whether it has ever asked the machine with this serial number: what one did before that, nobody can know.</summary>
    public bool HasSeen(string serial) => Database.Read(connection => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM machine WHERE serial = @serial", new { serial })) > 0;

    /// <summary>Starts as the service manager would.</summary>
    /// <exception cref="ProcessDied">It died while it started.</exception>
    /// <exception cref="StationDatabaseException">It refused to start.</exception>
    public static async Task<StationProcess> StartAsync(
        StationOptions options, StationSurroundings surroundings, Life life, StationDisk disk, ILoggerProvider log)
    {
        ServiceProvider? services = null;
        try
        {
            var parts = new ServiceCollection();
            parts.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(log));
            parts.AddSingleton<IHostApplicationLifetime>(new Lifetime(life));
            AddDatabase(parts, options, disk);
            StationHost.AddStation(parts, options, surroundings);
            services = parts.BuildServiceProvider();
            var process = new StationProcess(life, disk, services);
            await services.GetRequiredService<StationService>().StartAsync(CancellationToken.None);
            return process;
        }
        catch (Exception) when (life.IsOver)
        {
            // Whatever it was that unwound: the process is gone.
            throw new ProcessDied();
        }
    }

    /// <summary>As `systemctl stop` does: each lane comes to rest.</summary>
    public Task StopAsync() => _services.GetRequiredService<StationService>().StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static void AddDatabase(ServiceCollection parts, StationOptions options, StationDisk disk)
    {
        // Only the station's own connections are watched.
        SqliteFiles.Current = disk;
        try
        {
            StationHost.AddDatabase(parts, options);
        }
        finally
        {
            SqliteFiles.Current = null;
        }
    }

    private sealed class Lifetime(Life life) : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => life.End("the process ended itself");
    }
}
