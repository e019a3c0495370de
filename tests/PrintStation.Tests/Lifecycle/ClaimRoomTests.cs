using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>What a station asks the centre for, by the blanks that it has: 50 of version 2019 in the hopper of printer-1, 50 in the store.</summary>
[TestFixture]
internal sealed class ClaimRoomTests
{
    private const string Plain = "2019";
    private const string Scarce = "2011";

    private TestStation _station = null!;

    [SetUp]
    public void SetUp()
    {
        _station = new TestStation();
        _station.Database.Write(transaction => transaction.Set("epoch", "E1"));
    }

    [TearDown]
    public void TearDown() => _station.Dispose();

    [TestCase(40, 40)]
    [TestCase(500, 100)]
    public async Task An_office_with_one_version_claims_whatever_comes_up_to_its_blanks(int fetchAhead, int count) =>
        Assert.That(await ClaimedAsync(Options(fetchAhead, Plain)), Is.EqualTo(new[] { $"{count}" }));

    [Test]
    public async Task A_version_without_blanks_is_not_claimed_and_holds_up_no_other()
    {
        for (var job = 0; job < 40; job++)
            _station.Fetched($"J{job}", Scarce);
        Assert.That(await ClaimedAsync(Options(40, Plain, Scarce)), Is.EqualTo(new[] { $"40/{Scarce}" }));
    }

    [Test]
    public async Task Each_version_is_claimed_up_to_what_lies_in_its_hoppers_and_in_the_store()
    {
        Receive(Scarce, 7);
        Assert.That(await ClaimedAsync(Options(500, Plain, Scarce)), Is.EqualTo(new[] { $"107/{Scarce}", $"57/{Plain}" }));

        _station.Stock.Load("printer-2", 5, "siti");
        _station.Fetched("J1", Scarce);
        _station.Fetched("J2");
        Assert.That(await ClaimedAsync(Options(500, Plain, Scarce)), Is.EqualTo(new[] { $"101/{Scarce}", $"56/{Plain}" }));
    }

    [Test]
    public async Task All_versions_together_are_no_more_than_the_blanks()
    {
        for (var job = 0; job < 90; job++)
            _station.Fetched($"J{job}");
        Assert.That(await ClaimedAsync(Options(500, Plain, Scarce)), Is.EqualTo(new[] { $"10/{Scarce}", $"10/{Plain}" }));
    }

    [Test]
    public async Task Blanks_that_lie_in_the_store_for_the_night_are_claimed_for_whatever_came_before()
    {
        Receive(Scarce, 400);
        _station.Stock.Unload("printer-1", 50, "siti");
        Assert.That(await ClaimedAsync(Options(40, Plain, Scarce)), Is.EqualTo(new[] { $"40/{Scarce}", $"40/{Plain}" }));
    }

    [Test]
    public async Task A_version_that_was_delivered_and_that_no_printer_has_waits_at_the_centre()
    {
        Receive(Scarce, 7);
        Assert.That(await ClaimedAsync(Options(40, Plain)), Is.EqualTo(new[] { $"40/{Scarce}" }));
    }

    [Test]
    public void What_waits_at_the_centre_for_a_printer_or_for_blanks_is_named_with_its_number()
    {
        var waiting = new Dictionary<string, int> { [Plain] = 90, [Scarce] = 37, ["1999"] = 2, ["2015"] = 0 };
        Assert.That(Left(Plain), Is.Empty, "2011 was never delivered");

        Receive(Scarce, 7);
        Assert.That(Left(Plain), Is.EqualTo(new[] { $"version-without-printer: {Scarce} (37)" }));
        Assert.That(Left(Plain, Scarce), Is.Empty, "its blanks lie in the store");

        _station.Stock.Load("printer-1", 57, "siti");
        Assert.That(Left(Plain, Scarce), Is.EqualTo(new[] { $"version-without-blanks: {Scarce} (37)" }));

        _station.Stock.Mark(new Dictionary<string, string?> { ["D2"] = "station-2" });
        Assert.That(Left(Plain), Is.Empty, "another station of the office has these blanks");

        IEnumerable<string> Left(params string[] versions) =>
            new ClaimRoom(Options(40, versions), _station.Book, _station.Stock).Left(waiting).Select(left => $"{left}");
    }

    [Test]
    public async Task A_claim_whose_answer_never_came_is_asked_again_as_it_was()
    {
        var claim = new ClaimShare(3, ["2011/b", "ä,1"]);
        _station.Database.Write(transaction => transaction.Set(CardQueue.ClaimSetting, $"lost/{claim}"));
        var centre = new ScriptedCentre();
        await FetchAsync(centre, Options(40, Plain));
        Assert.That(centre.Claims.Select(asked => (asked.IdempotencyKey, asked.Count)), Is.EqualTo(new[] { ("lost", 3) }));
        Assert.That(centre.Claims[0].ExceptBlankVersions, Is.EqualTo(claim.Except));
    }

    /// <summary>Each claim as the books keep it.</summary>
    private async Task<IReadOnlyList<string>> ClaimedAsync(StationOptions options)
    {
        var centre = new ScriptedCentre();
        await FetchAsync(centre, options);
        return [.. centre.Claims.Select(claim => $"{new ClaimShare(claim.Count, claim.ExceptBlankVersions ?? [])}")];
    }

    /// <summary>One look of the intake: the next is seconds of the station's clock away, and that clock stands still.</summary>
    private async Task FetchAsync(ScriptedCentre centre, StationOptions options)
    {
        using var stop = new CancellationTokenSource();
        var fetching = centre.Queue(_station, _station.Gate(), options).FetchAsync(stop.Token);
        Assert.That(SpinWait.SpinUntil(() => centre.Claims.Count > 0 && centre.Quiet, TimeSpan.FromSeconds(20)));
        await stop.CancelAsync();
        Assert.That(async () => await fetching, Throws.InstanceOf<OperationCanceledException>());
    }

    private void Receive(string version, int quantity)
    {
        _station.Stock.Announce(new Delivery("D2", "BAST/2", version, quantity, _station.Clock.GetUtcNow()), []);
        _station.Stock.Receive("D2", quantity, null, "siti");
    }

    /// <summary>A printer for each version.</summary>
    private static StationOptions Options(int fetchAhead, params string[] versions) => new()
    {
        Central = new CentralAccessOptions { FetchAhead = fetchAhead },
        Cards = new CardOptions { BlankVersions = versions },
        Printers = [.. versions.Select((version, i) => new PrinterOptions { Name = $"printer-{i + 1}", BlankVersion = version })],
    };
}
