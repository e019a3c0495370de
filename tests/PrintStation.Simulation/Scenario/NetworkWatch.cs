using System.Net.Http.Json;
using PrintStation.Contracts;
using PrintStation.Simulation.Centre;

namespace PrintStation.Simulation.Scenario;

/// <summary>Sits on the way to the centre, and notes how the station comes back after the outage.</summary>
internal sealed class NetworkWatch(NetworkWeather network, TimeProvider time)
{
    private DateTimeOffset? _back;
    private int _outcomesLeft;

    public int OutcomesWaiting { get; private set; }

    /// <summary>From the network's return to the first answer with jobs.</summary>
    public TimeSpan? ToFirstClaim { get; private set; }

    /// <summary>From the network's return until the centre has taken the last outcome that waited then.</summary>
    public TimeSpan? ToAllOutcomes { get; private set; }

    public void GoDown() => network.IsDown = true;

    /// <param name="outcomesWaiting">Outcomes that the centre does not know yet.</param>
    public void ComeBack(int outcomesWaiting)
    {
        network.IsDown = false;
        _back = time.GetUtcNow();
        (_outcomesLeft, OutcomesWaiting) = (outcomesWaiting, outcomesWaiting);
        if (outcomesWaiting == 0)
            ToAllOutcomes = TimeSpan.Zero;
    }

    public HttpMessageHandler Over(HttpMessageHandler path) => new Handler(this) { InnerHandler = path };

    private async Task AnsweredAsync(string path, HttpResponseMessage answer)
    {
        if (_back is not { } back || !answer.IsSuccessStatusCode)
            return;
        if (path == "/v1/claims" && ToFirstClaim is null && (await answer.Content.ReadFromJsonAsync<ClaimResponse>(WireJson.Options))!.Jobs.Count > 0)
            ToFirstClaim = time.GetUtcNow() - back;
        else if (path.Contains("/outcomes/", StringComparison.Ordinal) && --_outcomesLeft == 0)
            ToAllOutcomes = time.GetUtcNow() - back;
    }

    private sealed class Handler(NetworkWatch watch) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            await watch.AnsweredAsync(request.RequestUri!.AbsolutePath, answer);
            return answer;
        }
    }
}
