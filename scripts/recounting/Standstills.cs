/// <summary>When nothing moved, by the events alone. A pause begins no card: it stood at most for so long.</summary>
internal sealed class Standstills(Plastic plastic, IReadOnlyList<Stretch> open)
{
    /// <summary>In a machine at work something moves more often.</summary>
    private static readonly TimeSpan Still = TimeSpan.FromMinutes(1);

    private static readonly string[] Movements = ["fed", "moved", "chip-written", "chip-locked", "panel-printed", "printed", "ejected", "rejected"];

    public IReadOnlyList<string> Printers { get; } = [.. plastic.Happenings.Select(happened => happened.Printer).OfType<string>().Distinct()];

    /// <summary>Minutes of office hours in which this can have been the cause at most.</summary>
    /// <param name="scope">A printer, or the station: then nothing moves in any.</param>
    public double Longest(string cause, string scope) => Minutes((cause, scope) switch
    {
        (_, "station") => Printers.Select(Idle).Aggregate(Stretch.Always, Stretch.Common),
        // A feeder that slips says "empty" as well, and a sensor may err: then the plastic does not show how it looked to the machine.
        ("blanks", _) when !Befell("feeder-empty") => plastic.Counts.Empty($"hopper({scope})", "store"),
        ("ribbon", _) when !Befell("ribbon-false") => WithoutRibbon(scope),
        _ => Idle(scope),
    });

    /// <summary>Minutes of office hours in which a card was stuck in the machine; nobody can print then.</summary>
    public double Jammed(string printer) => Minutes(
    [
        .. Of(printer).Where(happened => happened.Name == "jammed").Select(jam => new Stretch(jam.At,
            plastic.Happenings.FirstOrDefault(next => next.At > jam.At && next.Blank == jam.Blank)?.At ?? plastic.Happenings[^1].At)),
    ]);

    private bool Befell(string fault) => plastic.Happenings.Any(happened => happened.Fault == fault);

    private IEnumerable<Happening> Of(string printer) => plastic.Happenings.Where(happened => happened.Printer == printer);

    private List<Stretch> Idle(string printer)
    {
        var moved = Of(printer).Where(happened => Movements.Contains(happened.Name)).Select(happened => happened.At).Order().ToList();
        return [.. moved.Prepend(DateTimeOffset.MinValue).Zip(moved.Append(DateTimeOffset.MaxValue), (from, to) => new Stretch(from, to))
            .Where(pause => pause.To - pause.From > Still)];
    }

    /// <summary>From the last that it printed until a person put in another; for good where its last one may have ended.</summary>
    private List<Stretch> WithoutRibbon(string printer)
    {
        var (waits, since, hasPrinted) = (new List<Stretch>(), DateTimeOffset.MinValue, true);
        foreach (var happened in Of(printer))
            if (happened.Name == "panel-printed")
            {
                (since, hasPrinted) = (happened.At, true);
            }
            else if (happened.Name == "ribbon-changed")
            {
                waits.Add(new Stretch(since, happened.At));
                (since, hasPrinted) = (happened.At, false);
            }

        return hasPrinted && MayHaveEnded(printer) ? [.. waits, new Stretch(since, DateTimeOffset.MaxValue)] : waits;
    }

    /// <summary>One that no fault befell gives as many prints as another.</summary>
    private bool MayHaveEnded(string printer)
    {
        var ribbons = PlasticRibbon.Of(plastic.Happenings).Where(ribbon => ribbon.Printer == printer).ToList();
        return plastic.Happenings.Any(happened => happened.Fault?.StartsWith("ribbon", StringComparison.Ordinal) == true) || ribbons.Count < 2
            || ribbons[^1].PrintsBegun >= ribbons[..^1].Min(ribbon => ribbon.Prints);
    }

    private double Minutes(IReadOnlyList<Stretch> stretches) => Stretch.Minutes(Stretch.Common(stretches, open));
}
