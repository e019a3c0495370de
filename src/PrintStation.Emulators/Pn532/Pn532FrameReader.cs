namespace PrintStation.Emulators.Pn532;

/// <summary>Finds frames in what comes over a serial line. Wake-up bytes, preambles and noise between frames are passed over.</summary>
internal sealed class Pn532FrameReader(Stream line)
{
    private readonly byte[] _buffer = new byte[1024];
    private int _start;
    private int _end;

    /// <summary>Null when the line ended.</summary>
    public async Task<Pn532Frame?> ReadAsync(CancellationToken token)
    {
        if (!await FindStartAsync(token) || await TakeAsync(2, token) is not { } lengths)
            return null;

        switch (lengths[0], lengths[1])
        {
            case (0x00, 0xFF):
                return Pn532Frame.Ack;
            case (0xFF, 0x00):
                return Pn532Frame.Nack;
            case (0xFF, 0xFF):
                if (await TakeAsync(3, token) is not { } extended)
                    return null;
                return Pn532Frame.Checksum(extended) == 0 ? await ContentAsync(extended[0] << 8 | extended[1], token) : Pn532Frame.Damaged;
            default:
                return Pn532Frame.Checksum(lengths) == 0 ? await ContentAsync(lengths[0], token) : Pn532Frame.Damaged;
        }
    }

    private async Task<Pn532Frame?> ContentAsync(int length, CancellationToken token)
    {
        if (length is 0 or > Pn532Frame.MostContentBytes)
            return Pn532Frame.Damaged;
        if (await TakeAsync(length + 1, token) is not { } bytes)
            return null;

        return Pn532Frame.Checksum(bytes) == 0 ? new Pn532Frame(Pn532FrameKind.Data, bytes[..^1]) : Pn532Frame.Damaged;
    }

    /// <summary>Past the start code 00 FF.</summary>
    private async Task<bool> FindStartAsync(CancellationToken token)
    {
        var wasZero = false;
        while (true)
        {
            if (_start == _end && !await FillAsync(token))
                return false;
            var value = _buffer[_start++];
            if (wasZero && value == 0xFF)
                return true;
            wasZero = value == 0;
        }
    }

    private async Task<byte[]?> TakeAsync(int count, CancellationToken token)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            if (_start == _end && !await FillAsync(token))
                return null;
            bytes[i] = _buffer[_start++];
        }

        return bytes;
    }

    private async Task<bool> FillAsync(CancellationToken token)
    {
        _start = 0;
        _end = await line.ReadAsync(_buffer, token);
        return _end > 0;
    }
}
