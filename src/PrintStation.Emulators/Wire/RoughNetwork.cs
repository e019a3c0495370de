namespace PrintStation.Emulators.Wire;

/// <summary>`proxy`: the office's network as a program of its own, that can be killed; on a bad day when it has a seed.</summary>
internal sealed class RoughNetwork : IAsyncDisposable
{
    private const int MostConnections = 64;
    private readonly Random? _random;
    private readonly Lock _gate = new();
    private readonly TextWriter _journal;
    private readonly TcpService _service;
    private int _connections;

    /// <param name="target">host:port of the centre.</param>
    /// <param name="seed">The same seed gives the n-th connection the same fate; null: all are good.</param>
    /// <param name="journal">Told of each connection that is not good.</param>
    public RoughNetwork(int port, string target, int? seed, TimeProvider timeProvider, TextWriter journal)
    {
        (_random, _journal) = (seed is { } number ? new Random(number) : null, journal);
        _service = new TcpService(port, MostConnections, new TcpProxy(target, timeProvider, NextFate).PassAsync);
    }

    public int Port => _service.Port;

    /// <summary>Ends only with a bug.</summary>
    public Task Failed => _service.Failed;

    public void Open() => _service.Open();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    private LineFate NextFate()
    {
        lock (_gate)
        {
            var fate = _random is null ? LineFate.Good : LineFate.Draw(_random);
            _connections++;
            if (fate != LineFate.Good)
                _journal.WriteLine($"connection {_connections}: {fate}");
            return fate;
        }
    }
}
