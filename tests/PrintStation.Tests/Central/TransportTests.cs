using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using PrintStation.Central.Keys;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

/// <summary>Who may speak to the centre at all, and what it does with what cannot be read.</summary>
public sealed class TransportTests
{
    private TestCentral central = null!;
    private TestStation station = null!;
    private DirectoryInfo folder = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        folder = Directory.CreateTempSubdirectory("transport-");
        central = await TestCentral.StartAsync();
        station = await central.EnrollAsync("5371");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        station.Dispose();
        await central.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Test]
    public void Without_a_client_certificate_there_is_no_connection() => Rejected(null);

    [Test]
    public void A_certificate_of_another_authority_is_rejected()
    {
        using var stranger = DevelopmentAuthority.Create(TimeProvider.System);
        using var certificate = Issue(stranger, station.StationId, DevelopmentAuthority.ClientAuthentication);
        Rejected(certificate);
    }

    [Test]
    public void A_certificate_that_is_not_for_clients_is_rejected()
    {
        using var certificate = IssueHere(station.StationId, DevelopmentAuthority.ServerAuthentication);
        Rejected(certificate);
    }

    [Test]
    public async Task A_name_the_centre_does_not_know_is_refused()
    {
        using var certificate = IssueHere("station-9999-9", DevelopmentAuthority.ClientAuthentication);
        using var client = TestCentral.Client(central.Server.Url, central.Server.Directory.AuthorityCertificate, certificate);
        var reply = await TestStation.ReadAsync<DeliveriesResponse>(await client.GetAsync("/v1/deliveries"));
        Assert.That((reply.Status, reply.Code), Is.EqualTo((403, "unknown-station")));
    }

    [TestCase("", "Send JSON")]
    [TestCase("not json", "'$'")]
    [TestCase("{}", "'$'")]
    [TestCase("""{"idempotencyKey":5,"count":1,"kinds":["IdentityCard"]}""", "'$.idempotencyKey'")]
    [TestCase("""{"idempotencyKey":"k","count":"1","kinds":["IdentityCard"]}""", "'$.count'")]
    [TestCase("""{"idempotencyKey":"k","count":1,"kinds":[0]}""", "'$.kinds[0]'")]
    [TestCase("""{"idempotencyKey":"k","count":1,"count":2,"kinds":["IdentityCard"]}""", "'$.count'")]
    [TestCase("""{"idempotencyKey":null,"count":1,"kinds":["IdentityCard"]}""", "'$.idempotencyKey'")]
    public async Task An_unreadable_body_is_refused_by_its_path(string body, string where)
    {
        var reply = await TestStation.ReadAsync<ClaimResponse>(await station.Http.PostAsync("/v1/claims", Json(body)));
        Assert.That((reply.Status, reply.Code), Is.EqualTo((400, "request-malformed")));
        Assert.That(reply.Problem!.Detail, Does.Contain(where));
    }

    [Test]
    public async Task An_overlong_body_is_refused()
    {
        // The centre refuses by the announced length and closes; a client that was already sending might only see a broken pipe.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/claims") { Content = Json(new string(' ', 1_100_000) + "{}") };
        request.Headers.ExpectContinue = true;
        var reply = await TestStation.ReadAsync<ClaimResponse>(await station.Http.SendAsync(request));
        Assert.That((reply.Status, reply.Code), Is.EqualTo((413, "request-malformed")));
    }

    [Test]
    public async Task A_resend_may_be_longer_than_other_bodies()
    {
        var padding = new string(' ', 2_000_000);
        using var response = await station.Http.PostAsync("/v1/resend", Json($$"""{{padding}}{"outcomes":[],"revocations":[]}"""));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task An_unknown_path_is_a_problem_too() =>
        Assert.That((await station.GetAsync<Acknowledgement>("/v2/claims")).Code, Is.EqualTo("unknown-path"));

    [Test]
    public async Task The_openapi_document_holds_every_path_and_its_refusals()
    {
        using var document = JsonDocument.Parse(await station.Http.GetStringAsync("/openapi/v1.json"));
        var paths = document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name);
        Assert.That(paths, Is.EquivalentTo(new[]
        {
            "/v1/claims", "/v1/leases", "/v1/jobs/{jobId}/payload", "/v1/leases/{leaseId}/release", "/v1/runs/{runId}/outcomes/{n}", "/v1/heartbeat", "/v1/ledger-heads", "/v1/audit-heads",
            "/v1/deliveries", "/v1/deliveries/{deliveryId}/confirmation", "/v1/loans/{movement}", "/v1/revocations", "/v1/resend",
            "/v1/cards/{uid}/shipment", "/v1/cards/{uid}/hand-over", "/v1/cards/{uid}/old-card/{movement}", "/v1/cards/{uid}/reprint-request",
        }));
        var outcome = document.RootElement.GetProperty("paths").GetProperty("/v1/runs/{runId}/outcomes/{n}").GetProperty("post");
        Assert.That(outcome.GetProperty("responses").EnumerateObject().Select(response => response.Name),
            Is.SupersetOf(new[] { "200", "400", "403", "404", "409", "422" }));
        var kinds = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("JobKind").GetProperty("enum");
        Assert.That(kinds.EnumerateArray().Select(kind => kind.GetString()), Is.EqualTo(new[] { "IdentityCard", "FamilyCard" }));
    }

    [Test]
    public async Task No_log_line_holds_a_nik_or_a_name()
    {
        var recording = central.NewRecording("5371");
        await central.RecordAsync(recording);
        var held = await station.HoldAsync();
        await held.ReportAsync("run-log", 1, OutcomeStatus.Issued, null);
        await held.ReleaseAsync();
        await held.ReportAsync("run-log", 1, OutcomeStatus.Issued, TestPeople.NewUid());
        var citizen = recording.Person.Citizen;
        Assert.That(central.Log.Lines, Is.Not.Empty);
        Assert.That(
            central.Log.Lines.Where(line => line.Contains(citizen.Nik, StringComparison.Ordinal) || line.Contains(citizen.Name, StringComparison.Ordinal)),
            Is.Empty);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private void Rejected(X509Certificate2? certificate)
    {
        using var client = TestCentral.Client(central.Server.Url, central.Server.Directory.AuthorityCertificate, certificate);
        Assert.That(async () => await client.GetAsync("/v1/deliveries"), Throws.InstanceOf<HttpRequestException>());
    }

    private X509Certificate2 IssueHere(string name, string usage)
    {
        using var authority = DevelopmentAuthority.Load(
            central.Server.Directory.AuthorityCertificate, Path.Combine(central.Data, "tls/ca.key"), TimeProvider.System);
        return Issue(authority, name, usage);
    }

    private X509Certificate2 Issue(DevelopmentAuthority authority, string name, string usage)
    {
        var path = Path.Combine(folder.FullName, Guid.NewGuid().ToString("N"));
        authority.Issue(name, usage, [], path + ".pem", path + ".key");
        return X509Certificate2.CreateFromPemFile(path + ".pem", path + ".key");
    }
}
