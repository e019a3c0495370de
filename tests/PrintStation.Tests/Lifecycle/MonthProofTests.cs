using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Security;
using PrintStation.Storage;
using PrintStation.Web;

namespace PrintStation.Tests.Lifecycle;

/// <summary>Closed months that somebody who may write the file has written anew.</summary>
internal sealed class MonthProofTests
{
    private readonly ScriptedCentre _centre = new();
    private TestStation _station = null!;
    private AuditTrail _trail = null!;
    private MonthBook _months = null!;

    /// <summary>November and December are closed, with 50 and 43 blanks in the store.</summary>
    [SetUp]
    public void CloseTwoMonths()
    {
        _station = new TestStation();
        _trail = new AuditTrail(_station.Database, new AuditHeadFile(Path.Combine(_station.Directory, "audit-head.json")), _station.Clock, NullLogger<AuditTrail>.Instance);
        _months = new MonthBook(_station.Database, _station.Calendar);
        _trail.Enter(new AuditAct("siti", "siti", "blank load"));
        _station.Clock.Advance(TimeSpan.FromDays(30));
        _station.Stock.Load("printer-1", 7, "siti");
        Close("2026-11", "budi");
        _station.Clock.Advance(TimeSpan.FromDays(31));
        Close("2026-12", "budi, S.Kom");
        Enter("month close", "2026-12", AuditTrail.Refused);
    }

    [TearDown]
    public void Dispose() => _station.Dispose();

    [Test]
    public async Task Months_that_nobody_touched_agree_with_movements_and_trail() => Assert.That(await TroublesAsync(), Is.Empty);

    [TestCase("UPDATE closed_month SET head_hash = 'feed' WHERE month = '2026-11'", "month-head-differs", "2026-11: 3")]
    [TestCase("UPDATE closed_month SET head_sequence = 99 WHERE month = '2026-12'", "month-head-differs", "2026-12: 99")]
    [TestCase("UPDATE closed_month SET balances = replace(balances, '50', '51') WHERE month = '2026-11'", "month-balances-differ", "2026-11, Hopper(printer-1): 51 / 50")]
    [TestCase("UPDATE closed_month SET balances = replace(balances, '43', '40') WHERE month = '2026-12'", "month-balances-differ", "2026-12, Store: 40 / 43")]
    [TestCase("UPDATE closed_month SET balances = '{}' WHERE month = '2026-12'", "month-balances-differ", "2026-12, Hopper(printer-1): 0 / 57")]
    [TestCase("UPDATE closed_month SET balances = 'none' WHERE month = '2026-12'", "month-balances-differ", "2026-12, none")]
    [TestCase("UPDATE closed_month SET person = 'ani' WHERE month = '2026-12'", "month-told-otherwise", "2026-12, 3: ani / budi, S.Kom")]
    [TestCase("UPDATE closed_month SET differences = 2 WHERE month = '2026-11'", "month-told-otherwise", "2026-11, 2: 3 (2) / 3 (0)")]
    [TestCase("UPDATE closed_month SET head_sequence = 2 WHERE month = '2026-11'", "month-told-otherwise", "2026-11, 2: 2 (0) / 3 (0)")]
    [TestCase("DELETE FROM closed_month WHERE month = '2026-12'", "month-gone", "2026-12: 3")]
    [TestCase("INSERT INTO closed_month SELECT '2027-01', closed_at, person, head_sequence, head_hash, balances, 0 FROM closed_month WHERE month = '2026-12'",
        "month-untold", "2027-01")]
    public async Task What_was_written_anew_is_named(string sql, string code, string subject)
    {
        Tamper(sql);
        Assert.That(await TroublesAsync(), Does.Contain((code, subject)));
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language).Find($"database.{code}"), Does.Contain("{0}"), language);
    }

    /// <summary>As books have it that were kept before such an entry was dated after the month.</summary>
    [Test]
    public async Task A_movement_that_was_dated_into_a_closed_month_is_named_once()
    {
        _station.Stock.Load("printer-1", 1, "siti");
        Tamper("UPDATE ledger SET happened_at = '2026-11-30T09:00:00.000+08:00' WHERE sequence = 4");
        Assert.That((await TroublesAsync()).Where(trouble => trouble.Code.StartsWith("month", StringComparison.Ordinal)),
            Is.EqualTo(new[] { ("month-entered-later", "2026-11: 4") }));
    }

    [Test]
    public async Task Months_that_were_closed_before_there_was_a_trail_are_not_asked_for_in_it()
    {
        Tamper("DROP TRIGGER audit_never_changes; DROP TRIGGER audit_never_shrinks; DELETE FROM audit WHERE act = 'month close'; "
            + "UPDATE audit SET at = '2027-01-02T01:00:00.000Z'");
        Assert.That((await TroublesAsync()).Select(trouble => trouble.Subject), Is.EqualTo(new[] { "2026-12" }));
    }

    [Test]
    public void The_door_enters_it_under_the_name_that_is_looked_for() => Assert.That(
        Rights.All.Where(right => right.Route == "POST /month/{month}/close").Select(right => right.Act.Split(" --")[0]),
        Is.Not.Empty.And.All.EqualTo(LedgerProof.MonthClose));

    private void Close(string month, string person)
    {
        using (_trail.Begin(new AuditAct(person, "budi", "month close") { Subject = month }))
            _months.Close(month, person);
    }

    private void Enter(string subject, string month, string act) => _trail.Enter(new AuditAct("budi", "budi", act) { Subject = $"{subject}: {month}" });

    private async Task<List<(string Code, string Subject)>> TroublesAsync() =>
        [.. (await _centre.Proof(_station).VerifyAsync(CancellationToken.None)).Troubles.Select(trouble => (trouble.Code, trouble.Subject))];

    private void Tamper(string sql)
    {
        using var tool = new SqliteConnection($"Data Source={_station.Database.Path};Pooling=False");
        tool.Open();
        tool.Execute("DROP TRIGGER closed_month_never_changes; DROP TRIGGER closed_month_never_shrinks; DROP TRIGGER ledger_never_changes; " + sql);
    }
}
