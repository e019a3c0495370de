using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

/// <summary>What the centre answered: a value, or a problem.</summary>
internal sealed record Reply<T>(int Status, T? Value, Problem? Problem)
    where T : class
{
    public string Code => Problem?.Code ?? "";

    public T Expect200() => Status == 200 ? Value! : throw new AssertionException($"{Status} {Code}: {Problem?.Detail}");
}

/// <summary>A station as the centre sees it: it speaks the contract and does nothing else.</summary>
internal sealed class TestStation : IDisposable
{
    private readonly X509Certificate2 certificate;

    public TestStation(string stationId, string office, string instance, Uri url)
    {
        (StationId, Office, Instance) = (stationId, office, instance);
        certificate = X509Certificate2.CreateFromPemFile(Path.Combine(instance, "tls/station.pem"), Path.Combine(instance, "tls/station.key"));
        Http = TestCentral.Client(url, Path.Combine(instance, "tls/ca.pem"), certificate);
    }

    public string StationId { get; }

    public string Office { get; }

    public string Instance { get; }

    public HttpClient Http { get; }

    public Task<Reply<ClaimResponse>> ClaimAsync(int count, string? key = null, IReadOnlyList<string>? except = null) =>
        PostAsync<ClaimResponse>("/v1/claims", new ClaimRequest(key ?? Guid.NewGuid().ToString("N"), count, [JobKind.IdentityCard], except));

    /// <summary>Claims one job; with <paramref name="served"/> fetches its payload as well.</summary>
    public async Task<Held> HoldAsync(bool served = true)
    {
        var claim = (await ClaimAsync(1)).Expect200();
        var header = claim.Jobs.Single();
        if (served)
            (await PayloadAsync(header.JobId)).Expect200();
        return new Held(this, claim.Epoch, header);
    }

    public Task<Reply<PayloadResponse>> PayloadAsync(string jobId) => GetAsync<PayloadResponse>($"/v1/jobs/{jobId}/payload");

    public Task<Reply<HeartbeatResponse>> BeatAsync(string? seenEpoch = null, LedgerHead? head = null, LedgerHead? audit = null) => PostAsync<HeartbeatResponse>(
        "/v1/heartbeat", new HeartbeatRequest("0.1.0", seenEpoch, head, new Dictionary<string, long> { ["Store"] = 480 }, [], [], 0, Audit: audit));

    public Task<Reply<ResendResponse>> ResendAsync(IReadOnlyList<ResentOutcome> outcomes, params RevocationRequest[] revocations) =>
        PostAsync<ResendResponse>("/v1/resend", new ResendRequest(outcomes, revocations));

    public Task<Reply<Acknowledgement>> RevokeAsync(string runId, string jobId, string? uid, params string[] by) =>
        PostAsync<Acknowledgement>("/v1/revocations", Revocation(runId, jobId, uid, by));

    public static RevocationRequest Revocation(string runId, string jobId, string? uid, params string[] by) =>
        new(runId, jobId, uid, "lost", by, DateTimeOffset.UnixEpoch);

    public async Task<Reply<T>> PostAsync<T>(string path, object body)
        where T : class => await ReadAsync<T>(await Http.PostAsync(path, JsonContent.Create(body, body.GetType(), options: WireJson.Options)));

    public async Task<Reply<T>> GetAsync<T>(string path)
        where T : class => await ReadAsync<T>(await Http.GetAsync(path));

    public CardPayload Open(PayloadResponse response)
    {
        using var key = ECDiffieHellman.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(Instance, "keys/envelope.pem")));
        using var issuing = ECDsa.Create();
        issuing.ImportFromPem(File.ReadAllText(Path.Combine(Instance, "keys/issuing.pub.pem")));
        return Envelope.Open(response.Envelope, key, issuing, StationId);
    }

    public void Dispose()
    {
        Http.Dispose();
        certificate.Dispose();
    }

    public static async Task<Reply<T>> ReadAsync<T>(HttpResponseMessage response)
        where T : class
    {
        using (response)
        {
            if (response.IsSuccessStatusCode)
                return new Reply<T>((int)response.StatusCode, await response.Content.ReadFromJsonAsync<T>(WireJson.Options), null);

            Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"));
            return new Reply<T>((int)response.StatusCode, null, await response.Content.ReadFromJsonAsync<Problem>(WireJson.Options));
        }
    }
}

/// <summary>A leased job in the hands of a station.</summary>
internal sealed record Held(TestStation Station, string Epoch, JobHeader Header)
{
    public string JobId => Header.JobId;

    public OutcomeReport Outcome(OutcomeStatus status, string? uid, int attempt = 1, string? reason = null) => new(
        Header.JobId, Header.LeaseId, Epoch, Header.Fence, attempt, status, uid, reason, null, "printer-1", null, DateTimeOffset.UnixEpoch);

    public Task<Reply<Acknowledgement>> ReportAsync(string runId, int n, OutcomeReport report) =>
        Station.PostAsync<Acknowledgement>($"/v1/runs/{runId}/outcomes/{n}", report);

    public Task<Reply<Acknowledgement>> ReportAsync(string runId, int n, OutcomeStatus status, string? uid, string? reason = null) =>
        ReportAsync(runId, n, Outcome(status, uid, reason: reason));

    public Task<Reply<Acknowledgement>> ReleaseAsync(string reason = "operator") =>
        Station.PostAsync<Acknowledgement>($"/v1/leases/{Header.LeaseId}/release", new ReleaseRequest(reason, Epoch, Header.Fence));
}
