namespace PrintStation.Simulation.Lines;

/// <summary>Bytes on their way in one direction: in order, perhaps late, until that direction is cut.</summary>
internal sealed class ByteQueue(TimeProvider time)
{
    private readonly Queue<ReadOnlyMemory<byte>> _arrived = new();
    private TaskCompletionSource _changed = New();
    private DateTimeOffset _busyUntil;

    /// <summary>Bytes that could be read at once.</summary>
    public bool HasBytes => _arrived.Count > 0;

    public bool IsCut { get; private set; }

    /// <summary>Sends bytes that arrive after a delay; what was sent before arrives before.</summary>
    public void Send(ReadOnlyMemory<byte> bytes, TimeSpan delay)
    {
        var now = time.GetUtcNow();
        var due = now + delay;
        _busyUntil = due > _busyUntil ? due : _busyUntil;
        if (_busyUntil <= now)
            Arrive(bytes);
        else
            _ = time.CreateTimer(_ => Arrive(bytes), null, _busyUntil - now, Timeout.InfiniteTimeSpan);
    }

    public void Cut()
    {
        IsCut = true;
        Wake();
    }

    /// <summary>At least one byte; 0 once it is cut and read to its end.</summary>
    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token)
    {
        while (_arrived.Count == 0)
        {
            if (IsCut)
                return 0;
            await _changed.Task.WaitAsync(token);
        }

        var first = _arrived.Dequeue();
        var count = Math.Min(buffer.Length, first.Length);
        first[..count].CopyTo(buffer);
        if (count < first.Length)
        {
            // What is left goes back to the front.
            var rest = _arrived.ToArray();
            _arrived.Clear();
            _arrived.Enqueue(first[count..]);
            foreach (var chunk in rest)
                _arrived.Enqueue(chunk);
        }

        return count;
    }

    private void Arrive(ReadOnlyMemory<byte> bytes)
    {
        if (IsCut || bytes.IsEmpty)
            return;
        _arrived.Enqueue(bytes);
        Wake();
    }

    private void Wake()
    {
        var changed = _changed;
        _changed = New();
        changed.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
