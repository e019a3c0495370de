using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PrintStation.Inventory;
using PrintStation.Storage;
using PrintStation.Tests.Storage;

namespace PrintStation.Tests.Inventory;

internal sealed class BlankLedgerTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 2, 1, 0, 0, TimeSpan.Zero));
    private TemporaryDirectory _directory = null!;
    private StationDatabase _database = null!;
    private BlankLedger _ledger = null!;
    private BlankStock _stock = null!;
    private LedgerHeadFile _headFile = null!;

    [SetUp]
    public void SetUp()
    {
        _directory = new TemporaryDirectory();
        _database = StationDatabase.Open(_directory.Path);
        _ledger = new BlankLedger(_clock, TimeZoneInfo.FindSystemTimeZoneById("Asia/Makassar"));
        _headFile = new LedgerHeadFile(Path.Combine(_directory.Path, "head.json"));
        _stock = new BlankStock(_database, _ledger, _headFile, _clock, NullLogger<BlankStock>.Instance);
        _stock.Announce(new Delivery("D1", "BAST/1", "2019", 500, _clock.GetUtcNow()), ["04AA", "04BB"]);
    }

    [TearDown]
    public void TearDown()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    [Test]
    public void A_delivery_is_booked_by_its_count_and_moves_from_ministry_to_store()
    {
        _stock.Receive("D1", 500, null, "siti");
        Assert.That(_stock.Balances(), Is.EquivalentTo(new Dictionary<string, long> { ["Ministry"] = -500, ["Store"] = 500 }));
        var entry = _database.Read(BlankLedger.Entries).Single();
        Assert.That((entry.Document, entry.Person, entry.HappenedAt), Is.EqualTo(("BAST/1", "siti", "2026-11-02T09:00:00.000+08:00")));
    }

    /// <summary>16:00 UTC is the office's midnight.</summary>
    [Test]
    public void Where_the_blanks_lay_when_a_day_ended_is_told_for_any_day()
    {
        _stock.Receive("D1", 500, null, "siti");
        _clock.SetUtcNow(new DateTimeOffset(2026, 11, 2, 15, 59, 0, TimeSpan.Zero));
        _stock.Load("printer-1", 100, "siti");
        _clock.SetUtcNow(new DateTimeOffset(2026, 11, 2, 16, 0, 0, TimeSpan.Zero));
        _stock.Load("printer-1", 50, "siti");
        Assert.That(_stock.BalancesAt(new DateOnly(2026, 11, 1)), Is.Empty);
        Assert.That(_stock.BalancesAt(new DateOnly(2026, 11, 2)), Is.EquivalentTo(
            new Dictionary<string, long> { ["Ministry"] = -500, ["Store"] = 400, ["Hopper(printer-1)"] = 100 }));
        Assert.That(_stock.BalancesAt(new DateOnly(2026, 11, 3)), Is.EquivalentTo(_stock.Balances()));
    }

    /// <summary>They are looked through before they are brought up to date; and what older entries were chained with stays as it is.</summary>
    [Test]
    public void Books_that_an_older_version_wrote_are_sound_and_go_on()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "station.db");
        var scripts = Directory.GetFiles(Path.Combine(Repository.Root, "src/PrintStation/Storage/Migrations"), "*.sql").Select(file => Path.GetFileName(file)!)
            .Where(name => string.CompareOrdinal(name, "014") < 0).Order(StringComparer.Ordinal).ToList();
        foreach (var script in scripts)
            TestSql.Execute(path, File.ReadAllText(Path.Combine(Repository.Root, "src/PrintStation/Storage/Migrations", script)));
        var genesis = new string('0', 64);
        string?[] parts = [genesis, "1", "500", "ktp-el", "Ministry", "Store", "received", "BAST/1", "siti", "2026-11-02T09:00:00.000+08:00", "1793581200000", null, null, null];
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => part is null ? "-;" : $"{part.Length}:{part};")))));
        TestSql.Execute(path,
            $"""
            CREATE TABLE SchemaVersions (SchemaVersionID INTEGER CONSTRAINT 'PK_SchemaVersions_SchemaVersionID' PRIMARY KEY AUTOINCREMENT NOT NULL,
                ScriptName TEXT NOT NULL, Applied DATETIME NOT NULL);
            {string.Concat(scripts.Select(script => $"INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('PrintStation.Storage.Migrations.{script}', '2026-11-01');"))}
            INSERT INTO ledger VALUES (1, 500, 'ktp-el', 'Ministry', 'Store', 'received', 'BAST/1', 'siti', '2026-11-02T09:00:00.000+08:00',
                '2026-11-02T01:00:00.000Z', NULL, NULL, NULL, '{genesis}', '{hash}');
            INSERT INTO balance VALUES ('Ministry', -500), ('Store', 500);
            INSERT INTO destruction VALUES (1, 'BAP/1', '2026-11-01T00:00:00.000Z', 'budi', '[]');
            INSERT INTO destruction_card VALUES (1, 1, 1);
            """);
        using var database = StationDatabase.Open(directory.Path, connection => Assert.That(BlankLedger.FindFault(connection!), Is.Null));
        database.Write(transaction => _ledger.Book(transaction, new Movement(5, Places.Store, Places.Test, "test", "siti", _clock.GetUtcNow())));
        Assert.That(database.Read(BlankLedger.FindFault), Is.Null);
        Assert.That(database.Read(BlankLedger.Entries).Select(entry => entry.PreviousHash), Is.EqualTo(new[] { genesis, hash }));
        Assert.That(database.Read(connection => Destructions.CardsOf(connection, 1)).Single().Identified, Is.EqualTo("booked"));
    }

    [TestCase("D2", 500, null, "unknown-delivery")]
    [TestCase("D1", -1, null, "counted")]
    [TestCase("D1", 100_001, "x", "counted")]
    [TestCase("D1", 499, null, "reason-required")]
    [TestCase("D1", 499, "  ", "reason-required")]
    public void A_wrong_receipt_books_nothing(string delivery, int count, string? reason, string code)
    {
        Assert.That(() => _stock.Receive(delivery, count, reason, "siti"), Throws.TypeOf<LedgerRefusal>().With.Property("Code").EqualTo(code));
        Assert.That(_database.Read(BlankLedger.Entries), Is.Empty);
    }

    [Test]
    public void The_same_delivery_is_never_booked_twice()
    {
        _stock.Receive("D1", 500, null, "siti");
        Assert.That(() => _stock.Receive("D1", 500, null, "siti"), Throws.TypeOf<LedgerRefusal>().With.Property("Code").EqualTo("already-confirmed"));
        Assert.That(_stock.Balances()["Store"], Is.EqualTo(500));
    }

    [TestCase(501)]
    [TestCase(0)]
    [TestCase(-5)]
    public void People_never_take_a_place_below_zero(int quantity)
    {
        _stock.Receive("D1", 500, null, "siti");
        Assert.That(() => _stock.Load("printer-1", quantity, "siti"), Throws.TypeOf<LedgerRefusal>());
        Assert.That(_database.Read(BlankLedger.Entries), Has.Count.EqualTo(1));
    }

    [Test]
    public void What_physically_happened_is_never_refused_and_the_shortage_goes_to_difference()
    {
        _database.Write(transaction => _ledger.Record(transaction, new Movement(1, Places.Hopper("p"), Places.Machine("p"), "fed", "station",
            _clock.GetUtcNow())));
        Assert.That(_stock.Balances(), Is.EquivalentTo(new Dictionary<string, long>
        {
            ["Difference"] = -1, ["Hopper(p)"] = 0, ["Machine(p)"] = 1,
        }));
        Assert.That(_database.Read(BlankLedger.FindFault), Is.Null);
    }

    [Test]
    public void Loading_and_unloading_move_between_store_and_hopper()
    {
        _stock.Receive("D1", 500, null, "siti");
        _stock.Load("p", 100, "siti");
        _stock.Unload("p", 40, "siti");
        Assert.That(_stock.Balances()["Hopper(p)"], Is.EqualTo(60));
        Assert.That(_stock.InHand(), Is.EqualTo(500));
    }

    [Test]
    public void The_database_itself_refuses_to_change_or_delete_an_entry()
    {
        _stock.Receive("D1", 500, null, "siti");
        foreach (var sql in new[] { "UPDATE ledger SET quantity = 499", "DELETE FROM ledger" })
            Assert.That(() => _database.Write(transaction => transaction.Execute(sql)), Throws.TypeOf<SqliteException>(), sql);
    }

    [TestCase("quantity = 400")]
    [TestCase("person = 'budi'")]
    [TestCase("document = NULL")]
    [TestCase("happened_at = '2026-11-01T09:00:00.000+08:00'")]
    public void A_changed_row_breaks_the_chain(string change)
    {
        _stock.Receive("D1", 500, null, "siti");
        _stock.Load("p", 100, "siti");
        Assert.That(_database.Read(BlankLedger.FindFault), Is.Null);
        _database.Write(transaction =>
        {
            transaction.Execute("DROP TRIGGER ledger_never_changes");
            transaction.Execute($"UPDATE ledger SET {change} WHERE sequence = 1");
        });
        Assert.That(_database.Read(BlankLedger.FindFault), Is.EqualTo(new DatabaseTrouble("ledger-broken", "1")));
    }

    [Test]
    public void A_changed_balance_is_found()
    {
        _stock.Receive("D1", 500, null, "siti");
        _database.Write(transaction => transaction.Execute("UPDATE balance SET quantity = 501 WHERE place = 'Store'"));
        Assert.That(_database.Read(BlankLedger.FindFault), Is.EqualTo(new DatabaseTrouble("balances-differ", "Store: 501 / 500")));
    }

    [Test]
    public void The_head_stands_in_a_file_outside_the_database()
    {
        _stock.Receive("D1", 500, null, "siti");
        var head = _database.Read(BlankLedger.Head)!;
        Assert.That(_headFile.Read(), Is.EqualTo(new LedgerHeadFile.Content(head.Sequence, head.Hash)));
    }

    [Test]
    public void A_booking_stands_when_the_file_beside_the_database_cannot_be_written()
    {
        _stock.Receive("D1", 500, null, "siti");
        // Where the draft would be written lies a directory.
        Directory.CreateDirectory(Path.Combine(_directory.Path, "head.json.new"));

        Assert.That(() => _stock.Load("printer-1", 50, "siti"), Throws.Nothing);

        Assert.That(_stock.Balances()["Hopper(printer-1)"], Is.EqualTo(50));
        Directory.Delete(Path.Combine(_directory.Path, "head.json.new"));
        _stock.Load("printer-1", 1, "siti");
        Assert.That(_headFile.Read()!.Sequence, Is.EqualTo(_database.Read(BlankLedger.Head)!.Sequence), "the next movement writes it");
    }

    [TestCase("04AA", false, "2019", null)]
    [TestCase("04AA", false, "2011", "uid-of-other-version")]
    [TestCase("04CC", false, "2019", "uid-not-delivered")]
    [TestCase("08AABBCC", true, "2019", "uid-random")]
    [TestCase("04BB", false, "2019", "uid-seen-before")]
    public void Only_a_delivered_chip_of_the_jobs_version_that_was_never_seen_is_fit(string uid, bool random, string version, string? reason)
    {
        _database.Write(transaction => _ledger.Record(transaction, new Movement(1, Places.Held, Places.Spoiled, "spoiled", "station",
            _clock.GetUtcNow(), ChipUid: "04BB")));
        Assert.That(_database.Write(transaction => BlankStock.WhyUnfit(transaction, uid, random, version)), Is.EqualTo(reason));
    }
}
