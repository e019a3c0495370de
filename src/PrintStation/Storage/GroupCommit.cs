using System.Runtime.ExceptionServices;
using Microsoft.Data.Sqlite;

namespace PrintStation.Storage;

/// <summary>Durable transactions on one connection, where printers meet at the books: those that come while another is at work reach the disk with
/// the same sync. Each is undone by itself when it fails; they are on the disk together or not at all, and nobody goes on before they are.</summary>
internal sealed class GroupCommit(SqliteConnection writer)
{
    private const int MostTogether = 16;
    private readonly Lock _gate = new();
    private readonly List<Following> _afterCommit = [];
    private Group? _group;
    private int _coming;

    /// <exception cref="SqliteException">The disk did not take it, or not that of another member: nothing was written.</exception>
    public T Write<T>(Func<StationTransaction, T> write) => Write(write, isFirst: false);

    /// <summary>As the first of its group: what the others have done so far is on the disk before it begins, so that a reader sees what it finds.</summary>
    /// <inheritdoc cref="Write{T}(Func{StationTransaction, T})" path="/exception"/>
    public T WriteAsFirst<T>(Func<StationTransaction, T> write) => Write(write, isFirst: true);

    private T Write<T>(Func<StationTransaction, T> write, bool isFirst)
    {
        if (_gate.IsHeldByCurrentThread)
            throw new InvalidOperationException("A transaction must not begin within a transaction.");
        Interlocked.Increment(ref _coming);
        Group group;
        T result;
        lock (_gate)
        {
            Interlocked.Decrement(ref _coming);
            if (isFirst && _group is { } open)
                Commit(open);
            group = _group ??= new Group(writer.BeginTransaction(deferred: false));
            result = Join(group, write);
            CommitUnlessMoreCome(group);
        }

        group.WaitUntilWritten();
        return result;
    }

    private T Join<T>(Group group, Func<StationTransaction, T> write)
    {
        var follows = _afterCommit.Count;
        try
        {
            if (group.Members > 0)
                group.Transaction.Save(group.NextName);
            var result = write(new StationTransaction(writer, group.Transaction, _afterCommit));
            group.Members++;
            return result;
        }
        catch (Exception e)
        {
            Undo(group, follows, e);
            throw;
        }
    }

    private void CommitUnlessMoreCome(Group group)
    {
        if (Volatile.Read(ref _coming) == 0 || group.Members >= MostTogether)
            Commit(group);
    }

    private void Commit(Group group)
    {
        _group = null;
        try
        {
            using (group.Transaction)
                group.Transaction.Commit();
        }
        catch (Exception e)
        {
            _afterCommit.Clear();
            group.Fail(e);
            throw;
        }

        try
        {
            var last = _afterCommit.Where(following => following.Key is not null).GroupBy(following => following.Key).Select(same => same.Last()).ToHashSet();
            foreach (var following in _afterCommit)
                if (following.Key is null || last.Contains(following))
                    following.Act();
        }
        finally
        {
            _afterCommit.Clear();
            group.Succeed();
        }
    }

    /// <summary>Takes back what the last one wrote; what the others wrote stays. Where SQLite has undone everything by itself, as on a full disk,
    /// the others fail of the same cause.</summary>
    private void Undo(Group group, int follows, Exception cause)
    {
        if (group.Members > 0 && group.TryUndoLast())
        {
            _afterCommit.RemoveRange(follows, _afterCommit.Count - follows);
            CommitUnlessMoreCome(group);
            return;
        }

        _group = null;
        _afterCommit.Clear();
        group.Fail(cause);
        group.Transaction.Dispose();
    }

    private sealed class Group(SqliteTransaction transaction)
    {
        private readonly TaskCompletionSource<Exception?> _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SqliteTransaction Transaction => transaction;

        public int Members { get; set; }

        /// <summary>Of the savepoint before the member to come; each its own, so that none is ever taken for another.</summary>
        public string NextName => $"member{Members}";

        public bool TryUndoLast()
        {
            try
            {
                transaction.Rollback(NextName);
                return true;
            }
            catch (Exception e) when (e is SqliteException or InvalidOperationException)
            {
                return false;
            }
        }

        public void Succeed() => _written.SetResult(null);

        public void Fail(Exception cause) => _written.SetResult(cause);

        public void WaitUntilWritten()
        {
            if (_written.Task.GetAwaiter().GetResult() is { } cause)
                ExceptionDispatchInfo.Throw(cause);
        }
    }
}
