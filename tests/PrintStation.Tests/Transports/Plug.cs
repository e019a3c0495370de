using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

/// <summary>The plug of a line, which somebody may pull out and put in again.</summary>
internal sealed class Plug
{
    public const string Out = "the plug is out";

    public bool IsIn { get; set; } = true;

    public IByteTransport Open(string address, TimeSpan connectTimeout, TimeProvider timeProvider) =>
        new Line(IByteTransport.Open(address, connectTimeout, timeProvider), this);

    private sealed class Line(IByteTransport line, Plug plug) : IByteTransport
    {
        public string Name => line.Name;

        public bool IsOpen => line.IsOpen;

        public int? Baud => line.Baud;

        public Task OpenAsync(CancellationToken token) => Plugged().OpenAsync(token);

        public void Close() => line.Close();

        public Task<int> DrainAsync(CancellationToken token) => Plugged().DrainAsync(token);

        public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token) => Plugged().WriteAsync(bytes, token);

        public Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token) => Plugged().ReadAsync(buffer, token);

        public ValueTask DisposeAsync() => line.DisposeAsync();

        private IByteTransport Plugged() => plug.IsIn ? line : throw new IOException($"{Name}: {Out}.");
    }
}
