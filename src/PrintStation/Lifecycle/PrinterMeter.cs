using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace PrintStation.Lifecycle;

/// <summary>How well the printers are used, for whoever listens to the meter "PrintStation". The printer's name is the only tag.</summary>
internal sealed class PrinterMeter : IDisposable
{
    public const string Name = "PrintStation";
    public const string Gap = "printstation.printer.gap";
    public const string Utilization = "printstation.printer.utilization";

    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _gaps;
    private readonly ConcurrentBag<PrinterPace> _paces = [];
    private readonly TimeProvider _clock;

    public PrinterMeter(TimeProvider clock)
    {
        _clock = clock;
        _gaps = _meter.CreateHistogram<double>(Gap, "s", "From the printer's last answer to a card that left it to the first byte of the next card.");
        _meter.CreateObservableGauge(
            Utilization, () => _paces.Select(pace => new Measurement<double>(pace.Share(), Tag(pace.Printer))), "1",
            "Share of the time since the start in which the printer worked on a card.");
    }

    public PrinterPace Of(string printer)
    {
        var pace = new PrinterPace(printer, _clock, gap => _gaps.Record(gap.TotalSeconds, Tag(printer)));
        _paces.Add(pace);
        return pace;
    }

    /// <summary>A printer that pauses, or whose station does, neither works nor has a gap.</summary>
    /// <param name="scope">Of the gate.</param>
    public void Paused(string scope)
    {
        foreach (var pace in _paces.Where(pace => scope == StationGate.Station || scope == pace.Printer))
            pace.Idles();
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string printer) => new("printer", printer);
}

/// <summary>When one printer works on a card. Its lane tells; anybody may read.</summary>
/// <param name="recordGap">Gets the time between two cards, where the second was there to be made when the first had left.</param>
internal sealed class PrinterPace(string printer, TimeProvider clock, Action<TimeSpan> recordGap)
{
    private readonly Lock _lock = new();
    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _worked;
    private long? _began;
    private long? _ready;

    public string Printer => printer;

    /// <summary>The next bytes to the printer feed a card.</summary>
    public void Feeds()
    {
        TimeSpan? gap;
        lock (_lock)
            gap = _ready is { } ready ? clock.GetElapsedTime(ready) : null;
        if (gap is { } between)
            recordGap(between);
        Works();
    }

    /// <summary>The next bytes to the printer are for the card inside.</summary>
    public void Works()
    {
        lock (_lock)
            (_began, _ready) = (_began ?? clock.GetTimestamp(), null);
    }

    /// <summary>The printer has said that the card left it.</summary>
    public void IsReady()
    {
        lock (_lock)
        {
            Stop();
            _ready = clock.GetTimestamp();
        }
    }

    /// <summary>There is no card to make, or something keeps the printer from it: what follows is neither work nor a gap.</summary>
    public void Idles()
    {
        lock (_lock)
        {
            Stop();
            _ready = null;
        }
    }

    /// <summary>Of the time since the start, 0 to 1.</summary>
    public double Share()
    {
        lock (_lock)
            return clock.GetElapsedTime(_start) is { Ticks: > 0 } all ? (_worked + SinceBegun()) / all : 0;
    }

    private void Stop()
    {
        _worked += SinceBegun();
        _began = null;
    }

    private TimeSpan SinceBegun() => _began is { } began ? clock.GetElapsedTime(began) : TimeSpan.Zero;
}
