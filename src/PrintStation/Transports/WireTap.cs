using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace PrintStation.Transports;

/// <summary>What goes over the lines to the devices, for a technician who watches. While nobody does, it costs nothing.</summary>
/// <param name="deviceAt">The device at an address: its name in the station, and whether it is a reader.</param>
internal sealed class WireTap(Func<string, (string Name, bool IsReader)> deviceAt, TimeProvider clock)
{
    /// <summary>A watcher that is slower than the lines misses some.</summary>
    private const int MostWaiting = 1000;

    private ImmutableList<Channel<WireLine>> _watchers = [];

    public bool IsWatched => !_watchers.IsEmpty;

    /// <summary>Lines opened by this one are watched.</summary>
    public LineOpener On(LineOpener open) =>
        (address, connectTimeout, timeProvider) => new TappedTransport(open(address, connectTimeout, timeProvider), deviceAt(address), this);

    public void Note((string Name, bool IsReader) device, bool sent, ReadOnlySpan<byte> bytes)
    {
        if (IsWatched)
            Note(device.Name, sent, device.IsReader ? WireText.OfReader(sent, bytes) : WireText.OfPrinter(sent, bytes));
    }

    /// <param name="text">As <see cref="WireLine.Text"/>: without data.</param>
    public void Note(string device, bool sent, string text)
    {
        var line = new WireLine(clock.GetUtcNow(), device, sent, text);
        foreach (var watcher in _watchers)
            watcher.Writer.TryWrite(line);
    }

    /// <summary>From now on, until the token ends it.</summary>
    public async IAsyncEnumerable<WireLine> WatchAsync([EnumeratorCancellation] CancellationToken token)
    {
        var watcher = Channel.CreateBounded<WireLine>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        ImmutableInterlocked.Update(ref _watchers, watchers => watchers.Add(watcher));
        try
        {
            await foreach (var line in watcher.Reader.ReadAllAsync(token))
                yield return line;
        }
        finally
        {
            ImmutableInterlocked.Update(ref _watchers, watchers => watchers.Remove(watcher));
        }
    }
}

/// <param name="Sent">To the device; else from it.</param>
/// <param name="Text">Commands and answers; data only by its size.</param>
internal sealed record WireLine(DateTimeOffset At, string Device, bool Sent, string Text);

/// <summary>Passes everything on, and tells the tap.</summary>
internal sealed class TappedTransport(IByteTransport line, (string Name, bool IsReader) device, WireTap tap) : IByteTransport
{
    public string Name => line.Name;

    public bool IsOpen => line.IsOpen;

    public int? Baud => line.Baud;

    public Task OpenAsync(CancellationToken token) => line.OpenAsync(token);

    public void Close() => line.Close();

    public Task<int> DrainAsync(CancellationToken token) => line.DrainAsync(token);

    public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        tap.Note(device, sent: true, bytes.Span);
        return line.WriteAsync(bytes, token);
    }

    public Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token) =>
        tap.IsWatched ? ReadAndNoteAsync(buffer, token) : line.ReadAsync(buffer, token);

    public ValueTask DisposeAsync() => line.DisposeAsync();

    private async Task<int> ReadAndNoteAsync(Memory<byte> buffer, CancellationToken token)
    {
        var count = await line.ReadAsync(buffer, token);
        tap.Note(device, sent: false, buffer.Span[..count]);
        return count;
    }
}
