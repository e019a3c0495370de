namespace PrintStation.Chips;

/// <summary>One SAM for all chip stations: it holds a single secure session, so each encoding or check has it for itself.</summary>
/// <param name="reader">The reader in whose field the SAM stays.</param>
internal sealed class SharedSam(ISmartCardReader reader, FailedAuthentications failures, TimeProvider timeProvider) : IAsyncDisposable
{
    /// <summary>Longer than several chips take one after another. 60 s.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private string? _trouble;

    public string ReaderName => reader.Name;

    /// <inheritdoc cref="IChipEncoder.SamTrouble"/>
    public string? Trouble => _trouble ?? reader.Trouble;

    /// <returns>Null when the SAM is not there, not alone, cannot be spoken to, or is not free in time.</returns>
    public async Task<SamTurn?> TakeAsync(CancellationToken token)
    {
        using var timeout = new CancellationTokenSource(LongestWait, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        try
        {
            await _turn.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            _trouble = $"{reader.Name}: not free within {LongestWait.TotalSeconds:0} s";
            return null;
        }

        var taken = false;
        try
        {
            var found = await reader.DetectAsync(token);
            _trouble = WhyNot(found);
            if (found is not [{ Speaks: true } sam])
                return null;

            taken = true;
            var name = NameOf(sam);
            return new SamTurn(reader, name, failures, () => _turn.Release());
        }
        finally
        {
            if (!taken)
                _turn.Release();
        }
    }

    private string? WhyNot(IReadOnlyList<ChipTarget>? found) => found switch
    {
        null => reader.Trouble,
        [] => $"{reader.Name}: nothing lies in it",
        [{ Speaks: false }] => reader.Trouble ?? $"{reader.Name}: what lies in it does not speak with this station",
        [_] => null,
        _ => $"{reader.Name}: more than one card lies in it",
    };

    /// <summary>By which its failed tries are counted. A SAM with contacts has no number that is free to read: those of one kind share theirs,
    /// whatever reader they lie in, for a try too few does no harm.</summary>
    private string NameOf(ChipTarget sam) => sam.Uid.Length > 0 ? Convert.ToHexString(sam.Uid)
        : sam.Atr is { } atr ? $"ATR {Convert.ToHexString(atr)}"
        : reader.Name;

    public async ValueTask DisposeAsync()
    {
        await reader.DisposeAsync();
        _turn.Dispose();
    }
}

/// <summary>The SAM, until disposed of.</summary>
internal sealed class SamTurn(ISmartCardReader reader, string name, FailedAuthentications failures, Action release) : IDisposable
{
    private bool _released;

    /// <summary>How many authentications in a row failed with this SAM.</summary>
    public int Failures => failures.Count(name);

    public Task<ApduResult> TransmitAsync(ReadOnlyMemory<byte> command, CancellationToken token) => reader.TransmitAsync(command, token);

    public void AuthenticationFailed() => failures.Failed(name);

    public void AuthenticationSucceeded() => failures.Succeeded(name);

    public void Dispose()
    {
        if (!_released)
            release();

        _released = true;
    }
}
