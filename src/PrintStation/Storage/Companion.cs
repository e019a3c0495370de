namespace PrintStation.Storage;

/// <summary>An entry that goes to the disk with the first change that a flow of control makes, in the same transaction: neither is ever there
/// without the other. A transaction that changes nothing, or is undone, leaves it waiting.</summary>
internal abstract class Companion : IDisposable
{
    private AsyncLocal<Companion?>? _flow;
    private Companion? _before;

    /// <summary>It is neither on the disk nor given up.</summary>
    public bool IsWaiting { get; private set; } = true;

    /// <summary>Called inside the transaction, after its own writes.</summary>
    protected abstract void Write(StationTransaction transaction);

    /// <summary>The flow has whom it had before. What was begun in it and lives on carries nothing any more.</summary>
    public void Dispose()
    {
        IsWaiting = false;
        if (_flow?.Value == this)
            _flow.Value = _before;
    }

    /// <param name="flow">The caller's.</param>
    public void Join(AsyncLocal<Companion?> flow) => (_flow, _before, flow.Value) = (flow, flow.Value, this);

    /// <param name="commit">Returns when the transaction is on the disk.</param>
    public T Accompany<T>(Func<StationTransaction, T> write, Func<Func<StationTransaction, T>, T> commit)
    {
        var wrote = false;
        var result = commit(transaction =>
        {
            var before = transaction.Changes;
            var written = write(transaction);
            wrote = transaction.Changes != before;
            if (wrote)
                Write(transaction);
            return written;
        });
        IsWaiting &= !wrote;
        return result;
    }
}
