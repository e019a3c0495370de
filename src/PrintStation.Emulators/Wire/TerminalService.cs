namespace PrintStation.Emulators.Wire;

/// <summary>A device on a serial line. The line is there all the time; while the device has no power nobody hears what comes in.</summary>
/// <param name="link">A name in the file system that stays the same from run to run; null for none.</param>
/// <param name="pace">Passes the time that so many bytes take on the line.</param>
/// <param name="serve">Talks on the line until it is told to end.</param>
internal sealed class TerminalService(string? link, Func<int, CancellationToken, Task> pace, Func<Stream, CancellationToken, Task> serve) : IWireService
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PseudoTerminal? _terminal;
    private CancellationTokenSource _cut = new();
    private Task _talking = Task.CompletedTask;

    /// <summary>A serial line has none.</summary>
    public int Port => 0;

    /// <summary>What a host opens, for example /dev/pts/4; empty before the first <see cref="Open"/>.</summary>
    public string Path { get; private set; } = "";

    public Task Failed => _failed.Task;

    /// <exception cref="IOException">The system gives no pseudo-terminal.</exception>
    public void Open()
    {
        _terminal ??= Make();
        _cut = new CancellationTokenSource();
        _terminal.Hear();
        _talking = TalkAsync(_terminal, _cut.Token);
    }

    public Task RefuseAsync()
    {
        _terminal?.Ignore();
        return Task.CompletedTask;
    }

    public async Task CloseAsync()
    {
        await RefuseAsync();
        await _cut.CancelAsync();
        await _talking;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (_terminal is not null)
            await _terminal.DisposeAsync();
        if (link is not null)
            File.Delete(link);
    }

    private PseudoTerminal Make()
    {
        var terminal = PseudoTerminal.Open(pace);
        Path = terminal.Path;
        if (link is null)
            return terminal;

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(link)!);
        File.Delete(link);
        File.CreateSymbolicLink(link, terminal.Path);
        return terminal;
    }

    private async Task TalkAsync(Stream terminal, CancellationToken cut)
    {
        try
        {
            await serve(terminal, cut);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The power went, or the office closes.
        }
        catch (Exception exception)
        {
            _failed.TrySetException(exception);
        }
    }
}
