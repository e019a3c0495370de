namespace PrintStation.Emulators.World;

/// <summary>How long the mechanics take; each divided by the office's speed.</summary>
internal sealed class PhysicalDurations(double speed)
{
    /// <summary>Hopper to the first station, 3 s.</summary>
    public TimeSpan Feed { get; } = TimeSpan.FromSeconds(3 / speed);

    /// <summary>Chip station to print head, 2 s.</summary>
    public TimeSpan ToPrintHead { get; } = TimeSpan.FromSeconds(2 / speed);

    /// <summary>One panel, 4 s.</summary>
    public TimeSpan Panel { get; } = TimeSpan.FromSeconds(4 / speed);

    /// <summary>Print head back to the chip station, 2 s.</summary>
    public TimeSpan ToChipStation { get; } = TimeSpan.FromSeconds(2 / speed);

    /// <summary>To the output, 2 s.</summary>
    public TimeSpan Eject { get; } = TimeSpan.FromSeconds(2 / speed);

    /// <summary>To the reject box, 2.5 s.</summary>
    public TimeSpan Reject { get; } = TimeSpan.FromSeconds(2.5 / speed);

    /// <summary>The mains stay away, 10 s.</summary>
    public TimeSpan Outage { get; } = TimeSpan.FromSeconds(10 / speed);

    /// <summary>From the power's return until the printer answers, 8 s.</summary>
    public TimeSpan PowerOn { get; } = TimeSpan.FromSeconds(8 / speed);

    /// <summary>A head that is too hot, 20 s.</summary>
    public TimeSpan Cooling { get; } = TimeSpan.FromSeconds(20 / speed);

    /// <summary>From a reply that came too late to the answer to what was asked meanwhile, 1 s.</summary>
    public TimeSpan AfterLateReply { get; } = TimeSpan.FromSeconds(1 / speed);

    /// <summary>So many bytes on a serial line: ten bits each at 115,200 baud.</summary>
    public TimeSpan OnSerialLine(int bytes) => TimeSpan.FromSeconds(bytes * 10 / 115_200.0 / speed);
}
