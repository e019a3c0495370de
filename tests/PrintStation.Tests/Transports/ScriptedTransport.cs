using Microsoft.Extensions.Time.Testing;
using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

/// <summary>Bytes that one read brings, some time after the write that asked for them.</summary>
/// <param name="Bytes">Empty: the other side closes.</param>
internal sealed record Chunk(byte[] Bytes, TimeSpan After = default);

/// <summary>A line in memory whose other side is a function of what was written. Waits end by the fake clock only.</summary>
internal sealed class ScriptedTransport(FakeTimeProvider clock, Func<byte[], IReadOnlyList<Chunk>?> device) : IByteTransport
{
    private readonly List<(byte[] Bytes, DateTimeOffset At)> _input = [];
    private TaskCompletionSource _arrived = new();

    public string Name => "scripted://";

    public bool IsOpen { get; private set; }

    public bool Reachable { get; set; } = true;

    public int? Baud { get; set; }

    public int Connections { get; private set; }

    public List<byte[]> Written { get; } = [];

    /// <summary>Bytes nobody asked for, on the connection that stands.</summary>
    public void Arrive(params byte[] bytes) => _input.Add((bytes, clock.GetUtcNow()));

    public Task OpenAsync(CancellationToken token)
    {
        if (!Reachable)
            throw new IOException("not reachable");

        _input.Clear();
        IsOpen = true;
        Connections++;
        return Task.CompletedTask;
    }

    public void Close()
    {
        IsOpen = false;
        _input.Clear();
    }

    public Task<int> DrainAsync(CancellationToken token)
    {
        Line();
        var now = clock.GetUtcNow();
        var drained = _input.Where(chunk => chunk.At <= now).Sum(chunk => chunk.Bytes.Length);
        if (_input.Any(chunk => chunk.At <= now && chunk.Bytes.Length == 0))
            throw new IOException("closed by the other side");

        _input.RemoveAll(chunk => chunk.At <= now);
        return Task.FromResult(drained);
    }

    /// <summary>A device that answers null breaks the line in the middle of the write.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        Line();
        Written.Add(bytes.ToArray());
        var answer = device(bytes.ToArray()) ?? throw new IOException("broke while sending");
        _input.AddRange(answer.Select(chunk => (chunk.Bytes, clock.GetUtcNow() + chunk.After)));
        _arrived.TrySetResult();
        return Task.CompletedTask;
    }

    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token)
    {
        while (true)
        {
            Line();
            var now = clock.GetUtcNow();
            if (_input.Count > 0 && _input[0].At <= now)
            {
                var bytes = _input[0].Bytes;
                var count = Math.Min(bytes.Length, buffer.Length);
                bytes.AsSpan(0, count).CopyTo(buffer.Span);
                _input[0] = (bytes[count..], now);
                if (count == bytes.Length && count > 0)
                    _input.RemoveAt(0);

                return count;
            }

            _arrived = new TaskCompletionSource();
            var wait = _input.Count > 0 ? _input[0].At - now : Timeout.InfiniteTimeSpan;
            await Task.WhenAny(_arrived.Task, Task.Delay(wait, clock, token));
            token.ThrowIfCancellationRequested();
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private void Line()
    {
        if (!IsOpen)
            throw new IOException("not open");
    }
}

internal static class FakeClock
{
    /// <summary>Lets fake time pass until the work is done. No real time is waited for.</summary>
    public static async Task<T> RunAsync<T>(this FakeTimeProvider clock, Task<T> work)
    {
        for (var step = 0; step < 500_000 && !work.IsCompleted; step++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        Assert.That(work.IsCompleted, Is.True, "The work did not end within its time limits.");
        return await work;
    }
}
