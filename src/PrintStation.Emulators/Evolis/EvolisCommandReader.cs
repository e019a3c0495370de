using System.Globalization;
using System.Text;
using PrintStation.Emulators.World;

namespace PrintStation.Emulators.Evolis;

/// <summary>Cuts the bytes of a line into commands: to the terminator, and for downloads by count, since the data may hold any byte.</summary>
/// <param name="lost">How many bytes of a download do not arrive.</param>
internal sealed class EvolisCommandReader(Stream stream, Raster raster, TimeProvider timeProvider, Func<EvolisCommand, int> lost)
{
    private const int LongestHeader = 256;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _insideCommand;

    /// <summary>Null when the line ended; a command that was cut by the end, or whose rest does not come, is dropped.</summary>
    public async Task<EvolisCommand?> ReadAsync(EvolisSyntax syntax, CancellationToken token)
    {
        while (true)
        {
            try
            {
                return await ReadOnceAsync(syntax, token);
            }
            catch (TimeoutException)
            {
                // A line without ends: the host has given up, and what comes next is a new command.
            }
        }
    }

    private async Task<EvolisCommand?> ReadOnceAsync(EvolisSyntax syntax, CancellationToken token)
    {
        _insideCommand = false;
        // Padding before a command, and the optional terminator behind a download, mean nothing.
        int next;
        do
        {
            next = await NextAsync(token);
            if (next < 0)
                return null;
        }
        while (next != syntax.Start);

        _insideCommand = true;
        var startedAt = timeProvider.GetUtcNow();
        var header = new StringBuilder();
        var separators = 0;
        while (header.Length < LongestHeader)
        {
            next = await NextAsync(token);
            if (next < 0)
                return null;
            if (next == syntax.End)
                return Command(header.ToString(), syntax, null, startedAt);
            if (next is < 0x20 or > 0x7E)
                break;

            header.Append((char)next);
            if (next != syntax.Separator)
                continue;

            separators++;
            if (DataStarts(header, separators))
                return await DownloadAsync(header.ToString(0, header.Length - 1), syntax, startedAt, token);
        }

        // No command: if this was the start of the next one, it is read as such.
        if (next == syntax.Start)
            _start--;
        return new EvolisCommand("", [], null, startedAt);
    }

    private static bool DataStarts(StringBuilder header, int separators) => separators switch
    {
        3 => header[0] == 'D' && header[1] == 'b' && header[2] != 'c',
        4 => header[0] == 'D' && header[1] == 'b' && header[2] == 'c',
        _ => false,
    };

    private async Task<EvolisCommand?> DownloadAsync(string header, EvolisSyntax syntax, DateTimeOffset startedAt, CancellationToken token)
    {
        var command = Command(header, syntax, null, startedAt);
        if (EvolisRaster.DataBytes(command, raster) is not { } length)
            return command;

        // The machine waits for what it has not got.
        length += lost(command);
        var data = new byte[length];
        var filled = 0;
        while (filled < length)
        {
            if (_start == _end && !await FillAsync(token))
                return null;
            var count = Math.Min(length - filled, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(data.AsSpan(filled));
            _start += count;
            filled += count;
        }

        return command with { Data = data };
    }

    private static EvolisCommand Command(string header, EvolisSyntax syntax, byte[]? data, DateTimeOffset startedAt)
    {
        var parts = header.Split((char)syntax.Separator);
        return new EvolisCommand(parts[0], parts[1..], data, startedAt);
    }

    private async ValueTask<int> NextAsync(CancellationToken token) =>
        _start < _end || await FillAsync(token) ? _buffer[_start++] : -1;

    private async ValueTask<bool> FillAsync(CancellationToken token)
    {
        // One byte is kept before the new ones, for the one that may be put back.
        _buffer[0] = _end > 0 ? _buffer[_end - 1] : (byte)0;
        _start = 1;
        _end = 1 + await ReadAsync(_buffer.AsMemory(1), token);
        return _end > 1;
    }

    /// <exception cref="TimeoutException">The rest of a command did not come.</exception>
    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken token)
    {
        if (!_insideCommand || !stream.CanTimeout || stream.ReadTimeout <= 0)
            return await stream.ReadAsync(buffer, token);

        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(stream.ReadTimeout), timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, limit.Token);
        try
        {
            return await stream.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }
}
