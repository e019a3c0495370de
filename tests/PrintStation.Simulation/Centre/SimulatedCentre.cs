using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrintStation.Central.Keys;
using PrintStation.Central.Storage;
using PrintStation.Central.Web;

namespace PrintStation.Simulation.Centre;

/// <summary>The real reference centre on books of its own, without a network. Its books can be put back to an earlier moment.</summary>
internal sealed class SimulatedCentre : IAsyncDisposable
{
    private readonly string _directory;
    private readonly TimeProvider _time;
    private readonly MemoryServer _server = new();
    private Database _books;
    private EnvelopeSealer _sealer;
    private WebApplication _application;

    private SimulatedCentre(string directory, TimeProvider time, Database books, EnvelopeSealer sealer, WebApplication application)
    {
        (_directory, _time, _books, _sealer, _application) = (directory, time, books, sealer, application);
    }

    public Database Books => _books;

    /// <param name="directory">A centre's data directory.</param>
    public static async Task<SimulatedCentre> StartAsync(string directory, TimeProvider time)
    {
        var centre = new SimulatedCentre(directory, time, null!, null!, null!);
        await centre.OpenAsync();
        return centre;
    }

    public Task<(int Status, string? ContentType, byte[] Body)> AskAsync(string method, string path, byte[]? body, X509Certificate2 client) =>
        _server.AskAsync(method, path, body, client);

    /// <summary>Copies the books as they are now.</summary>
    public void BackUp(string target)
    {
        using var source = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        using var copy = new SqliteConnection($"Data Source={target};Pooling=False");
        source.Open();
        copy.Open();
        source.BackupDatabase(copy);
    }

    /// <summary>Puts earlier books in the place of the present ones, and begins a new epoch.</summary>
    public async Task RestoreAsync(string backup)
    {
        await CloseAsync();
        foreach (var file in (string[])[DatabasePath, DatabasePath + "-wal", DatabasePath + "-shm"])
            File.Delete(file);
        File.Copy(backup, DatabasePath);
        await OpenAsync();
        await _books.WriteAsync<Done>(async session => new Done(await Epochs.BeginAsync(session)), CancellationToken.None);
    }

    /// <summary>Lets every job that rests after too many attempts be claimed at once.</summary>
    public Task EndRestAsync() => _books.WriteAsync<Done>(
        async session =>
        {
            await session.ExecuteAsync("UPDATE job SET not_before = @NowText WHERE status = 'waiting' AND not_before > @NowText", new { session.NowText });
            return new Done("no job rests");
        },
        CancellationToken.None);

    public async ValueTask DisposeAsync() => await CloseAsync();

    private string DatabasePath => Path.Combine(_directory, "central.db");

    private async Task OpenAsync()
    {
        var directory = CentralDirectory.Find(_directory, _time)!;
        (_books, _sealer) = (directory.OpenBooks(), directory.OpenSealer());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IServer>(_server);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        CentralServer.AddCentral(builder.Services, _books, _sealer);
        _application = builder.Build();
        CentralServer.UseCentral(_application);
        await _application.StartAsync();
    }

    private async Task CloseAsync()
    {
        await _application.DisposeAsync();
        _books.Dispose();
        _sealer.Dispose();
    }
}
