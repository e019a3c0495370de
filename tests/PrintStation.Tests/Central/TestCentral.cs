using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using PrintStation.Central.Keys;
using PrintStation.Central.Registry;
using PrintStation.Central.Storage;
using PrintStation.Central.Web;

namespace PrintStation.Tests.Central;

/// <summary>A centre in this process, with real TLS on a free port, and its stations. Other tests may use it as well.</summary>
internal sealed class TestCentral : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly ChipSigner signer;
    private int stations;
    private int recordings;

    private TestCentral(DirectoryInfo folder, CentralServer server, FakeTimeProvider clock, TestLog log)
    {
        this.folder = folder;
        Server = server;
        Clock = clock;
        Log = log;
        signer = server.Directory.OpenChipSigner();
    }

    public CentralServer Server { get; }

    /// <summary>
    /// Moves only by hand. It starts 300 days in the past: certificates are issued by this clock and checked by the true one, so tests may
    /// let that much time pass.
    /// </summary>
    public FakeTimeProvider Clock { get; }

    public TestLog Log { get; }

    public Database Books => Server.Books;

    public string Data => Server.Directory.Path;

    /// <param name="database">Connection string; null is SQLite in the data directory.</param>
    public static async Task<TestCentral> StartAsync(string? database = null)
    {
        var folder = Directory.CreateTempSubdirectory("central-");
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(-300));
        var log = new TestLog();
        CentralDirectory.Create(Path.Combine(folder.FullName, "data"), "5371", database, clock);
        var server = await CentralServer.StartAsync(new CentralServerOptions
        {
            Data = Path.Combine(folder.FullName, "data"), TimeProvider = clock, Logging = logging => logging.AddProvider(log),
        });
        return new TestCentral(folder, server, clock, log);
    }

    /// <summary>An office that no other test uses.</summary>
    public string NewOffice() => $"{Interlocked.Increment(ref stations):0000}";

    public async Task<TestStation> EnrollAsync(string office)
    {
        var stationId = $"station-{office}-{Interlocked.Increment(ref stations)}";
        var instance = Path.Combine(folder.FullName, stationId);
        var answer = await Server.Directory.AddStationAsync(Books, stationId, office, instance, CancellationToken.None);
        Assert.That(answer.Refusal, Is.Null);
        return new TestStation(stationId, office, instance, Server.Url);
    }

    /// <summary>A recording of a new person, with the smallest images that pass.</summary>
    public Recording NewRecording(string office) => TestPeople.Record(office, Interlocked.Increment(ref recordings));

    public async Task<RecordingVerdict> RecordAsync(Recording recording)
    {
        var answer = await Books.WriteAsync(session => RecordingBook.ReceiveAsync(session, recording, signer), CancellationToken.None);
        return answer.Value!;
    }

    /// <summary>A job of a new person, waiting.</summary>
    public async Task<string> NewJobAsync(string office) => (await RecordAsync(NewRecording(office))).JobId!;

    public Task<Answer<RecordingVerdict>> ApproveReprintAsync(string jobId, string reason) =>
        Books.WriteAsync(session => ReprintBook.ApproveAsync(session, jobId, reason, signer), CancellationToken.None);

    public Task<Answer<T>> WriteAsync<T>(Func<Session, Task<Answer<T>>> work)
        where T : class => Books.WriteAsync(work, CancellationToken.None);

    public Task<T?> ValueAsync<T>(string sql, object? parameters = null) =>
        Books.ReadAsync(session => session.SingleOrDefaultAsync<T>(sql, parameters), CancellationToken.None);

    public Task<string?> JobStatusAsync(string jobId) => ValueAsync<string>("SELECT status FROM job WHERE job_id = @jobId", new { jobId });

    public Task<string?> BlankStatusAsync(string uid) => ValueAsync<string>("SELECT status FROM blank WHERE uid = @uid", new { uid });

    public async ValueTask DisposeAsync()
    {
        signer.Dispose();
        await Server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>A client that trusts only the given authority and shows the given certificate.</summary>
    public static HttpClient Client(Uri url, string authorityPath, X509Certificate2? certificate)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(authorityPath));
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            Expect100ContinueTimeout = TimeSpan.FromSeconds(20),
        };
        if (certificate is not null)
            handler.SslOptions.ClientCertificates = [certificate];
        return new HttpClient(handler) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
    }
}
