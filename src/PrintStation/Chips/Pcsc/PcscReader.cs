using PrintStation.Transports;

namespace PrintStation.Chips.Pcsc;

/// <summary>A reader that the system's PC/SC has, by its name. The card is held exclusively, so that no other program of the desktop comes
/// between an encoding. PC/SC shows one card, also where two lie on the antenna: two cards fed as one are not seen here, only by the
/// machine's counter and by the person who looks at each card. Of which type a card is: see <see cref="PcscTargets"/>.</summary>
internal sealed class PcscReader : ISmartCardReader
{
    /// <summary>How long a card that is positioned may flicker before it counts as absent. 10 s.</summary>
    private static readonly TimeSpan LongestFlicker = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(500);

    /// <summary>A look so soon after an empty one is the same look once more, and has waited already. 2 s.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    private static readonly byte[] GetUid = [0xFF, 0xCA, 0x00, 0x00, 0x00];

    private readonly PcscLine _line;
    private readonly RepeatedQuery _repeated;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<PcscReader> _log;
    private long? _empty;
    private string? _told;

    /// <param name="scheduler">Where the blocking calls run; null: on threads of their own.</param>
    public PcscReader(
        string reader, Func<PcscLibrary?> load, ReaderTimings timings, TimeProvider timeProvider, ILogger<PcscReader> log,
        TaskScheduler? scheduler = null)
    {
        Name = "pcsc:" + reader;
        _line = new PcscLine(reader, load, timings, timeProvider, scheduler ?? TaskScheduler.Default);
        _repeated = new RepeatedQuery(timeProvider);
        (_timeProvider, _log) = (timeProvider, log);
    }

    public string Name { get; }

    public int Openings { get; private set; }

    public void ExpectCard() => _empty = null;

    public string? Trouble => _told is null ? null : $"{Name}: {_told}";

    /// <remarks>Asked again at once when the reader does not answer: a context that was made before the service started again is dead, and
    /// a new one is not.</remarks>
    public Task<IReadOnlyList<ChipTarget>?> DetectAsync(CancellationToken token) =>
        _repeated.AskAsync(again => DetectOnceAsync(LongestFlicker, again), token);

    public Task<IReadOnlyList<ChipTarget>?> GlanceAsync(CancellationToken token) =>
        _repeated.AskAsync(again => DetectOnceAsync(TimeSpan.Zero, again), token);

    public async Task<ApduResult> TransmitAsync(ReadOnlyMemory<byte> command, CancellationToken token)
    {
        // A service that was lost and comes back holds no card for us.
        if (!_line.IsOpen)
            return new ApduResult(null, ReaderAnswered: false);

        if (!_line.HasCard)
            throw new InvalidOperationException($"{Name}: no single chip was found; detect first.");

        var (result, answer) = await _line.TransmitAsync(command.ToArray(), token);
        if (result == PcscResult.Success)
            return new ApduResult(answer.Length >= 2 ? answer : null, ReaderAnswered: true);

        // That nothing came through may be the card's fault or the reader's.
        if (result == PcscResult.NotTransacted)
            (result, _) = await _line.AskStatusAsync(token);

        if (result == PcscResult.Success || result.IsOfCard())
            return new ApduResult(null, ReaderAnswered: true);

        await FailAsync(result, token);
        return new ApduResult(null, ReaderAnswered: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _line.LetGoAsync(CancellationToken.None, reset: true);
        await _line.CloseAsync();
    }

    private async Task<IReadOnlyList<ChipTarget>?> DetectOnceAsync(TimeSpan flicker, CancellationToken token)
    {
        var patience = _empty is { } empty && _timeProvider.GetElapsedTime(empty) < Again ? TimeSpan.Zero : flicker;
        var began = _timeProvider.GetTimestamp();
        await _line.LetGoAsync(token);
        var (result, chip) = await LookAsync(_line.ConnectAsync, token);
        while (IsFleeting(result) && _timeProvider.GetElapsedTime(began) < patience)
        {
            await Task.Delay(BetweenTries, _timeProvider, token);
            (result, chip) = await LookAsync(_line.ConnectAsync, token);
        }

        if (result is PcscResult.Unpowered or PcscResult.Unresponsive && patience > TimeSpan.Zero)
            (result, chip) = await LookAsync(_line.ConnectColdAsync, token);

        // Without contacts every card speaks T=1: this one has contacts.
        var isDeaf = result == PcscResult.OtherProtocol;
        if (isDeaf)
            chip = new ChipTarget('C', [], Speaks: false);
        else if (result != PcscResult.Success && !result.IsOfCard())
        {
            await FailAsync(result, token);
            return null;
        }

        // A glance waits for no card: the look after it has all its patience.
        _empty = chip is null && flicker > TimeSpan.Zero ? _timeProvider.GetTimestamp() : null;
        Tell(isDeaf ? result.Words([]) : null);
        return chip is null ? [] : [chip];
    }

    /// <summary>Also while another program has the card: desktop agents look at every new one.</summary>
    private static bool IsFleeting(PcscResult result) => result == PcscResult.SharingViolation || result.IsOfCard();

    private async Task<(PcscResult Result, ChipTarget? Chip)> LookAsync(
        Func<CancellationToken, Task<PcscResult>> connect, CancellationToken token)
    {
        var result = await connect(token);
        if (result != PcscResult.Success)
            return (result, null);

        (result, var chip) = await IdentifyAsync(token);
        if (result != PcscResult.Success)
            await _line.LetGoAsync(token);

        return (result, chip);
    }

    private async Task<(PcscResult Result, ChipTarget? Chip)> IdentifyAsync(CancellationToken token)
    {
        var (result, atr) = await _line.AskStatusAsync(token);
        if (result != PcscResult.Success)
            return (result, null);

        if (!PcscTargets.IsContactless(atr))
            return (PcscResult.Success, new ChipTarget('C', [], atr));

        (result, var answer) = await _line.TransmitAsync(GetUid, token);
        if (result != PcscResult.Success)
            return (result, null);

        var chip = answer is [.. var uid, 0x90, 0x00] ? PcscTargets.Parse(atr, uid) : null;
        return (chip is null ? PcscResult.Unsupported : PcscResult.Success, chip);
    }

    /// <summary>The context is given up; the next call makes a new one.</summary>
    private async Task FailAsync(PcscResult result, CancellationToken token)
    {
        Openings++;
        Tell(result.Words(await _line.ListReadersAsync(token)));
        await _line.CloseAsync();
    }

    /// <summary>To the log, once for each change.</summary>
    /// <param name="trouble">Null: none any more.</param>
    private void Tell(string? trouble)
    {
        if (trouble == _told)
            return;

        _told = trouble;
        if (trouble is null)
            _log.LogInformation(LogEvents.ReaderAnswers, "Reader {Reader} answers again", Name);
        else
            _log.LogWarning(LogEvents.ReaderTrouble, "Reader {Reader}: {Trouble}", Name, trouble);
    }
}
