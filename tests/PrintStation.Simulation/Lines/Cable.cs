using PrintStation.Emulators.Wire;

namespace PrintStation.Simulation.Lines;

/// <summary>One connection between the station and a device.</summary>
internal sealed class Connection(string name, TimeProvider time)
{
    public string Name { get; } = name;

    public ByteQueue ToDevice { get; } = new(time);

    public ByteQueue ToStation { get; } = new(time);

    public void Cut()
    {
        ToDevice.Cut();
        ToStation.Cut();
    }
}

/// <summary>The device's side of its line, without a network: it is found by its port.</summary>
internal sealed class CableService(
    int port, int mostConnections, Func<Stream, CancellationToken, Task> serve, Func<Connection, Stream> deviceEnd) : IWireService
{
    private readonly List<(Connection Connection, CancellationTokenSource Cut, Task Ended)> _open = [];
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Port { get; } = port;

    public Task Failed => _failed.Task;

    public bool IsListening { get; private set; }

    public void Open() => IsListening = true;

    public Task RefuseAsync()
    {
        IsListening = false;
        return Task.CompletedTask;
    }

    public async Task CloseAsync()
    {
        IsListening = false;
        await CutAsync();
    }

    /// <summary>Cuts the connections that are open now. Whether the device listens is its own affair: it may lose its power meanwhile.</summary>
    public async Task CutAsync()
    {
        var open = _open.ToList();
        foreach (var (connection, cut, _) in open)
        {
            connection.Cut();
            await cut.CancelAsync();
        }

        await Task.WhenAll(open.Select(entry => entry.Ended));
        _open.RemoveAll(entry => entry.Ended.IsCompleted);
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    /// <summary>A station connects; the oldest connection gives way when there are too many.</summary>
    public async Task AcceptAsync(Connection connection)
    {
        _open.RemoveAll(entry => entry.Ended.IsCompleted);
        if (_open.Count >= mostConnections)
        {
            var (oldest, cutOldest, _) = _open[0];
            _open.RemoveAt(0);
            oldest.Cut();
            await cutOldest.CancelAsync();
        }

        var cut = new CancellationTokenSource();
        _open.Add((connection, cut, TalkAsync(connection, cut.Token)));
    }

    private async Task TalkAsync(Connection connection, CancellationToken cut)
    {
        await Task.Yield();
        try
        {
            await serve(deviceEnd(connection), cut);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The line ended.
        }
        catch (Exception e)
        {
            _failed.TrySetException(e);
        }
        finally
        {
            connection.Cut();
        }
    }
}
