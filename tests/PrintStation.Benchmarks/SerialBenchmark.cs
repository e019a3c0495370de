using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Benchmarks.Offices;
using PrintStation.Printers;
using PrintStation.Transports;

namespace PrintStation.Benchmarks;

/// <summary>The shipped driver prints a real face over a line that takes ten bits' time for each byte at 115,200 baud, both ways, into a virtual printer
/// whose mechanics take no time: raw, and with the panels K and O compressed. The colours stay raw: their compression is not sure on this
/// model.</summary>
internal static class SerialBenchmark
{
    private const int Baud = 115_200;
    private const double Speed = 1000;
    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    /// <summary>A driver that does not know how slow its line is waits this long for each panel.</summary>
    private const int RawDownloadMilliseconds = 120_000;

    public static async Task<Report> RunAsync(Bench bench, CancellationToken token)
    {
        using var office = await BenchOffice.PrepareAsync(bench, new OfficePlan("office", 2, 1, Speed, 2), token);
        await office.OpenAsync(token);
        var model = PrinterModelFile.Load(Path.Combine(bench.Root, "config", "printers", "evolis", "primacy2.json"));
        var panels = DrivenCard.Panels(model);

        Bench.Say($"a card at {Baud:#,0} baud, raw");
        var raw = await PrintAsync(office, model with { Timings = model.Timings with { DownloadMilliseconds = RawDownloadMilliseconds } }, null, panels, token);
        Bench.Say($"a card at {Baud:#,0} baud, K and O compressed");
        var compressed = await PrintAsync(office, model, Baud, panels, token);
        return new Report(
            [
                new Figure("raw", "s a card", raw.Seconds),
                new Figure("  bytes sent", "bytes", raw.Sent),
                new Figure("K and O compressed", "s a card", compressed.Seconds),
                new Figure("  bytes sent", "bytes", compressed.Sent),
            ],
            [],
            [
                $"Nearly all is the line: {raw.Sent * 10.0 / Baud:0.0} and {compressed.Sent * 10.0 / Baud:0.0} s for the bytes alone. The colours are "
                    + $"{3 * model.DotsAcross * model.DotsAlong * 6 / 8:#,0} of them.",
            ]);
    }

    private static async Task<(double Seconds, long Sent)> PrintAsync(
        BenchOffice office, PrinterModel model, int? known, IReadOnlyList<PrintPanel> panels, CancellationToken token)
    {
        PacedLine? line = null;
        await using var printer = CardPrinters.Open("printer-1", model, $"tcp://127.0.0.1:{office.PrinterPorts[0]}",
            (address, _, time) => line = new PacedLine(IByteTransport.Open(address, Connect, time), Baud, known), Bench.Time, NullLoggerFactory.Instance);
        var began = Stopwatch.GetTimestamp();
        await DrivenCard.PrintAsync(printer, panels, token);
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, line!.Sent);
    }

    /// <summary>A line as slow as a serial one.</summary>
    /// <param name="known">What the driver knows of it.</param>
    private sealed class PacedLine(IByteTransport line, int baud, int? known) : IByteTransport
    {
        private const int BitsAByte = 10;

        public string Name => line.Name;

        public bool IsOpen => line.IsOpen;

        public int? Baud => known;

        public long Sent { get; private set; }

        public Task OpenAsync(CancellationToken token) => line.OpenAsync(token);

        public void Close() => line.Close();

        public Task<int> DrainAsync(CancellationToken token) => line.DrainAsync(token);

        public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
        {
            await PassAsync(bytes.Length, token);
            await line.WriteAsync(bytes, token);
            Sent += bytes.Length;
        }

        public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token)
        {
            var count = await line.ReadAsync(buffer, token);
            await PassAsync(count, token);
            return count;
        }

        public ValueTask DisposeAsync() => line.DisposeAsync();

        private Task PassAsync(int bytes, CancellationToken token) => Task.Delay(TimeSpan.FromSeconds((double)bytes * BitsAByte / baud), Bench.Time, token);
    }
}
