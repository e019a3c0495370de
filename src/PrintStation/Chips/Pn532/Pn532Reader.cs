using PrintStation.Transports;

namespace PrintStation.Chips.Pn532;

/// <summary>A PN532 on a byte line (HSU framing): finds chips of type A and B and passes APDUs to the single one.</summary>
internal sealed class Pn532Reader : ISmartCardReader
{
    private const byte SamConfiguration = 0x14;
    private const byte RfConfiguration = 0x32;
    private const byte InListPassiveTarget = 0x4A;
    private const byte InDataExchange = 0x40;
    private const byte InRelease = 0x52;

    private const byte MostTargets = 2;
    private const byte TypeA = 0x00;
    private const byte TypeB = 0x03;
    private const byte AllFamilies = 0x00;

    /// <summary>In a response: the chip has more to say. In a target number: the host has more to say.</summary>
    private const byte More = 0x40;

    private const byte ErrorBits = 0x3F;

    /// <summary>Most bytes of an APDU in one frame, after command and target number.</summary>
    private const int MostExchanged = Pn532Frame.MostBytes - 2;

    /// <summary>The longest answer of the APDU language: 65,536 bytes and the status.</summary>
    private const int LongestResponse = 65_538;

    /// <summary>Wakes the reader from low power on a serial line.</summary>
    private static readonly byte[] WakeUp = [0x55, 0x55, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly Pn532Line _line;
    private readonly ReaderTimings _timings;
    private readonly RepeatedQuery _repeated;

    /// <summary>Number of the single target; 0 while there is none.</summary>
    private byte _target;

    private bool _awake;

    public Pn532Reader(IByteTransport transport, ReaderTimings timings, TimeProvider timeProvider)
    {
        _line = new Pn532Line(transport, timings, timeProvider);
        _timings = timings;
        _repeated = new RepeatedQuery(timeProvider);
    }

    public string Name => "pn532+" + _line.Name;

    public int Openings { get; private set; }

    public string? Trouble => _line.Trouble;

    /// <remarks>Both kinds are always looked for: of two cards fed as one, one may be of type A and one of type B.</remarks>
    public Task<IReadOnlyList<ChipTarget>?> DetectAsync(CancellationToken token) => _repeated.AskAsync(DetectOnceAsync, token);

    public async Task<ApduResult> TransmitAsync(ReadOnlyMemory<byte> command, CancellationToken token)
    {
        // A line that was lost and comes back holds no chosen chip.
        if (!_line.IsOpen)
            return new ApduResult(null, ReaderAnswered: false);

        if (_target == 0)
            throw new InvalidOperationException($"{Name}: no single chip was found; detect first.");

        while (command.Length > MostExchanged)
        {
            var part = await ExchangeAsync((byte)(_target | More), command[..MostExchanged], token);
            if (part is not { Outcome: Pn532Outcome.Answered, Data: [0x00] })
                return Failed(part);

            command = command[MostExchanged..];
        }

        var answer = await ExchangeAsync(_target, command, token);
        using var response = new MemoryStream();
        while (IsPart(answer))
        {
            response.Write(answer.Data.AsSpan(1));
            if ((answer.Data[0] & More) == 0)
                return response.Length >= 2 ? new ApduResult(response.ToArray(), ReaderAnswered: true) : new ApduResult(null, true);

            // A part without bytes, or a chip that never ends: not an answer.
            if (answer.Data.Length == 1 || response.Length > LongestResponse)
                return new ApduResult(null, ReaderAnswered: true);

            answer = await ExchangeAsync(_target, default, token);
        }

        return Failed(answer);
    }

    public ValueTask DisposeAsync() => _line.DisposeAsync();

    private static bool IsPart(Pn532Answer answer) =>
        answer is { Outcome: Pn532Outcome.Answered, Data.Length: > 0 } && (answer.Data[0] & ErrorBits) == 0;

    private static ApduResult Failed(Pn532Answer answer) => new(null, ReaderAnswered: answer.Outcome != Pn532Outcome.Silent);

    private Task<Pn532Answer> ExchangeAsync(byte target, ReadOnlyMemory<byte> data, CancellationToken token) =>
        _line.SendAsync(new byte[] { InDataExchange, target }.Concat(data.ToArray()).ToArray(), _timings.Exchange, token);

    private Task<Pn532Answer> AskAsync(CancellationToken token, params byte[] body) => _line.SendAsync(body, _timings.Answer, token);

    private async Task<IReadOnlyList<ChipTarget>?> DetectOnceAsync(CancellationToken token)
    {
        _target = 0;
        if (!await WakeAsync(token))
            return null;

        var a = await ListAsync(TypeA, Pn532Targets.TypeA, token);
        var b = a is null ? null : await ListAsync(TypeB, Pn532Targets.TypeB, token);
        if (a is null || b is null)
            return null;

        // Looking for type B let the type A chip go: choose it again, and it must be the same.
        if (a.Count == 1 && b.Count == 0)
        {
            var again = await ListAsync(TypeA, Pn532Targets.TypeA, token);
            if (again is not { Count: 1 } || !again[0].Chip.Uid.AsSpan().SequenceEqual(a[0].Chip.Uid))
            {
                if (again is not null)
                    _line.Complain("not the card that was there a moment before");
                return null;
            }

            a = again;
        }

        Pn532Target[] all = [.. a, .. b];
        _target = all.Length == 1 ? all[0].Number : (byte)0;
        return [.. all.Select(target => target.Chip)];
    }

    private async Task<IReadOnlyList<Pn532Target>?> ListAsync(
        byte type, Func<byte[], IReadOnlyList<Pn532Target>?> parse, CancellationToken token)
    {
        // Its status does not matter: there may have been nothing to let go.
        if ((await AskAsync(token, InRelease, 0x00)).Outcome == Pn532Outcome.Silent)
            return null;

        byte[] list = type == TypeB ? [InListPassiveTarget, MostTargets, TypeB, AllFamilies] : [InListPassiveTarget, MostTargets, TypeA];
        var answer = await AskAsync(token, list);
        var targets = answer.Outcome == Pn532Outcome.Answered ? parse(answer.Data) : null;
        if (targets is not null)
            return targets;

        if (answer.Outcome != Pn532Outcome.Silent)
            _line.Complain("no list of cards");

        _line.Close();
        return null;
    }

    private async Task<bool> WakeAsync(CancellationToken token)
    {
        if (_line.IsOpen && _awake)
            return true;

        _awake = false;
        Openings++;
        if (!await _line.OpenAsync(token))
            return false;

        var mode = await _line.SendAsync(new byte[] { SamConfiguration, 0x01 }, _timings.Answer, token, WakeUp);
        if (mode.Outcome != Pn532Outcome.Answered)
        {
            if (mode.Outcome == Pn532Outcome.NotUnderstood)
                _line.Complain("not understood");
            _line.Close();
            return false;
        }

        // By itself the reader searches for ever; three tries, then it shall say that nobody is there. Firmware that does not know this
        // item is left to the time limit.
        _awake = (await AskAsync(token, RfConfiguration, 0x05, 0xFF, 0x01, 0x02)).Outcome != Pn532Outcome.Silent;
        return _awake;
    }
}
