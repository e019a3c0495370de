using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using PrintStation.Security;
using PrintStation.Tests.Storage;

namespace PrintStation.Tests.Security;

/// <summary>No act without its entry, no entry without its act; and whoever changes one of them afterwards is found.</summary>
internal sealed class AuditTrailTests : UsersFixture
{
    private static readonly AuditAct Load = new("Siti", "siti", "blank load") { Subject = "printer-1", Words = "quantity 50" };

    [Test]
    public void The_first_change_takes_the_entry_with_it_and_the_second_does_not()
    {
        using (Trail.Begin(Load))
        {
            Set("a");
            Set("b");
        }

        Set("c");
        Assert.That(Entries().Select(entry => (entry.Person, entry.Act)), Is.EqualTo(new[] { ("Siti", "blank load") }));
    }

    [Test]
    public void An_act_that_is_undone_leaves_no_entry_and_the_next_try_has_one()
    {
        using var pending = Trail.Begin(Load);
        Assert.That(() => Database.Write(transaction =>
        {
            transaction.Set("a", "1");
            throw new InvalidOperationException("no");
        }), Throws.InvalidOperationException);
        Database.Write(transaction => transaction.Setting("a"));
        Assert.That((Entries().Count, pending.IsWaiting), Is.EqualTo((0, true)), "a look changes nothing");
        Set("a");
        Assert.That((Entries().Count, pending.IsWaiting), Is.EqualTo((1, false)));
    }

    [Test]
    public void An_entry_that_cannot_be_written_undoes_its_act()
    {
        TestSql.Execute(DatabaseFile, "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END");
        using var pending = Trail.Begin(Load);
        Assert.That(() => Set("a"), Throws.TypeOf<SqliteException>());
        Assert.That(Database.Setting("a"), Is.Null);
    }

    [Test]
    public async Task What_goes_on_elsewhere_meanwhile_carries_nothing()
    {
        using (Trail.Begin(Load))
        {
            Task other;
            using (ExecutionContext.SuppressFlow())
                other = Task.Run(() => Set("lane"));
            await other;
            Assert.That(Entries(), Is.Empty);
        }

        Assert.That(Entries(), Is.Empty);
    }

    [Test]
    public void What_was_begun_by_an_act_and_outlives_it_carries_nothing()
    {
        Action later;
        using (Trail.Begin(Load))
        {
            var flow = ExecutionContext.Capture()!;
            later = () => ExecutionContext.Run(flow, _ => Set("later"), null);
        }

        later();
        Assert.That(Entries(), Is.Empty);
    }

    [TestCase("UPDATE audit SET person = 'Budi'")]
    [TestCase("DELETE FROM audit")]
    [TestCase("INSERT OR REPLACE INTO audit SELECT 1, at, 'Budi', os_user, second, act, subject, words, before, after, previous_hash, hash FROM audit")]
    [TestCase("INSERT INTO audit SELECT 3, at, person, os_user, second, act, subject, words, before, after, previous_hash, hash FROM audit")]
    public void The_trail_only_grows(string sql)
    {
        Trail.Enter(Load);
        Assert.That(() => Database.Write(transaction => transaction.Execute(sql)), Throws.TypeOf<SqliteException>());
        Assert.That(Entries().Single().Person, Is.EqualTo("Siti"));
    }

    [Test]
    public void The_hash_is_of_the_entry_and_of_the_one_before()
    {
        Trail.Enter(Load);
        Trail.Enter(Load);
        var (first, second) = (Entries()[1], Entries()[0]);
        var time = Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.That(first.Hash, Is.EqualTo(Hash($"64:{new string('0', 64)};1:1;13:{time};4:Siti;4:siti;-;10:blank load;9:printer-1;11:quantity 50;-;-;")));
        Assert.That(second.Hash, Is.EqualTo(Hash($"64:{first.Hash};1:2;13:{time};4:Siti;4:siti;-;10:blank load;9:printer-1;11:quantity 50;-;-;")));

        static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    [TestCase("nothing", null)]
    [TestCase("DROP TRIGGER audit_never_changes; UPDATE audit SET person = 'Budi' WHERE sequence = 2", "broken 2")]
    [TestCase("DROP TRIGGER audit_never_shrinks; DELETE FROM audit WHERE sequence = 2", "broken 3")]
    [TestCase("DROP TRIGGER audit_never_shrinks; DELETE FROM audit WHERE sequence = 4", "cut 3 / 4")]
    [TestCase("DROP TRIGGER audit_never_shrinks; DELETE FROM audit", "cut 0 / 4")]
    [TestCase("UPDATE station_user SET roles = 'manager'", "user-untold Ratu")]
    [TestCase("DELETE FROM station_user", "user-untold Ratu")]
    [TestCase("UPDATE station_user SET password_hash = 'AQ=='", "user-untold Ratu", Description = "a password of his own")]
    [TestCase("UPDATE station_user SET must_change = 1", "user-untold Ratu")]
    [TestCase("INSERT INTO station_user SELECT 9, 'Eve', 'EVE', NULL, 'admin', password_hash, 0, 0, NULL, 1 FROM station_user", "user-untold Eve")]
    public async Task What_was_changed_past_the_trail_is_found(string sql, string? found)
    {
        await EnrolAsync();
        Trail.Enter(Load);
        Trail.Enter(Load);
        if (sql != "nothing")
            TestSql.Execute(DatabaseFile, sql);
        var troubles = Trail.Verify().Troubles.Select(trouble => $"{trouble.Code} {trouble.Subject}").ToList();
        Assert.That(troubles, found is null ? Is.Empty : Does.Contain(found));
        foreach (var code in new[] { "broken", "cut", "head-missing", "user-untold" })
            Assert.That(English.Find($"audit.{code}"), Is.Not.Null);
    }

    [Test]
    public void A_chain_that_is_hashed_anew_differs_from_the_head_outside()
    {
        Trail.Enter(Load);
        Trail.Enter(Load);
        var head = File.ReadAllText(HeadFile);
        TestSql.Execute(DatabaseFile, "DROP TRIGGER audit_never_shrinks; DELETE FROM audit");
        Trail.Enter(Load with { Person = "Budi" });
        Trail.Enter(Load);
        Assert.That(Trail.Verify().Troubles, Is.Empty, "its own head agrees");
        File.WriteAllText(HeadFile, head);
        Assert.That(Trail.Verify().Troubles.Select(trouble => trouble.Code), Is.EqualTo(new[] { "cut" }));
        File.Delete(HeadFile);
        Assert.That(Trail.Verify().Troubles.Select(trouble => trouble.Code), Is.EqualTo(new[] { "head-missing" }));
    }

    [Test]
    public void Sixteen_digits_never_stay_in_it()
    {
        Trail.Enter(Load with { Subject = "x 5371014107900003", Words = "reason 5371014107900003 again" });
        Trail.Enter(Load with { Person = "5371-0141-0790-0003", Words = "reason \"5371 0141 0790 0003\"" });
        Assert.That(Encoding.Latin1.GetString(BytesOfDatabase()), Does.Not.Contain("5371014107900003").And.Contain("again")
            .And.Not.Contain("5371-0141").And.Not.Contain("5371 0141"));
    }

    [Test]
    public void Nothing_in_it_moves_the_cursor_of_who_reads_it()
    {
        Trail.Enter(Load with { Person = "Siti\u001b[2J", Words = "reason a\r\nb\u202Ec" });
        Assert.That((Entries()[0].Person, Entries()[0].Words), Is.EqualTo(("Siti [2J", "reason a  b c")));
    }

    private byte[] BytesOfDatabase()
    {
        Database.Read(connection => connection.State);
        return [.. System.IO.Directory.GetFiles(Path.GetDirectoryName(DatabaseFile)!, "station.db*").SelectMany(path =>
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        })];
    }

    private void Set(string name) => Database.Write(transaction => transaction.Set(name, $"{Guid.NewGuid()}"));
}
