using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>Whoever opens the file with a tool of his own still cannot write over what stands in the books, whichever way he tries.</summary>
internal sealed class NeverChangedTests : SupplyFixture
{
    private const int Constraint = 19;
    private static readonly string[] Witnesses = ["Ani, Satpol PP", "Edi, Inspektorat"];

    /// <summary>At least one row in each table of the books.</summary>
    [SetUp]
    public void FillBooks()
    {
        Stock.Load("printer-1", 50, "siti");
        Days.Open(["store=449", "hopper:printer-1=50"], "siti");
        Days.Explain(1, new DayExplanation("miscounted", null, null), "budi");
        Spoil("04AA000000000A", "run-1");
        Spoil("04AA000000000B", "run-2");
        Losses.Declare(Places.Spoiled, "run-1", 1, "not in the box", "budi", "siti");
        Destructions.Destroy("BAP/1", 1, Witnesses, null, "budi");
        Supplies.Receive("ribbon", 10, 500, "SJ/1", null, "siti");
        Supplies.Receive("ribbon", 5, 500, "SJ/2", null, "siti");
        Supplies.RecordRibbon(new RibbonReading("printer-1", "S1", 10, 50, 500), null);
        Supplies.Reverse(2, "films, not ribbons", "budi");
        Days.Close(["store=450", "hopper:printer-1=48"], unload: false, "siti");
        Clock.Advance(TimeSpan.FromDays(30));
        Months.Close("2026-11", "budi");
    }

    [TestCase("ledger")]
    [TestCase("day_record")]
    [TestCase("day_count")]
    [TestCase("day_explanation")]
    [TestCase("supply_movement")]
    [TestCase("ribbon_reading")]
    [TestCase("destruction")]
    [TestCase("destruction_card")]
    [TestCase("box_loss")]
    [TestCase("closed_month")]
    public void No_row_of_the_books_is_changed_deleted_or_replaced(string table)
    {
        var columns = Database.Read(connection => connection.Query<string>("SELECT name FROM pragma_table_info(@table)", new { table }).AsList());
        var before = Rows(table);
        Assert.That(before, Is.Not.Empty);
        AssertRefused($"UPDATE {table} SET {columns[1]} = {columns[1]}");
        AssertRefused($"DELETE FROM {table}");
        AssertRefused($"INSERT OR REPLACE INTO {table} SELECT * FROM {table}");
        AssertRefused($"REPLACE INTO {table} SELECT * FROM {table} ORDER BY 1 DESC LIMIT 1");
        AssertRefused($"INSERT INTO {table} SELECT * FROM {table} WHERE 1 ON CONFLICT DO UPDATE SET {columns[1]} = {columns[1]}");
        Assert.That(Rows(table), Is.EqualTo(before));
    }

    /// <summary>A day that another rule does not keep out, and what has another key that nobody else may have: under a new number it would push the old
    /// row out.</summary>
    [TestCase("day_record (record_id, day, act, at, person, last_sequence) SELECT record_id, '2026-11-03', act, at, 'budi', last_sequence FROM day_record")]
    [TestCase("day_count (record_id, place, counted, expected) SELECT record_id, place, expected, expected FROM day_count")]
    [TestCase("supply_movement (kind, quantity, from_place, to_place, reason, person, happened_at, written_at, reverses) "
        + "SELECT kind, 1, from_place, to_place, reason, person, happened_at, written_at, reverses FROM supply_movement WHERE reverses IS NOT NULL")]
    public void Neither_another_day_nor_a_second_key_opens_a_way(string into)
    {
        var table = into.Split(' ')[0];
        var before = Rows(table);
        AssertRefused($"INSERT OR REPLACE INTO {into}");
        Assert.That(Rows(table), Is.EqualTo(before));
    }

    [Test]
    public void No_month_is_closed_behind_one_that_is_closed()
    {
        AssertRefused("INSERT INTO closed_month SELECT '2026-10', closed_at, person, head_sequence, head_hash, balances, differences FROM closed_month");
        Assert.That(Months.Closed().Select(month => month.Month), Is.EqualTo(new[] { "2026-11" }));
    }

    [Test]
    public void The_ledger_takes_no_entry_beside_its_end()
    {
        AssertRefused("INSERT INTO ledger SELECT sequence + 100, quantity, item, from_place, to_place, reason, document, person, happened_at, "
            + "written_at, run_id, chip_uid, reverses, previous_hash, hash, refers FROM ledger WHERE sequence = 1");
        AssertSound();
    }

    /// <summary>Whatever table is once made unchangeable has to be closed to a replacement as well.</summary>
    [Test]
    public void Every_table_that_refuses_a_change_refuses_a_replacement()
    {
        var triggers = Database.Read(connection => connection.Query<(string Table, string Sql)>(
            "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'").AsList());
        var unchanged = triggers.Where(trigger => trigger.Sql.Contains("BEFORE UPDATE", StringComparison.Ordinal)).Select(trigger => trigger.Table).ToList();
        Assert.That(unchanged, Has.Count.GreaterThanOrEqualTo(10));
        foreach (var way in new[] { "BEFORE DELETE", "_only_grows BEFORE INSERT" })
            Assert.That(triggers.Where(trigger => trigger.Sql.Contains(way, StringComparison.Ordinal)).Select(trigger => trigger.Table),
                Is.EquivalentTo(unchanged), way);
    }

    /// <summary>By a connection that looks after no key of another table, as the usual tools do not.</summary>
    private void AssertRefused(string sql)
    {
        using var tool = new SqliteConnection($"Data Source={Database.Path};Pooling=False;Foreign Keys=False");
        tool.Open();
        Assert.That(() => tool.Execute(sql), Throws.TypeOf<SqliteException>().With.Property("SqliteErrorCode").EqualTo(Constraint), sql);
    }

    private List<string> Rows(string table) => Database.Read(connection => connection.Query($"SELECT * FROM {table}")
        .Select(row => string.Join('|', ((IDictionary<string, object?>)row).Values)).ToList());
}
