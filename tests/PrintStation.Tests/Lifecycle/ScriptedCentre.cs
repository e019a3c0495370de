using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Contracts;
using PrintStation.Jobs;
using PrintStation.Lifecycle;
using PrintStation.Security;

namespace PrintStation.Tests.Lifecycle;

/// <summary>A centre that says what a test wants it to say.</summary>
internal sealed class ScriptedCentre : HttpMessageHandler
{
    private long _lastAsked;

    public string Epoch { get; set; } = "E1";

    /// <summary>What it says that it knows of the ledger; null: what it was told before.</summary>
    public LedgerHead? Known { get; set; }

    /// <summary>An error of its own to whatever has this in its path.</summary>
    public string? FailsAt { get; set; }

    /// <summary>How often it did.</summary>
    public int Failures { get; private set; }

    public IReadOnlyList<string> Revoked { get; set; } = [];

    /// <summary>What the station holds, as the centre has it; null: it gives no answer.</summary>
    public IReadOnlyList<HeldLease>? Leases { get; set; } = [];

    /// <summary>UIDs voided long ago: told with the leases, not with heartbeats.</summary>
    public IReadOnlyList<string> Voided { get; set; } = [];

    /// <summary>Heads of the station's ledger that it has kept; null: it gives no answer.</summary>
    public IReadOnlyList<LedgerHead>? Heads { get; set; } = [];

    /// <summary>Heads of the trail that it has kept; null: it gives no answer.</summary>
    public IReadOnlyList<LedgerHead>? AuditHeads { get; set; } = [];

    /// <summary>What else happens at the station before it answers which heads it has.</summary>
    public Action BeforeHeads { get; set; } = () => { };

    public bool TakesResend { get; set; } = true;

    public string? OutcomeRefusal { get; set; }

    /// <summary>Outcomes that it refuses when they are sent again.</summary>
    public IReadOnlyList<RefusedOutcome> NoLongerTaken { get; set; } = [];

    /// <summary>What it says to a job that is given back.</summary>
    public string? ReleaseRefusal { get; set; }

    /// <summary>To which office the chip of each reported card was delivered; null: it says nothing.</summary>
    public string? ChipOffice { get; set; }

    /// <summary>What it was told of printed cards, in that order.</summary>
    public List<string> Told { get; } = [];

    /// <summary>What it says to a fact with this in its path.</summary>
    public Dictionary<string, string> FactRefusals { get; } = [];

    public ReprintStatus Standing { get; set; } = ReprintStatus.Queued;

    /// <summary>Outcomes up to this number are held with other content.</summary>
    public int UsedNumbers { get; set; }

    public ResendRequest? Resent => Parts.LastOrDefault();

    /// <summary>Of the memory, that it took.</summary>
    public List<ResendRequest> Parts { get; } = [];

    /// <summary>After so many the line is cut, once.</summary>
    public int? CutAfterParts { get; set; }

    /// <summary>What happens at the station while a part is on its way.</summary>
    public Action? WithPart { get; set; }

    public int Beats { get; set; }

    /// <summary>Records that no station has.</summary>
    public int Waiting { get; set; }

    /// <summary>Of these, by the version of the blank.</summary>
    public Dictionary<string, int>? WaitingByVersion { get; set; }

    /// <summary>The last heartbeat that came.</summary>
    public HeartbeatRequest? LastBeat { get; private set; }

    public IReadOnlyList<BlankDelivery> Announced { get; set; } = [];

    /// <summary>The station that has confirmed them all.</summary>
    public string? ConfirmedBy { get; set; }

    public int ListsAsked { get; private set; }

    /// <summary>What was claimed; it gives no job.</summary>
    public List<ClaimRequest> Claims { get; } = [];

    /// <summary>Put back to an earlier moment: it knows of no job until it was told again.</summary>
    public bool HasForgotten { get; set; }

    /// <summary>Its books know no such station.</summary>
    public bool KnowsNobody { get; set; }

    /// <summary>How often it said so.</summary>
    public int Turned { get; private set; }

    /// <summary>The deliveries, asked last in a beat, were asked; or a beat that ends earlier has been quiet for a while.</summary>
    public bool Quiet => Environment.TickCount64 - Interlocked.Read(ref _lastAsked) > 300;

    public CentralLink Link(TestStation station, StationGate gate, LostBooks? lost = null) => new(Options, station.Database, station.Book,
        station.Stock, station.Queue, Client(station), station.Outbox, station.Facts, Queue(station, gate), lost ?? Lost(station, gate), gate, station.Clock, Random.Shared,
        NullLogger<CentralLink>.Instance);

    /// <param name="onDesk">What lies on the desk reader.</param>
    public LostBooks Lost(TestStation station, StationGate gate, ChipOnDesk? onDesk = null) => new(station.Database, station.Book,
        Queue(station, gate), gate, station.HeadFile, Client(station), new DeskReader(onDesk), nik => $"digest of {nik}", station.Clock,
        NullLogger<LostBooks>.Instance);

    public AuditProof Proof(TestStation station, AuditTrail trail) => new(trail, Client(station));

    public LedgerProof Proof(TestStation station) => new(station.Database, station.HeadFile, Client(station));

    /// <summary>One heartbeat and what follows from it.</summary>
    public async Task BeatAsync(CentralLink link)
    {
        using var stop = new CancellationTokenSource();
        Beats = 0;
        var beating = link.BeatAsync([], stop.Token);
        Assert.That(SpinWait.SpinUntil(() => Beats > 0, TimeSpan.FromSeconds(20)));
        // The next beat is seconds of the station's clock away, and that clock stands still: the first one has come to its end.
        Assert.That(SpinWait.SpinUntil(() => beating.IsCompleted || Quiet, TimeSpan.FromSeconds(20)));
        await stop.CancelAsync();
        Assert.That(async () => await beating, Throws.InstanceOf<OperationCanceledException>());
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Interlocked.Exchange(ref _lastAsked, Environment.TickCount64);
        var path = request.RequestUri!.AbsolutePath;
        if (KnowsNobody)
        {
            Turned++;
            return Json(new Problem("about:blank", "Not allowed", 403, "unknown-station", "", Epoch), HttpStatusCode.Forbidden);
        }

        if (FailsAt is not null && path.Contains(FailsAt, StringComparison.Ordinal))
        {
            Failures++;
            return new HttpResponseMessage(HttpStatusCode.InternalServerError);
        }

        if (path.EndsWith("/heartbeat", StringComparison.Ordinal))
        {
            var known = Known ?? LastBeat?.Ledger;
            LastBeat = JsonSerializer.Deserialize<HeartbeatRequest>(body, WireJson.Options);
            Beats++;
            return Json(new HeartbeatResponse(Epoch, DateTimeOffset.UnixEpoch, Revoked, known, [], new StationPolicy(true, 2),
                [.. Announced.Select(delivery => new DeliveryMark(delivery.DeliveryId, ConfirmedBy))], Waiting, WaitingByVersion));
        }

        if (path.EndsWith("/claims", StringComparison.Ordinal))
        {
            Claims.Add(JsonSerializer.Deserialize<ClaimRequest>(body, WireJson.Options)!);
            return Json(new ClaimResponse(Epoch, []));
        }

        if (path.EndsWith("/resend", StringComparison.Ordinal))
        {
            if (!TakesResend)
                return Refuse("not-now");
            if (CutAfterParts == Parts.Count)
            {
                CutAfterParts = null;
                return Refuse("not-now");
            }

            HasForgotten = false;
            Parts.Add(JsonSerializer.Deserialize<ResendRequest>(body, WireJson.Options)!);
            WithPart?.Invoke();
            return Json(new ResendResponse(Epoch, NoLongerTaken));
        }

        if (path.EndsWith("-heads", StringComparison.Ordinal))
        {
            BeforeHeads();
            return (path.EndsWith("/ledger-heads", StringComparison.Ordinal) ? Heads : AuditHeads) is not { } heads ? Refuse("not-now")
                : Json(new LedgerHeadsResponse([.. heads
                    .Where(head => head.Sequence > long.Parse(request.RequestUri.Query["?after=".Length..], System.Globalization.CultureInfo.InvariantCulture))
                    .Take(LedgerHeadsResponse.Most)]));
        }

        if (path.EndsWith("/leases", StringComparison.Ordinal))
            return Leases is null ? Refuse("not-now") : Json(new LeasesResponse(Epoch, Leases, Voided));
        if (path.EndsWith("/deliveries", StringComparison.Ordinal))
        {
            ListsAsked++;
            return Json(new DeliveriesResponse(Epoch, Announced));
        }

        if (path.Contains("/cards/", StringComparison.Ordinal))
            return AnswerFact(path);
        if (HasForgotten && path.Contains("/outcomes/", StringComparison.Ordinal))
            return Refuse("unknown-job");
        if (path.Contains("/outcomes/", StringComparison.Ordinal)
            && int.Parse(path.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture) <= UsedNumbers)
            return Refuse("outcome-differs");
        if (ReleaseRefusal is not null && path.EndsWith("/release", StringComparison.Ordinal))
            return Refuse(ReleaseRefusal);
        if (path.EndsWith("/payload", StringComparison.Ordinal))
            return Refuse("job-ended");
        return OutcomeRefusal is not null && path.Contains("/outcomes/", StringComparison.Ordinal)
            ? Refuse(OutcomeRefusal)
            : Json(new Acknowledgement(Epoch, ChipOffice));
    }

    private HttpResponseMessage AnswerFact(string path)
    {
        if (HasForgotten)
            return Refuse("unknown-card");
        Told.Add(path["/v1/cards/".Length..]);
        if (FactRefusals.FirstOrDefault(refusal => path.Contains(refusal.Key, StringComparison.Ordinal)) is { Value: { } code })
            return Refuse(code);
        return path.EndsWith("/reprint-request", StringComparison.Ordinal) ? Json(new ReprintResponse(Epoch, Standing, "J-new")) : Json(new Acknowledgement(Epoch));
    }

    private HttpResponseMessage Refuse(string code) =>
        Json(new Problem("about:blank", code, 409, code, "", Epoch), HttpStatusCode.Conflict);

    private static HttpResponseMessage Json(object body, HttpStatusCode status = HttpStatusCode.OK) => new(status)
    {
        Content = new StringContent(JsonSerializer.Serialize(body, body.GetType(), WireJson.Options), Encoding.UTF8, "application/json"),
    };

    private static readonly StationOptions Options = new()
    {
        Station = new IdentityOptions { Id = "station-1", Office = "5371" },
        Central = new CentralAccessOptions { Url = "https://centre.test" },
        Printers = [new PrinterOptions { Name = "printer-1" }],
    };

    public CentralClient Client(TestStation station) => new(Options.Central, this, station.Clock, Random.Shared, _ => { });

    /// <summary>No payload is given here.</summary>
    public CardQueue Queue(TestStation station, StationGate gate, StationOptions? options = null) => new(options ?? Options, station.Database,
        station.Book, station.Stock, Client(station), station.Outbox, preparation: null!, gate, station.Clock, NullLogger<CardQueue>.Instance);
}
