using System.Diagnostics.Metrics;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>What a listener to the station's meter hears of one printer.</summary>
internal sealed class HeardMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<double> _gaps = [];
    private double? _share;

    public HeardMeter(string printer)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == PrinterMeter.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            Assert.That(tags.ToArray().Select(tag => tag.Key), Is.EqualTo(new[] { "printer" }), "the only tag");
            if (!Equals(tags[0].Value, printer))
                return;
            if (instrument.Name == PrinterMeter.Utilization)
                _share = value;
            else
                lock (_gaps)
                    _gaps.Add(value);
            Units[instrument.Name] = instrument.Unit;
        });
        _listener.Start();
    }

    /// <summary>In seconds, in their order.</summary>
    public IReadOnlyList<double> Gaps
    {
        get
        {
            lock (_gaps)
                return [.. _gaps];
        }
    }

    public Dictionary<string, string?> Units { get; } = [];

    /// <summary>Now; null where nobody told.</summary>
    public double? AskUtilization()
    {
        _share = null;
        _listener.RecordObservableInstruments();
        return _share;
    }

    public void Dispose() => _listener.Dispose();
}
