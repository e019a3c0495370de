using System.Collections.Concurrent;
using Dapper;
using PrintStation.Storage;

namespace PrintStation.Tests.Storage;

/// <summary>Transactions that come together share a sync of the disk, and nothing else.</summary>
internal sealed class GroupCommitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public void Who_comes_meanwhile_is_written_with_the_first_who_waits_for_that()
    {
        using var directory = new TemporaryDirectory();
        using var database = Open(directory.Path);
        string? seenOfFirst = "not looked for";
        var followed = new ConcurrentQueue<string>();

        var (first, second) = WriteTwo(database, "first", transaction =>
        {
            seenOfFirst = database.Setting("first");
            transaction.Set("second", "2");
            transaction.AfterCommit(() => followed.Enqueue("second"));
        }, followed);

        Assert.That((first, second), Is.EqualTo(((Exception?)null, (Exception?)null)));
        Assert.That(seenOfFirst, Is.Null, "the first is not on the disk while the second works");
        Assert.That((database.Setting("first"), database.Setting("second")), Is.EqualTo(("1", "2")));
        Assert.That(followed, Is.EqualTo(new[] { "first", "second" }));
    }

    [Test]
    public void Of_what_follows_with_one_key_only_the_last_runs_that_was_written()
    {
        using var directory = new TemporaryDirectory();
        using var database = Open(directory.Path);
        var followed = new ConcurrentQueue<string>();
        var key = new object();

        WriteTwo(database, "first", transaction =>
        {
            transaction.AfterCommit(key, () => followed.Enqueue("head 1"));
            transaction.AfterCommit(key, () => followed.Enqueue("head 2"));
            transaction.AfterCommit(new object(), () => followed.Enqueue("other"));
        }, followed);
        database.Write(transaction => transaction.AfterCommit(key, () => followed.Enqueue("head 3")));

        Assert.That(followed, Is.EqualTo(new[] { "first", "head 2", "other", "head 3" }));
    }

    [Test]
    public void Who_fails_takes_nobody_along()
    {
        using var directory = new TemporaryDirectory();
        using var database = Open(directory.Path);
        var followed = new ConcurrentQueue<string>();

        var (first, second) = WriteTwo(database, "first", transaction =>
        {
            transaction.Set("first", "spoilt");
            transaction.Set("second", "2");
            transaction.AfterCommit(() => followed.Enqueue("second"));
            throw new InvalidOperationException("refused");
        }, followed);

        Assert.That((first, second?.Message), Is.EqualTo(((Exception?)null, "refused")));
        Assert.That((database.Setting("first"), database.Setting("second")), Is.EqualTo(("1", (string?)null)));
        Assert.That(followed, Is.EqualTo(new[] { "first" }));
    }

    [Test]
    public void On_a_full_disk_whoever_returns_is_written_and_nobody_else()
    {
        using var disk = SmallDisk.Mount(megabytes: 2);
        using var database = Open(disk.Path);
        disk.Fill();

        var (first, second) = WriteTwo(database, "first",
            transaction => transaction.Set("second", new string('x', 3 << 20)), new ConcurrentQueue<string>());

        Assert.That(second, Is.Not.Null.And.Matches<Exception>(fault => StationDatabase.IsDiskFault(fault!)));
        Assert.That(first, Is.Null.Or.Matches<Exception>(fault => StationDatabase.IsDiskFault(fault!)));
        Assert.That((database.Setting("first") is null, database.Setting("second")), Is.EqualTo((first is not null, (string?)null)));
    }

    [Test]
    public void Many_at_once_are_each_written_or_undone()
    {
        using var directory = new TemporaryDirectory();
        using var database = Open(directory.Path);
        var written = new ConcurrentBag<string>();
        var followed = new ConcurrentBag<string>();
        var unseen = new ConcurrentBag<string>();

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, writer =>
        {
            for (var number = 0; number < 40; number++)
            {
                var name = $"{writer}/{number}";
                try
                {
                    database.Write(transaction =>
                    {
                        transaction.Set(name, "1");
                        transaction.AfterCommit(() => followed.Add(name));
                        if ((writer + number) % 3 == 0)
                            throw new InvalidOperationException("refused");
                    });
                    written.Add(name);
                    if (database.Setting(name) is null)
                        unseen.Add(name);
                }
                catch (InvalidOperationException)
                {
                    // As drawn above: it must not be there.
                }
            }
        });

        Assert.That(unseen, Is.Empty, "returned before they were written");
        Assert.That(written, Has.Count.InRange(200, 220));
        Assert.That(followed, Is.EquivalentTo(written));
        Assert.That(database.Read(connection => connection.Query<string>("SELECT name FROM setting WHERE name LIKE '%/%'")), Is.EquivalentTo(written));
    }

    [Test]
    public void A_transaction_within_a_transaction_is_refused()
    {
        using var directory = new TemporaryDirectory();
        using var database = Open(directory.Path);

        Assert.That(() => database.Write(_ => database.Write(inner => inner.Set("inner", "1"))), Throws.InvalidOperationException);
        database.Write(transaction => transaction.Set("later", "1"));

        Assert.That((database.Setting("inner"), database.Setting("later")), Is.EqualTo(((string?)null, "1")));
    }

    /// <summary>What is compiled and loaded with the first transaction must not be what the other waits for.</summary>
    private static StationDatabase Open(string directory)
    {
        var database = StationDatabase.Open(directory);
        database.Write(transaction => transaction.Set("warm", "1"));
        return database;
    }

    /// <summary>One writes, and does not end before the other stands at the door.</summary>
    private static (Exception? First, Exception? Second) WriteTwo(
        StationDatabase database, string name, Action<StationTransaction> second, ConcurrentQueue<string> followed)
    {
        Exception? failedFirst = null;
        Exception? failedSecond = null;
        var came = false;
        using var comes = new ManualResetEventSlim();
        using var isIn = new ManualResetEventSlim();
        var follower = new Thread(() =>
        {
            comes.Set();
            failedSecond = Try(() => database.Write(second));
        });
        var leader = new Thread(() => failedFirst = Try(() => database.Write(transaction =>
        {
            transaction.Set(name, "1");
            transaction.AfterCommit(() => followed.Enqueue(name));
            isIn.Set();
            came = comes.Wait(Patience) && SpinWait.SpinUntil(() => follower.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Patience);
        })));
        leader.Start();
        Assert.That(isIn.Wait(Patience), "the first is at work");
        follower.Start();
        Assert.That(leader.Join(Patience) && follower.Join(Patience), "both have ended");
        Assert.That(came, "the second came while the first was at work");
        return (failedFirst, failedSecond);
    }

    private static Exception? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
