using System.Runtime.CompilerServices;
using System.Text;

namespace PrintStation.Chips.Pcsc;

/// <summary>The way to one reader: a context of the service of PC/SC, and the connection to at most one card. A call blocks, so each runs
/// on a thread of its own. One that is not back in time is left behind together with its context, and until it is back no other is
/// made.</summary>
/// <param name="load">The system's library; null where there is none.</param>
/// <param name="scheduler">Where calls run.</param>
internal sealed class PcscLine(
    string reader, Func<PcscLibrary?> load, ReaderTimings timings, TimeProvider timeProvider, TaskScheduler scheduler)
{
    private const nuint SystemScope = 2;
    private const nuint Exclusive = 1;
    private const nuint Direct = 3;

    /// <summary>T=1 only, as all cards without contacts speak it; for T=0 answers would have to be fetched.</summary>
    private const byte Protocol = 2;

    /// <summary>What becomes of the card at a disconnection, or before a reconnection.</summary>
    private const nuint Leave = 0;
    private const nuint Reset = 1;
    private const nuint Unpower = 2;

    /// <summary>The longest answer of the APDU language: 65,536 bytes and the status.</summary>
    private const int LongestAnswer = 65_538;

    private const int LongestAtr = 33;
    private const int LongestNames = 8_192;

    private readonly byte[] _name = [.. Encoding.UTF8.GetBytes(reader), 0];
    private PcscLibrary? _library;
    private StrongBox<nint>? _context;
    private nint? _card;
    private Task _late = Task.CompletedTask;

    /// <summary>A reset has failed: the card had gone. pcscd then says that there is none until it has seen the reader empty, and a card that
    /// was back too soon it does not see at all.</summary>
    private bool _isBlind;

    public bool IsOpen => _context is not null;

    public bool HasCard => _card is not null;

    /// <summary>To the card that lies there, for nobody else meanwhile. It is reset: a new conversation begins.</summary>
    public async Task<PcscResult> ConnectAsync(CancellationToken token)
    {
        var result = await ConnectAsync(Exclusive, Protocol, Reset, token);
        return result == PcscResult.NoCard && _isBlind ? await ConnectColdAsync(token) : result;
    }

    /// <summary>To a card that does not start, or that nobody saw coming: its power is taken and given again.</summary>
    public Task<PcscResult> ConnectColdAsync(CancellationToken token) => ConnectAsync(Direct, 0, Unpower, token);

    /// <summary>Ends the connection to the card.</summary>
    public async Task LetGoAsync(CancellationToken token, bool reset = false)
    {
        if (_card is not { } card)
            return;

        _card = null;
        await CallAsync(() => _library!.Disconnect(card, reset ? Reset : Leave), timings.Answer, token);
    }

    /// <summary>Whether card and reader are there, and the card's ATR.</summary>
    public async Task<(PcscResult Result, byte[] Atr)> AskStatusAsync(CancellationToken token)
    {
        var (name, atr) = (new byte[_name.Length + 1], new byte[LongestAtr]);
        var (nameLength, atrLength, state, protocol) = ((nuint)name.Length, (nuint)atr.Length, (nuint)0, (nuint)0);
        var card = _card!.Value;
        var result = await CallAsync(
            () => _library!.Status(card, name, ref nameLength, ref state, ref protocol, atr, ref atrLength), timings.Answer, token);
        return (result, result == PcscResult.Success ? atr[..(int)atrLength] : []);
    }

    /// <summary>One command, sent once.</summary>
    public async Task<(PcscResult Result, byte[] Answer)> TransmitAsync(byte[] command, CancellationToken token)
    {
        var answer = new byte[LongestAnswer];
        var length = (nuint)answer.Length;
        var card = _card!.Value;
        var result = await CallAsync(
            () => _library!.Transmit(card, PcscLibrary.Format(Protocol), command, (nuint)command.Length, null, answer, ref length),
            timings.Exchange, token);
        return (result, result == PcscResult.Success ? answer[..(int)length] : []);
    }

    /// <summary>The names of all readers; empty when the service does not tell.</summary>
    public async Task<IReadOnlyList<string>> ListReadersAsync(CancellationToken token)
    {
        if (_context is not { } context)
            return [];

        var names = new byte[LongestNames];
        var length = (nuint)names.Length;
        var result = await CallAsync(() => _library!.ListReaders(context.Value, null, names, ref length), timings.Answer, token);
        return result == PcscResult.Success
            ? Encoding.UTF8.GetString(names, 0, (int)length).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            : [];
    }

    /// <summary>Gives the context back, and the card with it.</summary>
    public async Task CloseAsync()
    {
        if (_context is not { } context)
            return;

        await CallAsync(() => _library!.Release(context.Value), timings.Connect, CancellationToken.None);
        (_context, _card) = (null, null);
    }

    private async Task<PcscResult> OpenAsync(CancellationToken token)
    {
        if (_context is not null)
            return PcscResult.Success;

        _library ??= load();
        if (_library is null)
            return PcscResult.LibraryMissing;

        var context = _context = new StrongBox<nint>();
        var result = await CallAsync(() => _library.Establish(SystemScope, 0, 0, ref context.Value), timings.Connect, token);
        if (result != PcscResult.Success)
            _context = null;

        return result;
    }

    private async Task<PcscResult> ConnectAsync(nuint share, nuint protocols, nuint before, CancellationToken token)
    {
        var opened = await OpenAsync(token);
        if (opened != PcscResult.Success)
            return opened;

        nint card = 0;
        nuint protocol = 0;
        var context = _context!;
        var result = await CallAsync(
            () => _library!.Connect(context.Value, _name, share, protocols, ref card, ref protocol), timings.Answer, token);
        if (result != PcscResult.Success)
            return result;

        _card = card;
        result = await CallAsync(() => _library!.Reconnect(card, Exclusive, Protocol, before, ref protocol), timings.Answer, token);
        _isBlind = result != PcscResult.Success;
        if (_isBlind)
            await LetGoAsync(token);

        return result;
    }

    private async Task<PcscResult> CallAsync(Func<nint> call, TimeSpan limit, CancellationToken token)
    {
        if (!_late.IsCompleted)
            return PcscResult.Late;

        var calling = Task.Factory.StartNew(
            () => unchecked((PcscResult)(uint)call()), CancellationToken.None, TaskCreationOptions.LongRunning, scheduler);
        try
        {
            return await calling.WaitAsync(limit, timeProvider, token);
        }
        catch (Exception ending) when (ending is TimeoutException or OperationCanceledException)
        {
            LeaveBehind(calling);
            token.ThrowIfCancellationRequested();
            return PcscResult.Late;
        }
    }

    private void LeaveBehind(Task calling)
    {
        var context = _context;
        (_context, _card) = (null, null);
        _late = calling.ContinueWith(
            _ => context is { Value: not 0 } ? _library!.Release(context.Value) : 0, CancellationToken.None, TaskContinuationOptions.None,
            scheduler);
    }
}
