using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Security;

namespace PrintStation.Tests.Lifecycle;

/// <summary>The trail says of each act what it changed: how that stood before, and how it stands after.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ActEffectTests : IDisposable
{
    private const string Uid = "04A1B2C3D4E5F6";
    private static readonly StationOptions Options = new() { Printers = [new PrinterOptions { Name = "printer-1" }] };

    private readonly TestStation _station = new();
    private readonly AuditTrail _trail;
    private readonly BlankActs _acts;
    private readonly DayBook _days;

    public ActEffectTests()
    {
        _trail = new AuditTrail(_station.Database, new AuditHeadFile(Path.Combine(_station.Directory, "audit-head.json")), _station.Clock, NullLogger<AuditTrail>.Instance);
        _acts = new BlankActs(_station.Database, _station.Ledger, _station.Stock, _station.Calendar, Options);
        _days = new DayBook(_station.Database, _station.Ledger, _station.Stock, _station.Calendar, Options);
    }

    [Test]
    public void A_movement_of_blanks_tells_the_balances_of_its_places()
    {
        Assert.That(Of(() => _station.Stock.Load("printer-1", 20, "siti")), Is.EqualTo(("Hopper(printer-1) 50, Store 50", "Hopper(printer-1) 70, Store 30")));
        Assert.That(Of(() => _acts.Book("lend", new ActRequest(5, "budi", "5302", "BA/1"))), Is.EqualTo(("OtherOffice(5302) –, Store 30", "OtherOffice(5302) 5, Store 25")));
        var reversals = new Reversals(_station.Database, _station.Ledger, _station.Stock, _station.Calendar);
        var last = _station.Database.Read(BlankLedger.Head)!.Sequence;
        Assert.That(Of(() => reversals.Reverse(last, "mistake", "budi")), Is.EqualTo(("OtherOffice(5302) 5, Store 25", "OtherOffice(5302) 0, Store 30")));
    }

    [Test]
    public void A_delivery_tells_its_count()
    {
        _station.Stock.Announce(new Delivery("D2", "BAST/2", "2019", 10, _station.Clock.GetUtcNow()), []);
        Assert.That(Of(() => _station.Stock.Receive("D2", 9, "one short", "siti", "budi")),
            Is.EqualTo(("Ministry -100, Store 50, delivery D2 announced", "Ministry -109, Store 59, delivery D2 9")));
    }

    [Test]
    public void A_pause_and_its_end_tell_all_reasons_at_once()
    {
        var gate = _station.Gate();
        Assert.That(Of(() => gate.Close("printer-1", GateReasons.Paused, "siti")), Is.EqualTo(("paused printer-1 –", "paused printer-1 paused")));
        gate.Close("printer-1", GateReasons.MediaJam);
        Assert.That(Of(() => gate.Open("printer-1", GateReasons.Paused, GateReasons.MediaJam)), Is.EqualTo(("paused printer-1 media-jam paused", "paused printer-1 –")));
        Assert.That((gate.Pauses, gate.History().All(span => span.ClosedAt is not null)), Is.EqualTo((Array.Empty<Pause>(), true)));
    }

    [Test]
    public void An_answer_about_a_card_tells_its_states()
    {
        var held = _station.Book.Move(_station.Until(_station.Fetched("J1"), CardState.Printing, Uid), CardTrigger.CardOutside, new MoveDetails("no-answer"));
        Assert.That(Of(() => _station.Book.Move(held, CardTrigger.OperatorAccepts, new MoveDetails(null, "siti"))),
            Is.EqualTo(("Held 1, Issued –, J1-1 Held", "Held 0, Issued 1, J1-1 Issued")));
        var issued = _station.Book.Find("J1-1")!;
        Assert.That(Of(() => _station.HandOvers.Enter(Uid, true, null, "siti")), Is.EqualTo(("hand-over J1-1 –", "hand-over J1-1 2026-11-02T01:00:00.000Z")));
        Assert.That(Of(() => _station.Book.Move(issued, CardTrigger.Recall, new MoveDetails("defect", "siti"))),
            Is.EqualTo(("Held 0, Issued 1, J1-1 Issued", "Held 1, Issued 0, J1-1 Missing")));
    }

    [Test]
    public void The_day_the_month_counts_and_supplies_tell_theirs()
    {
        Assert.That(Of(() => _days.Open(["store=50", "hopper:printer-1=50"], "siti")), Is.EqualTo(("day –", "day 2026-11-02 open siti")));
        Assert.That(Of(() => _days.HandOver(["store=50", "hopper:printer-1=49"], "siti", "budi")), Is.EqualTo(("day 2026-11-02 open siti", "day 2026-11-02 hand-over budi")));
        var number = _station.Database.Read(connection => DayRecords.Unexplained(connection)).Single().Count.CountId;
        Assert.That(Of(() => _days.Explain(number, new DayExplanation("miscounted", null, null), "wati")),
            Is.EqualTo(($"difference {number} –", $"difference {number} miscounted")));
        var takes = new StockTakes(_station.Database, _station.Ledger, _station.Stock, _station.Calendar);
        Assert.That(Of(() => takes.Begin("Store", "siti")), Is.EqualTo(("stock-take Store –", "stock-take Store begun")), "blind: no balance");
        Assert.That(Of(() => takes.Count("Store", 48, "siti")), Is.EqualTo(("stock-take Store begun", "stock-take Store 48")));
        Assert.That(Of(() => takes.Finish("Store", "siti", "budi", "two fell")),
            Is.EqualTo(("Difference –, Store 50, stock-take Store 48", "Difference 2, Store 48, stock-take Store –")));
        var supplies = new SupplyBook(_station.Database, _station.Calendar);
        supplies.Receive("ribbon", 3, 200, "SJ/1", null, "siti");
        Assert.That(Of(() => supplies.Change("ribbon", "printer-1", null, "siti")), Is.EqualTo(("stock of ribbon 3", "stock of ribbon 2")));
        _days.Close(["store=48", "hopper:printer-1=50"], unload: false, "budi");
        _station.Clock.Advance(TimeSpan.FromDays(30));
        Assert.That(Of(() => new MonthBook(_station.Database, _station.Calendar).Close("2026-11", "budi", withDifferences: true)),
            Is.EqualTo(("closed month –", "closed month 2026-11 at movement 3 with 0 differences")));
    }

    [Test]
    public void A_batch_tells_its_way()
    {
        _station.Until(_station.Fetched("J1", district: "Alak"), CardState.Issued, Uid);
        Assert.That(Of(() => _station.Batches.Make("Alak", "siti")), Is.EqualTo(("batch 1 –", "batch 1 open")));
        Assert.That(Of(() => _station.Batches.Ship(1, "SP/1", "Joni", "siti")), Is.EqualTo(("batch 1 open", "batch 1 shipped")));
        Assert.That(Of(() => _station.Batches.Arrive(1, "Camat Alak")), Is.EqualTo(("batch 1 shipped", "batch 1 arrived")));
    }

    [Test]
    public void Who_sees_to_what_the_centre_refused_stands_there()
    {
        var run = _station.Until(_station.Fetched("J1"), CardState.Issued, Uid);
        _station.HandOvers.Enter(Uid, fingerprintChecked: true, null, "siti");
        var fact = _station.Facts.Of("J1").Single();
        _station.Facts.MarkRefused(fact, "fact-differs");
        _station.Outbox.MarkRefused(_station.Outbox.Next()!, "request-invalid", _ => { });
        Assert.That(Of(() => _station.Database.Write(transaction =>
            _station.Outbox.See(transaction, run.RunId, "budi") + _station.Facts.See(transaction, run.RunId, "budi"))), Is.EqualTo((
            "refused-fact-1 open, refused-report-1 open", "refused-fact-1 seen to by budi, refused-report-1 seen to by budi")));
    }

    [Test]
    public void What_changes_no_such_thing_tells_nothing_and_of_persons_only_what_is_noted_counts()
    {
        Assert.That(Of(() => _station.Database.Write(transaction => transaction.Set("x", "y"))), Is.EqualTo(((string?)null, (string?)null)));
        var before = Of(() => _station.Stock.Load("printer-1", 1, "siti"), "user unlock");
        Assert.That(before, Is.EqualTo(((string?)null, (string?)null)));
        Assert.That(_trail.Verify().Troubles, Is.Empty);
    }

    /// <summary>A lane writes, and its transaction is not on the disk yet, when a person's act comes.</summary>
    [Test]
    public void What_another_wrote_at_the_same_time_is_not_told_as_the_acts_own()
    {
        var patience = TimeSpan.FromSeconds(30);
        using var isIn = new ManualResetEventSlim();
        (string? Before, string? After) told = default;
        var person = new Thread(() => told = Of(() => _station.Stock.Load("printer-1", 20, "siti")));
        var lane = new Thread(() => _station.Database.Write(transaction =>
        {
            _station.Ledger.Record(transaction, new Movement(1, Places.Hopper("printer-1"), Places.Machine("printer-1"), "fed", "station", _station.Clock.GetUtcNow()));
            isIn.Set();
            SpinWait.SpinUntil(() => person.ThreadState.HasFlag(ThreadState.WaitSleepJoin), patience);
        }));
        lane.Start();
        Assert.That(isIn.Wait(patience), "the lane is at work");
        person.Start();
        Assert.That(lane.Join(patience) && person.Join(patience), "both have ended");
        Assert.That(told, Is.EqualTo(("Hopper(printer-1) 49, Store 50", "Hopper(printer-1) 69, Store 30")));
    }

    private (string? Before, string? After) Of(Action act, string name = "act")
    {
        using (_trail.Begin(new AuditAct("siti", null, name)))
            act();
        var entry = _trail.Entries(1).Single();
        return (entry.Before, entry.After);
    }

    public void Dispose() => _station.Dispose();
}
