namespace PrintStation.Emulators.Wire;

/// <summary>A device's side of its line: it listens, and talks on each connection. Closed, it cuts and refuses connections.</summary>
internal interface IWireService : IAsyncDisposable
{
    int Port { get; }

    /// <summary>Ends only with a bug in what serves.</summary>
    Task Failed { get; }

    void Open();

    /// <summary>Takes no new connections; those that are open stay.</summary>
    Task RefuseAsync();

    Task CloseAsync();
}

/// <summary>Makes the device's side of a line.</summary>
/// <param name="serve">Talks on one connection until it ends; faults of the line may come out of it.</param>
internal delegate IWireService WireListener(int port, int mostConnections, Func<Stream, CancellationToken, Task> serve);
