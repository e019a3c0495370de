using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PrintStation.Jobs;

namespace PrintStation.Tests.Jobs;

/// <summary>A centre that answers garbage, half an answer or nothing is a fault, not a crash.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CentralClientTests
{
    private const string Good = """{"epoch":"E1","deliveries":[]}""";
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);
    private readonly List<CentralStanding> _told = [];

    private static IEnumerable<TestCaseData> Faults()
    {
        yield return Fault("garbage", () => Answer(HttpStatusCode.OK, "<html>login</html>"), "garbage", CentralStanding.Failing);
        yield return Fault("an empty answer", () => Answer(HttpStatusCode.OK, ""), "garbage", CentralStanding.Failing);
        yield return Fault("json of another shape", () => Answer(HttpStatusCode.OK, "[1,2,3]"), "garbage", CentralStanding.Failing);
        yield return Fault("an error of the server", () => Answer(HttpStatusCode.InternalServerError, "oops"), "status-500", CentralStanding.Failing);
        yield return Fault("a refusal that is none of ours", () => Answer(HttpStatusCode.NotFound, "no such page"), "status-404", CentralStanding.Failing);
        yield return Fault("too busy", () => Answer(HttpStatusCode.TooManyRequests, """{"code":"x"}"""), "status-429", CentralStanding.Failing);
        yield return Fault("nobody there", () => throw new HttpRequestException(HttpRequestError.ConnectionError), "unreachable", CentralStanding.Silent);
        yield return Fault("packets vanish", () => throw new TaskCanceledException("connect", new TimeoutException()), "timeout", CentralStanding.Silent);
        yield return Fault("a wrong certificate", () => throw new HttpRequestException(HttpRequestError.SecureConnectionError), "tls", CentralStanding.Silent);
        yield return Fault("half an answer", () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new BrokenContent() }, "unreachable", CentralStanding.Silent);
    }

    [TestCaseSource(nameof(Faults))]
    public async Task A_fault_is_told_as_a_word_and_tried_again_and_says_whom_it_speaks_of(Func<HttpResponseMessage> answer, string word, CentralStanding standing)
    {
        var handler = new ScriptedCentre(_ => Task.FromResult(answer()));
        using var client = Client(handler);
        var result = await RunAsync(client.DeliveriesAsync(CancellationToken.None));
        Assert.That((result.Value, result.Refusal, result.Fault), Is.EqualTo(((Contracts.DeliveriesResponse?)null, (string?)null, word)));
        Assert.That(handler.Requests, Is.EqualTo(3), "once and twice again");
        Assert.That(_told, Is.EqualTo(new[] { standing }), "a whole answer that is none is the centre's fault, whatever else may be the line's");
    }

    [Test]
    public async Task Nothing_for_a_minute_is_a_fault()
    {
        using var client = Client(new ScriptedCentre(async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, token);
            return Answer(HttpStatusCode.OK, Good);
        }));
        var result = await RunAsync(client.DeliveriesAsync(CancellationToken.None));
        Assert.That(result.Fault, Is.EqualTo("timeout"));
        Assert.That(_told, Is.Not.Empty.And.All.EqualTo(CentralStanding.Silent));
    }

    [Test]
    public async Task A_refusal_with_a_code_is_an_answer_and_is_not_tried_again()
    {
        var handler = new ScriptedCentre(_ => Task.FromResult(Answer(HttpStatusCode.Conflict,
            """{"type":"about:blank","title":"Fenced","status":409,"code":"fenced","detail":"…","epoch":"E1"}""")));
        using var client = Client(handler);
        var result = await RunAsync(client.DeliveriesAsync(CancellationToken.None));
        Assert.That((result.Refusal, result.Fault, handler.Requests), Is.EqualTo(("fenced", (string?)null, 1)));
        Assert.That(_told, Is.EqualTo(new[] { CentralStanding.Answers }), "a refusal is an answer: a pause from before a restart goes");
    }

    [Test]
    public async Task A_centre_that_does_not_know_the_station_has_answered_nothing()
    {
        var handler = new ScriptedCentre(_ => Task.FromResult(Answer(HttpStatusCode.Forbidden,
            """{"type":"about:blank","title":"No","status":403,"code":"unknown-station","detail":"…","epoch":"E1"}""")));
        using var client = Client(handler);
        for (var i = 0; i < 5; i++)
        {
            var result = await RunAsync(client.DeliveriesAsync(CancellationToken.None), TimeSpan.FromMilliseconds(1));
            Assert.That((result.Refusal, result.IsFault), Is.EqualTo(((string?)null, true)));
        }

        Assert.That(handler.Requests, Is.EqualTo(3), "each once, until it is asked no more for a while");
        Assert.That(_told, Is.EqualTo(Enumerable.Repeat(CentralStanding.NotEnrolled, 3)), "it is not silent");
    }

    [Test]
    public async Task The_circuit_opens_after_a_few_faults_and_closes_with_the_first_answer()
    {
        var up = false;
        var handler = new ScriptedCentre(_ => up
            ? Task.FromResult(Answer(HttpStatusCode.OK, Good))
            : throw new HttpRequestException(HttpRequestError.ConnectionError));
        using var client = Client(handler);
        await RunAsync(client.DeliveriesAsync(CancellationToken.None));
        Assert.That(_told, Is.EqualTo(new[] { CentralStanding.Silent }));
        var sent = handler.Requests;
        var refused = await RunAsync(client.DeliveriesAsync(CancellationToken.None), TimeSpan.FromMilliseconds(10));
        Assert.That((refused.Fault, handler.Requests), Is.EqualTo(("circuit-open", sent)), "an open circuit asks nobody");

        up = true;
        _clock.Advance(TimeSpan.FromMinutes(2));
        var answer = await RunAsync(client.DeliveriesAsync(CancellationToken.None));
        Assert.That(answer.Value!.Epoch, Is.EqualTo("E1"));
        Assert.That(_told, Is.EqualTo(new[] { CentralStanding.Silent, CentralStanding.Answers }));
    }

    /// <summary>A week may begin with a dead line and go on with a dead server.</summary>
    [Test]
    public async Task While_the_circuit_is_open_each_try_says_anew_who_is_to_blame()
    {
        HttpResponseMessage? answer = null;
        using var client = Client(new ScriptedCentre(_ => answer is { } came
            ? Task.FromResult(came)
            : throw new HttpRequestException(HttpRequestError.ConnectionError)));
        await RunAsync(client.DeliveriesAsync(CancellationToken.None));
        answer = Answer(HttpStatusCode.BadGateway, "<html>proxy</html>");
        _clock.Advance(TimeSpan.FromMinutes(2));
        await RunAsync(client.DeliveriesAsync(CancellationToken.None), TimeSpan.FromMilliseconds(10));
        answer = null;
        _clock.Advance(TimeSpan.FromMinutes(2));
        await RunAsync(client.DeliveriesAsync(CancellationToken.None), TimeSpan.FromMilliseconds(10));
        Assert.That(_told, Is.EqualTo(new[] { CentralStanding.Silent, CentralStanding.Failing, CentralStanding.Silent }));
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static TestCaseData Fault(string name, Func<HttpResponseMessage> answer, string word, CentralStanding standing) =>
        new TestCaseData(answer, word, standing).SetArgDisplayNames(name);

    private CentralClient Client(HttpMessageHandler handler) => new(
        new CentralAccessOptions { Url = "https://centre.test", TimeoutSeconds = 30, RetrySeconds = 60 }, handler, _clock, Random.Shared, _told.Add);

    /// <summary>Turns the clock until the request has come to its end.</summary>
    private async Task<T> RunAsync<T>(Task<T> request, TimeSpan? step = null)
    {
        for (var i = 0; i < 100_000 && !request.IsCompleted; i++)
        {
            _clock.Advance(step ?? TimeSpan.FromMilliseconds(100));
            // Lets the request's own continuations run, so that the turned clock does not outrun them.
            SpinWait.SpinUntil(() => request.IsCompleted, millisecondsTimeout: 2);
        }

        return await request;
    }

    private sealed class ScriptedCentre(Func<CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return answer(cancellationToken);
        }
    }

    private sealed class BrokenContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            stream.Write("{\"epoch\":"u8);
            throw new IOException("the line was cut");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 1000;
            return true;
        }
    }
}
