using PrintStation.Simulation.Time;
using PrintStation.Transports;

namespace PrintStation.Simulation.Lines;

/// <summary>The station's end of a line: what a driver holds. Each call is a point at which the process may die.</summary>
internal sealed class StationEnd(string name, Func<CableService?> device, LineWeather weather, Life life, TimeProvider world) : IByteTransport
{
    private Connection? _connection;

    public string Name { get; } = name;

    public bool IsOpen => _connection is not null;

    /// <summary>Called for each whole write that reached the device.</summary>
    public Action<ReadOnlyMemory<byte>>? Sent { get; init; }

    public async Task OpenAsync(CancellationToken token)
    {
        Close();
        life.Point("connect");
        if (device() is not { IsListening: true } listening)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), world, token);
            life.Point("connect refused");
            throw new IOException($"{Name} is not reachable.");
        }

        var connection = new Connection(Name, world);
        await listening.AcceptAsync(connection);
        life.Point("connected");
        _connection = connection;
    }

    public void Close()
    {
        _connection?.Cut();
        _connection = null;
    }

    public async Task<int> DrainAsync(CancellationToken token)
    {
        life.Point("drain");
        var connection = Line();
        var buffer = new byte[4096];
        var drained = 0;
        while (connection.ToStation.HasBytes || connection.ToStation.IsCut)
        {
            var count = await connection.ToStation.ReadAsync(buffer, token);
            if (count == 0)
                throw new IOException($"{Name} was closed by the other side.");
            drained += count;
        }

        return drained;
    }

    public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        life.Point("before a write to a device");
        var connection = Line();
        if (connection.ToDevice.IsCut)
            throw new IOException($"{Name} broke while sending.");
        var copy = bytes.ToArray();
        var journey = weather.Draw();
        var part = journey switch
        {
            LineWeather.Journey.CutBefore => 0,
            LineWeather.Journey.CutWithin => copy.Length / 2,
            _ => copy.Length,
        };
        connection.ToDevice.Send(copy.AsMemory(0, part), weather.Latency());
        if (part == copy.Length)
            Sent?.Invoke(copy);
        if (journey != LineWeather.Journey.Whole)
        {
            // The bytes before the break still arrive; nothing behind them does.
            connection.ToStation.Cut();
            _ = world.CreateTimer(_ => connection.Cut(), null, TimeSpan.FromMilliseconds(50), Timeout.InfiniteTimeSpan);
            throw new IOException($"{Name} broke while sending.");
        }

        life.Point("after a write to a device");
        return Task.CompletedTask;
    }

    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token)
    {
        life.Point("before a read from a device");
        var count = await Line().ToStation.ReadAsync(buffer, token);
        life.Point("after a read from a device");
        return count;
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private Connection Line() => _connection ?? throw new IOException($"{Name} is not open.");
}
