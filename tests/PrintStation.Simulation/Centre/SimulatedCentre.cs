using System.Security.Cryptography.X509Certificates;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrintStation.Central.Keys;
using PrintStation.Central.Registry;
using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Central.Web;

namespace PrintStation.Simulation.Centre;

/// <summary>The real reference centre on books of its own, without a network. Its books can be put back to an earlier moment.</summary>
internal sealed class SimulatedCentre : IAsyncDisposable
{
    private readonly string _directory;
    private readonly CentreTime _time;
    private readonly TimeProvider _office;
    private readonly Dictionary<string, DateTimeOffset> _revoked = [];
    private readonly MemoryServer _server = new();
    private Database _books;
    private EnvelopeSealer _sealer;
    private WebApplication _application;

    private SimulatedCentre(string directory, TimeProvider time, Database books, EnvelopeSealer sealer, WebApplication application)
    {
        (_directory, _time, _office, _books, _sealer, _application) = (directory, new CentreTime(time), time, books, sealer, application);
    }

    public Database Books => _books;

    /// <summary>How often its books were put back.</summary>
    public int Restores { get; private set; }

    /// <summary>How wrong its clock is set.</summary>
    public TimeSpan ClockError
    {
        get => _time.Error;
        set => _time.Error = value;
    }

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
        Restores++;
        await CloseAsync();
        foreach (var file in (string[])[DatabasePath, DatabasePath + "-wal", DatabasePath + "-shm"])
            File.Delete(file);
        File.Copy(backup, DatabasePath);
        await OpenAsync();
        await _books.WriteAsync<Done>(async session => new Done(await Epochs.BeginAsync(session)), CancellationToken.None);
    }

    /// <summary>Two persons declare a station lost.</summary>
    public async Task DeclareLostAsync(string station)
    {
        if ((await _books.WriteAsync(session => LostStations.DeclareAsync(session, station, ["made", "putu"], "burnt"), CancellationToken.None)).Refusal
            is { } refusal)
            throw new InvalidOperationException(refusal.Detail);
    }

    /// <summary>Whether the centre has voided a card's chip, as its books are at this moment.</summary>
    public bool IsVoided(string uid)
    {
        using var books = new SqliteConnection($"Data Source={DatabasePath};Mode=ReadOnly;Pooling=False");
        return books.ExecuteScalar<long>("SELECT count(*) FROM blank WHERE uid = @uid AND status = 'voided'", new { uid }) > 0;
    }

    /// <summary>Revokes one of the jobs that stations hold or have made.</summary>
    /// <param name="share">0 to 1: which of them.</param>
    /// <returns>What the centre says to whoever asked for it.</returns>
    public async Task<string> RevokeAsync(double share)
    {
        var jobs = await _books.ReadAsync(session => session.QueryAsync<string>(
            "SELECT job_id FROM job WHERE status IN ('leased', 'held', 'issued') AND revoked_at IS NULL ORDER BY nik"), CancellationToken.None);
        if (jobs.Count == 0)
            return "no job to revoke";
        var job = jobs[(int)(share * jobs.Count)];
        var answer = await _books.WriteAsync(session => JobRevocation.RevokeAsync(session, job), CancellationToken.None);
        if (answer.Value is not null)
            _revoked[job] = _office.GetUtcNow();
        return answer.Value?.Text.Replace(job, "a job", StringComparison.Ordinal) ?? answer.Refusal!.Detail;
    }

    /// <summary>Jobs that were revoked after that moment; none when it never came.</summary>
    public IReadOnlySet<string> RevokedAfter(DateTimeOffset? moment) =>
        _revoked.Where(revoked => revoked.Value > moment).Select(revoked => revoked.Key).ToHashSet();

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
        builder.Services.AddSingleton<IServer>(_server).AddSingleton<IHostLifetime, Unsignalled>();
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

    /// <summary>A signal ends the simulation, which it would not if a centre took it for its own.</summary>
    private sealed class Unsignalled : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
