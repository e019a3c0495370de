using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Benchmarks.Offices;
using PrintStation.Printers;
using PrintStation.Transports;

namespace PrintStation.Benchmarks.Gap;

/// <summary>What the shipped driver sends for one card: settings, feed, print, back to the chip, out.</summary>
internal static class RecordedCard
{
    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    /// <summary>Prints a real face on the virtual printer.</summary>
    /// <returns>Every byte that was sent, as it was sent.</returns>
    public static async Task<byte[]> PrintAsync(Bench bench, int port, CancellationToken token)
    {
        var model = PrinterModelFile.Load(Path.Combine(bench.Root, "config", "printers", "evolis", "primacy2.json"));
        Recorder? line = null;
        await using var printer = CardPrinters.Open("printer-1", model, $"tcp://127.0.0.1:{port}",
            (address, _, time) => line = new Recorder(IByteTransport.Open(address, Connect, time)), Bench.Time, NullLoggerFactory.Instance);
        await DrivenCard.PrintAsync(printer, DrivenCard.Panels(model), token);
        return line!.Sent.ToArray();
    }

    private sealed class Recorder(IByteTransport line) : IByteTransport
    {
        public MemoryStream Sent { get; } = new();

        public string Name => line.Name;

        public bool IsOpen => line.IsOpen;

        public int? Baud => line.Baud;

        public Task OpenAsync(CancellationToken token) => line.OpenAsync(token);

        public void Close() => line.Close();

        public Task<int> DrainAsync(CancellationToken token) => line.DrainAsync(token);

        public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
        {
            Sent.Write(bytes.Span);
            await line.WriteAsync(bytes, token);
        }

        public Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token) => line.ReadAsync(buffer, token);

        public ValueTask DisposeAsync() => line.DisposeAsync();
    }
}
