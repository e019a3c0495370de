using PrintStation.Emulators.Chips;

namespace PrintStation.Emulators.Pn532;

/// <summary>A PN532 on a serial line (HSU), as one side of one connection. Its antenna shows which cards are in the field now.</summary>
internal sealed class Pn532Reader(Stream line, Func<IReadOnlyList<IContactlessCard>> antenna, TimeProvider timeProvider)
{
    private const byte StatusGood = 0x00;
    private const byte StatusTimeout = 0x01;
    private const byte StatusWrongTarget = 0x27;

    /// <summary>The longest answer of a card that one frame carries.</summary>
    private const int MostAnswerBytes = Pn532Frame.MostContentBytes - 3;

    /// <summary>One look for a card in the field.</summary>
    private static readonly TimeSpan TryTime = TimeSpan.FromMilliseconds(5);

    private readonly Pn532FrameReader _frames = new(line);
    private readonly Dictionary<int, byte> _registers = [];
    private List<IContactlessCard> _targets = [];
    private byte[] _lastSent = Pn532Frame.AckBytes;
    private Task<Pn532Frame?>? _nextFrame;

    /// <summary>How often the chip looks for a card after the first time; FF: until there is one. FF after power-on, as the real one.</summary>
    private byte _activationRetries = 0xFF;

    /// <summary>Whether it says RATS by itself to a type A card.</summary>
    private bool _automaticRats = true;

    /// <summary>Until the line ends.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        while (await NextFrameAsync(token) is { } frame)
        {
            switch (frame.Kind)
            {
                case Pn532FrameKind.Nack:
                    await line.WriteAsync(_lastSent, token);
                    break;
                case Pn532FrameKind.Data:
                    await line.WriteAsync(Pn532Frame.AckBytes, token);
                    if (await ExecuteAsync(frame.Content, token) is { } answer)
                        await line.WriteAsync(_lastSent = answer, token);
                    break;
                default:
                    // An ACK from the host ends a command under way: none is, here. A damaged frame gets no answer.
                    break;
            }
        }
    }

    private async Task<Pn532Frame?> NextFrameAsync(CancellationToken token)
    {
        var next = _nextFrame ?? _frames.ReadAsync(token);
        _nextFrame = null;
        return await next;
    }

    /// <summary>The frame to send; null when the host broke the command off.</summary>
    private async Task<byte[]?> ExecuteAsync(byte[] content, CancellationToken token)
    {
        if (content is not [Pn532Frame.FromHost, var command, ..])
            return Pn532Frame.ErrorBytes;

        var data = content[2..];
        if (command == 0x4A && data is [1 or 2, ..])
            return await FindAsync(data, token) is { } found ? Answer(command, found) : null;

        var answer = command switch
        {
            // Diagnose: only the test of the line, which echoes.
            0x00 when data is [0x00, ..] => (byte[])data,
            0x02 => [0x32, 0x01, 0x06, 0x07],
            0x04 => [0x00, 0x00, (byte)_targets.Count, 0x80],
            0x06 when data.Length > 0 && data.Length % 2 == 0 => ReadRegisters(data),
            0x08 when data.Length > 0 && data.Length % 3 == 0 => WriteRegisters(data),
            0x12 when data.Length == 1 => SetParameters(data[0]),
            0x14 when data is [>= 1 and <= 4, ..] => [],
            0x16 when data.Length > 0 => [StatusGood],
            0x32 when data.Length > 1 => Configure(data),
            0x40 when data.Length > 0 => Exchange(data),
            0x42 => [StatusTimeout],
            0x44 or 0x52 or 0x54 when data.Length == 1 => Release(command, data[0]),
            _ => null,
        };

        return answer is null ? Pn532Frame.ErrorBytes : Answer(command, answer);
    }

    private static byte[] Answer(byte command, byte[] data) => Pn532Frame.Encode([Pn532Frame.ToHost, (byte)(command + 1), .. data]);

    private byte[] ReadRegisters(byte[] data) =>
        [.. data.Chunk(2).Select(address => _registers.GetValueOrDefault(address[0] << 8 | address[1]))];

    private byte[] WriteRegisters(byte[] data)
    {
        foreach (var entry in data.Chunk(3))
            _registers[entry[0] << 8 | entry[1]] = entry[2];
        return [];
    }

    private byte[] SetParameters(byte flags)
    {
        _automaticRats = (flags & 0x10) != 0;
        return [];
    }

    private byte[] Configure(byte[] data)
    {
        // Item 1: the field off takes the power from the cards. Item 5: retries of ATR, PSL, activation.
        if (data[0] == 0x01 && (data[1] & 1) == 0)
            _targets = [];
        if (data is [0x05, _, _, var activation])
            _activationRetries = activation;
        return [];
    }

    private byte[] Release(byte command, byte target)
    {
        if (target > _targets.Count)
            return [StatusWrongTarget];
        if (command != 0x54 && target == 0)
            _targets = [];
        return [StatusGood];
    }

    private byte[] Exchange(byte[] data)
    {
        if (data[0] == 0 || data[0] > _targets.Count)
            return [StatusWrongTarget];

        // A card that gives no answer, or is gone.
        return _targets[data[0] - 1].Transmit(data.AsSpan(1)) is { Length: <= MostAnswerBytes } answer
            ? [StatusGood, .. answer]
            : [StatusTimeout];
    }

    /// <summary>Null when a new frame came before a card did.</summary>
    private async Task<byte[]?> FindAsync(byte[] data, CancellationToken token)
    {
        _targets = [];
        if (data.Length < 2 || data[1] is not (0x00 or 0x03) || (data[1] == 0x03 && data.Length < 3))
            return [0];

        var type = data[1] == 0x00 ? 'A' : 'B';
        _nextFrame = _frames.ReadAsync(token);
        for (var tries = 0; tries <= _activationRetries || _activationRetries == 0xFF; tries++)
        {
            var found = antenna().Where(card => card.Type == type && IsWanted(card, data)).Take(data[0]).ToList();
            if (found.Count > 0)
            {
                _targets = found;
                found.ForEach(card => card.Activate());
                return [(byte)found.Count, .. found.SelectMany((card, index) => Describe(card, (byte)(index + 1)))];
            }

            if (await Task.WhenAny(_nextFrame, Task.Delay(TryTime, timeProvider, token)) == _nextFrame)
                return null;
        }

        return [0];
    }

    /// <summary>A type A search may name the UID it wants.</summary>
    private static bool IsWanted(IContactlessCard card, byte[] data) =>
        card.Type == 'B' || data.Length <= 2 || data.AsSpan(2).SequenceEqual(card.Identifier);

    private IEnumerable<byte> Describe(IContactlessCard card, byte number)
    {
        if (card.Type == 'B')
        {
            // ATQB (50, PUPI, application data, protocol: 106 kbit/s, frames of 256 bytes, ISO 14443-4), then the answer to ATTRIB.
            return [number, 0x50, .. card.Identifier, 0x00, 0x00, 0x00, 0x00, 0x00, 0x81, 0x71, 0x01, 0x00];
        }

        // ATQA for a UID of two sizes, SAK "ISO 14443-4", UID, ATS.
        var atqa = (byte)(card.Identifier.Length == 7 ? 0x44 : 0x04);
        byte[] ats = _automaticRats ? [0x05, 0x78, 0x80, 0x70, 0x02] : [];
        return [number, 0x00, atqa, 0x20, (byte)card.Identifier.Length, .. card.Identifier, .. ats];
    }
}
