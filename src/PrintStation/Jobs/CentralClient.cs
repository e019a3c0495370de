using System.Globalization;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using PrintStation.Contracts;
using PrintStation.Security;

namespace PrintStation.Jobs;

/// <summary>What came of a request: an answer, a refusal by the centre, or a fault (no answer, half an answer, garbage).</summary>
/// <param name="Value">The answer; null in the other cases.</param>
/// <param name="Refusal">The centre's refusal code; null in the other cases.</param>
/// <param name="Fault">A word for the fault: "unreachable", "timeout", "garbage", "status-500", "circuit-open", "unknown-station".</param>
internal sealed record CentralAnswer<T>(T? Value, string? Refusal, string? Fault)
    where T : class
{
    public bool IsFault => Fault is not null;

    /// <summary>It answered that something in it failed: perhaps only with this request.</summary>
    public bool IsOfTheServer => Fault?.StartsWith("status-5", StringComparison.Ordinal) ?? false;
}

/// <summary>How this station stands with the centre.</summary>
internal enum CentralStanding
{
    Answers,

    /// <summary>No answer, several times in a row: none, half of one, or one of which nobody knows whose it is.</summary>
    Silent,

    /// <summary>It answers with errors of its own, or with what nobody can read: not the line is to blame.</summary>
    Failing,

    /// <summary>It answers, and knows no such station: it was put back to a moment before the enrolment, or somebody removed it.</summary>
    NotEnrolled,
}

/// <summary>The centre over HTTPS with this station's certificate. Every request is safe to repeat: the protocol is idempotent.</summary>
internal sealed class CentralClient : IDisposable
{
    private const int LongestAnswerBytes = 8 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly Action<CentralStanding> _told;
    /// <summary>Refused whatever was asked, so it says nothing of what was asked: a fault, not the centre's word about a card.</summary>
    private const string NotEnrolled = "unknown-station";
    private const string Garbage = "garbage";
    private const string StatusMark = "status-";
    private readonly ResiliencePipeline<Reply> _pipeline;

    private sealed record Reply(byte[]? Body, string? Refusal, string? Fault);

    /// <param name="told">Told of silence or failure when the circuit opens, by the last fault, and of each answer: a pause on disk may be older than this process.</param>
    public CentralClient(
        CentralAccessOptions options, HttpMessageHandler handler, TimeProvider clock, Random random, Action<CentralStanding> told)
    {
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(options.Url.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestAnswerBytes,
        };
        _told = told;
        _pipeline = Pipeline(options, clock, random, told);
    }

    /// <summary>TLS with the station's certificate; only the given authority is trusted, for the centre's own name.</summary>
    public static HttpMessageHandler Handler(StationKeys keys) => new SocketsHttpHandler
    {
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        AllowAutoRedirect = false,
        UseCookies = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificates = [keys.Client],
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { keys.Authority },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    };

    public Task<CentralAnswer<ClaimResponse>> ClaimAsync(ClaimRequest request, CancellationToken token) =>
        PostAsync<ClaimResponse>("v1/claims", request, token);

    public Task<CentralAnswer<PayloadResponse>> PayloadAsync(string jobId, CancellationToken token) =>
        SendAsync<PayloadResponse>(HttpMethod.Get, $"v1/jobs/{Uri.EscapeDataString(jobId)}/payload", null, token);

    public Task<CentralAnswer<HeartbeatResponse>> HeartbeatAsync(HeartbeatRequest request, CancellationToken token) =>
        PostAsync<HeartbeatResponse>("v1/heartbeat", request, token);

    public Task<CentralAnswer<LeasesResponse>> LeasesAsync(CancellationToken token) =>
        SendAsync<LeasesResponse>(HttpMethod.Get, "v1/leases", null, token);

    /// <param name="after">The last sequence of the answer before; 0 at first.</param>
    public Task<CentralAnswer<LedgerHeadsResponse>> LedgerHeadsAsync(long after, CancellationToken token) =>
        SendAsync<LedgerHeadsResponse>(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"v1/ledger-heads?after={after}"), null, token);

    /// <param name="after">The last sequence of the answer before; 0 at first.</param>
    public Task<CentralAnswer<LedgerHeadsResponse>> AuditHeadsAsync(long after, CancellationToken token) =>
        SendAsync<LedgerHeadsResponse>(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"v1/audit-heads?after={after}"), null, token);

    public Task<CentralAnswer<DeliveriesResponse>> DeliveriesAsync(CancellationToken token) =>
        SendAsync<DeliveriesResponse>(HttpMethod.Get, "v1/deliveries", null, token);

    public Task<CentralAnswer<ResendResponse>> ResendAsync(ResendRequest request, CancellationToken token) =>
        PostAsync<ResendResponse>("v1/resend", request, token);

    /// <summary>Sends a report as it was written.</summary>
    public Task<CentralAnswer<Acknowledgement>> ReportAsync(Report report, CancellationToken token) =>
        SendAsync<Acknowledgement>(HttpMethod.Post, report.Target, report.Body, token);

    /// <summary>Tells of a printed card, as it was written.</summary>
    public Task<CentralAnswer<Acknowledgement>> TellAsync(CardFact fact, CancellationToken token) =>
        SendAsync<Acknowledgement>(HttpMethod.Post, fact.Target, fact.Body, token);

    /// <summary>Asks for another card, or how such a request stands.</summary>
    public Task<CentralAnswer<ReprintResponse>> AskReprintAsync(CardFact fact, CancellationToken token) =>
        SendAsync<ReprintResponse>(HttpMethod.Post, fact.Target, fact.Body, token);

    public void Dispose() => _http.Dispose();

    private Task<CentralAnswer<T>> PostAsync<T>(string path, object body, CancellationToken token)
        where T : class =>
        SendAsync<T>(HttpMethod.Post, path, JsonSerializer.Serialize(body, WireJson.Options), token);

    private async Task<CentralAnswer<T>> SendAsync<T>(HttpMethod method, string path, string? body, CancellationToken token)
        where T : class
    {
        Reply reply;
        try
        {
            reply = await _pipeline.ExecuteAsync(async attempt => await ExchangeAsync<T>(method, path, body, attempt), token);
        }
        catch (BrokenCircuitException)
        {
            reply = new Reply(null, null, "circuit-open");
        }
        catch (TimeoutRejectedException)
        {
            reply = new Reply(null, null, "timeout");
        }

        if (reply.Fault is null)
            _told(CentralStanding.Answers);
        else if (reply.Fault == NotEnrolled)
            _told(CentralStanding.NotEnrolled);
        return new CentralAnswer<T>(reply.Body is null ? null : Parse<T>(reply.Body), reply.Refusal, reply.Fault);
    }

    private async ValueTask<Reply> ExchangeAsync<T>(HttpMethod method, string path, string? body, CancellationToken token)
        where T : class
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await _http.SendAsync(request, token);
            var answer = await response.Content.ReadAsByteArrayAsync(token);
            if (response.IsSuccessStatusCode)
                return Parse<T>(answer) is null ? new Reply(null, null, Garbage) : new Reply(answer, null, null);
            return Refused((int)response.StatusCode, answer) switch
            {
                null => new Reply(null, null, $"{StatusMark}{(int)response.StatusCode}"),
                NotEnrolled => new Reply(null, null, NotEnrolled),
                { } refusal => new Reply(null, refusal, null),
            };
        }
        catch (HttpRequestException e)
        {
            return new Reply(null, null, e.HttpRequestError == HttpRequestError.SecureConnectionError ? "tls" : "unreachable");
        }
        catch (IOException)
        {
            return new Reply(null, null, "half-an-answer");
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            // The handler's own limit for connecting, where packets vanish on the way.
            return new Reply(null, null, "timeout");
        }
    }

    /// <summary>Whom a fault speaks of. Only a whole answer does of the centre: TLS has shown whose it is. Where TLS itself fails, a box on the way may
    /// have answered, or the line broke while both greeted each other; a certificate of the centre that has run out looks the same. Like half an
    /// answer, that shows nobody's fault, and without an answer in hand it is not the ministry that is blamed.</summary>
    private static CentralStanding StandingOf(string? fault) => fault switch
    {
        NotEnrolled => CentralStanding.NotEnrolled,
        Garbage => CentralStanding.Failing,
        not null when fault.StartsWith(StatusMark, StringComparison.Ordinal) => CentralStanding.Failing,
        _ => CentralStanding.Silent,
    };

    /// <summary>The centre's refusal code. Some refusals of a web server come without one and are final all the same; any other status
    /// without a code is not the centre's word, nor is one whose words came in pieces.</summary>
    private static string? Refused(int status, byte[] answer) => status switch
    {
        408 or 429 => null,
        >= 400 and < 500 when Parse<Problem>(answer)?.Code is { } code => code,
        400 or 413 or 415 or 422 when answer.Length == 0 || Parse<JsonNode>(answer) is not null => $"status-{status}",
        _ => null,
    };

    private static T? Parse<T>(byte[] body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, WireJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ResiliencePipeline<Reply> Pipeline(
        CentralAccessOptions options, TimeProvider clock, Random random, Action<CentralStanding> told)
    {
        var faults = new PredicateBuilder<Reply>().HandleResult(reply => reply.Fault is not null).Handle<TimeoutRejectedException>();
        return new ResiliencePipelineBuilder<Reply> { TimeProvider = new SteadyTime(clock) }
            .AddRetry(new RetryStrategyOptions<Reply>
            {
                ShouldHandle = new PredicateBuilder<Reply>().HandleResult(reply => reply.Fault is not (null or NotEnrolled))
                    .Handle<TimeoutRejectedException>(),
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(250),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = random.NextDouble,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Reply>
            {
                ShouldHandle = faults,
                FailureRatio = 0.9,
                MinimumThroughput = 3,
                SamplingDuration = TimeSpan.FromSeconds(Math.Max(30, options.TimeoutSeconds * 4)),
                BreakDurationGenerator = arguments => ValueTask.FromResult(BreakDuration(arguments.HalfOpenAttempts, options.RetrySeconds, random)),
                OnOpened = opened =>
                {
                    // Without a result it was the timeout.
                    if (StandingOf(opened.Outcome.Result?.Fault) is var standing and not CentralStanding.NotEnrolled)
                        told(standing);
                    return ValueTask.CompletedTask;
                },
            })
            .AddTimeout(TimeSpan.FromSeconds(options.TimeoutSeconds))
            .Build();
    }

    /// <summary>1 s, 2 s, 4 s … up to the longest, of which between half and all is waited, so that offices spread out.</summary>
    private static TimeSpan BreakDuration(int attempts, int longestSeconds, Random random)
    {
        var seconds = Math.Min(longestSeconds, Math.Pow(2, Math.Min(attempts, 10)));
        return TimeSpan.FromSeconds(Math.Max(0.5, seconds * (0.5 + (random.NextDouble() / 2))));
    }
}
