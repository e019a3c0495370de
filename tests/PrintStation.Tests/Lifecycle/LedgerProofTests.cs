using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Storage;

namespace PrintStation.Tests.Lifecycle;

/// <summary>Books that somebody who may write the file has written anew.</summary>
internal sealed class LedgerProofTests
{
    private readonly ScriptedCentre _centre = new();
    private TestStation _station = null!;

    [SetUp]
    public void BookAndTellTheCentre()
    {
        _station = new TestStation();
        for (var n = 0; n < 8; n++)
            _station.Stock.Load("printer-1", 1, "siti");
        _centre.Heads = [.. Entries().Where(entry => entry.Sequence % 2 == 0).Select(entry => new LedgerHead(entry.Sequence, entry.Hash))];
    }

    [TearDown]
    public void Close() => _station.Dispose();

    [Test]
    public async Task Books_that_nobody_touched_agree_with_every_head_of_the_centre()
    {
        var verdict = await _centre.Proof(_station).VerifyAsync(CancellationToken.None);
        Assert.That((verdict.Entries, verdict.HeadsCompared, verdict.Centre, verdict.Troubles.Count), Is.EqualTo((10L, 5, true, 0)));
    }

    [Test]
    public async Task A_row_that_was_changed_breaks_the_chain()
    {
        Tamper("UPDATE ledger SET quantity = 2 WHERE sequence = 5; UPDATE balance SET quantity = quantity - 1 WHERE place = 'Store'; "
            + "UPDATE balance SET quantity = quantity + 1 WHERE place = 'Hopper(printer-1)'");
        var verdict = await _centre.Proof(_station).VerifyAsync(CancellationToken.None);
        Assert.That(verdict.Troubles.Select(trouble => trouble.Code), Is.EqualTo(new[] { "ledger-broken" }));
    }

    [Test]
    public async Task A_row_that_was_changed_with_the_whole_chain_hashed_anew_differs_from_the_centres_head()
    {
        Tamper("UPDATE ledger SET quantity = 2 WHERE sequence = 5; UPDATE balance SET quantity = quantity - 1 WHERE place = 'Store'; "
            + "UPDATE balance SET quantity = quantity + 1 WHERE place = 'Hopper(printer-1)'", hashAnew: true);
        Assert.That(_station.Database.Read(BlankLedger.FindFault), Is.Null, "the chain alone shows nothing");
        var verdict = await _centre.Proof(_station).VerifyAsync(CancellationToken.None);
        Assert.That(verdict.Troubles.Select(trouble => (trouble.Code, trouble.Subject)), Is.EqualTo(new[] { ("centre-head-differs", "6") }));
    }

    [Test]
    public async Task A_last_row_that_the_centre_was_never_told_of_differs_from_the_file_beside_the_database()
    {
        _station.Stock.Load("printer-1", 1, "siti");
        var kept = File.ReadAllText(Path.Combine(_station.Directory, "ledger-head.json"));
        Tamper("UPDATE ledger SET person = 'budi' WHERE sequence = 11", hashAnew: true);
        await File.WriteAllTextAsync(Path.Combine(_station.Directory, "ledger-head.json"), kept);
        var verdict = await _centre.Proof(_station).VerifyAsync(CancellationToken.None);
        Assert.That(verdict.Troubles.Select(trouble => trouble.Code), Is.EqualTo(new[] { "head-file-differs" }));
    }

    [Test]
    public async Task A_file_beside_the_database_that_is_gone_is_named_until_the_next_movement_writes_it()
    {
        File.Delete(HeadFile);
        Assert.That((await TroublesAsync()).Select(trouble => (trouble.Code, trouble.Subject)), Is.EqualTo(new[] { ("head-file-missing", "10") }));
        _station.Stock.Load("printer-1", 1, "siti");
        Assert.That(await TroublesAsync(), Is.Empty);
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language).Find("database.head-file-missing"), Does.Contain("printstation stock-take begin"), language);
    }

    /// <summary>What a crash leaves between the first commit of all and its file.</summary>
    [Test]
    public async Task Of_one_movement_alone_no_file_is_missed()
    {
        using var directory = new TemporaryDirectory();
        using var database = StationDatabase.Open(directory.Path);
        database.Write(transaction => _station.Ledger.Record(transaction,
            new Movement(100, Places.Ministry, Places.Store, "opening-balance", "siti", _station.Clock.GetUtcNow())));
        var proof = new LedgerProof(database, new LedgerHeadFile(Path.Combine(directory.Path, "ledger-head.json")), _centre.Client(_station));
        _centre.Heads = [];
        var verdict = await proof.VerifyAsync(CancellationToken.None);
        Assert.That((verdict.Entries, verdict.Troubles.Count), Is.EqualTo((1L, 0)));
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("""{"Sequence":10,"Hash":"feed"}""")]
    [TestCase("\0\0\0\0")]
    public async Task A_file_that_is_damaged_is_named_and_the_chain_is_walked_all_the_same(string content)
    {
        await File.WriteAllTextAsync(HeadFile, content);
        Assert.That((await TroublesAsync()).Select(trouble => (trouble.Code, trouble.Subject)), Is.EqualTo(new[] { ("head-file-damaged", HeadFile) }));
        Tamper("UPDATE ledger SET person = 'budi' WHERE sequence = 5");
        Assert.That((await TroublesAsync()).Select(trouble => trouble.Code), Is.EqualTo(new[] { "head-file-damaged", "ledger-broken" }));
    }

    [Test]
    public async Task A_movement_that_the_centre_learns_of_while_it_is_asked_is_no_difference()
    {
        _centre.BeforeHeads = () =>
        {
            _centre.BeforeHeads = () => { };
            _station.Stock.Load("printer-1", 1, "siti");
            _centre.Heads = [.. _centre.Heads!, new LedgerHead(Entries()[^1].Sequence, Entries()[^1].Hash)];
        };
        var verdict = await _centre.Proof(_station).VerifyAsync(CancellationToken.None);
        Assert.That((verdict.Entries, verdict.HeadsCompared, verdict.Troubles.Count), Is.EqualTo((11L, 6, 0)));
    }

    [Test]
    public async Task A_station_at_work_meanwhile_is_no_tampering()
    {
        using var ended = new CancellationTokenSource();
        var working = Task.Run(() =>
        {
            for (var blank = 0; !ended.IsCancellationRequested; blank++)
                (blank % 2 == 0 ? (Action<string, int, string>)_station.Stock.Unload : _station.Stock.Load)("printer-1", 1, "siti");
        });
        var troubles = new List<string>();
        for (var walk = 0; walk < 50; walk++)
            troubles.AddRange((await _centre.Proof(_station).VerifyAsync(CancellationToken.None)).Troubles.Select(trouble => trouble.Code));
        await ended.CancelAsync();
        await working;
        Assert.That(troubles, Is.Empty);
    }

    [Test]
    public async Task Without_the_centre_the_chain_is_proven_and_that_no_head_was_compared_is_said()
    {
        _centre.Heads = null;
        var verdict = await _centre.Proof(_station).VerifyAsync(CancellationToken.None);
        Assert.That((verdict.HeadsCompared, verdict.Centre, verdict.Troubles.Count), Is.EqualTo((0, false, 0)));
    }

    private string HeadFile => Path.Combine(_station.Directory, "ledger-head.json");

    private async Task<IReadOnlyList<DatabaseTrouble>> TroublesAsync() => (await _centre.Proof(_station).VerifyAsync(CancellationToken.None)).Troubles;

    private IReadOnlyList<LedgerEntry> Entries() => _station.Database.Read(BlankLedger.Entries);

    /// <param name="hashAnew">Also the whole chain, as the books describe it: each part with its length before it.</param>
    private void Tamper(string sql, bool hashAnew = false)
    {
        using var connection = new SqliteConnection($"Data Source={_station.Database.Path};Pooling=False");
        connection.Open();
        connection.Execute("DROP TRIGGER ledger_never_changes; " + sql);
        if (!hashAnew)
            return;
        var previous = new string('0', 64);
        foreach (var entry in connection.Query<LedgerEntry>("SELECT * FROM ledger ORDER BY sequence").AsList())
        {
            string?[] parts =
            [
                previous, $"{entry.Sequence}", $"{entry.Quantity}", entry.Item, entry.FromPlace, entry.ToPlace, entry.Reason, entry.Document,
                entry.Person, entry.HappenedAt, entry.WrittenAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), entry.RunId,
                entry.ChipUid, entry.Reverses is { } reverses ? $"{reverses}" : null,
            ];
            var text = string.Concat(parts.Select(part => part is null ? "-;" : $"{part.Length}:{part};"));
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            connection.Execute("UPDATE ledger SET previous_hash = @previous, hash = @hash WHERE sequence = @Sequence", new { previous, hash, entry.Sequence });
            previous = hash;
        }

        new LedgerHeadFile(Path.Combine(_station.Directory, "ledger-head.json")).Write(Entries()[^1]);
    }
}
