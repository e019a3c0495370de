internal sealed class Blank(string uid)
{
    public string Uid => uid;

    /// <summary>store, hopper(printer), machine(printer), output, reject, or hand: with a person, on a reader, on the floor.</summary>
    public string Place { get; set; } = "store";

    public string? Printer { get; set; }

    public DateTimeOffset? FedAt { get; set; }

    public int? Slot { get; set; }

    public bool Written { get; set; }

    public bool Locked { get; set; }

    public int Faces { get; set; }

    public string Panels { get; set; } = "";

    /// <summary>Only the first break in a blank's story is told: the later ones follow from it.</summary>
    public bool Broken { get; set; }
}

/// <summary>Where every blank is, by the events alone.</summary>
internal sealed class World
{
    private readonly Dictionary<string, Blank> _blanks = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Blank> Blanks => _blanks.Values;

    public Blank? Find(string? uid) => uid is null ? null : _blanks.GetValueOrDefault(uid);

    public IEnumerable<Blank> At(string place) => _blanks.Values.Where(blank => blank.Place == place);

    public static World Replay(IEnumerable<Event> events, Findings findings)
    {
        var world = new World();
        foreach (var happened in events.Where(happened => happened.Blank is not null))
        {
            if (!world._blanks.TryGetValue(happened.Blank!, out var blank))
                world._blanks.Add(happened.Blank!, blank = new(happened.Blank!));
            Apply(blank, happened, findings);
        }

        return world;
    }

    private static void Apply(Blank blank, Event happened, Findings findings)
    {
        var machine = $"machine({happened.Printer})";
        switch (happened.Name)
        {
            case "loaded": Move(blank, happened, ["store"], $"hopper({happened.Printer})", findings); break;
            case "unloaded": Move(blank, happened, [$"hopper({happened.Printer})"], "store", findings); break;
            case "fed" or "stuck":
                Move(blank, happened, [$"hopper({happened.Printer})"], machine, findings);
                (blank.Printer, blank.FedAt) = (happened.Printer, happened.At);
                break;
            case "moved" or "jammed": Move(blank, happened, [machine], machine, findings); break;
            case "chip-written":
                Move(blank, happened, [machine, "hand"], blank.Place, findings);
                blank.Written = true;
                break;
            case "chip-locked":
                Move(blank, happened, [machine, "hand"], blank.Place, findings);
                blank.Locked = true;
                break;
            case "panel-printed":
                Move(blank, happened, [machine], machine, findings);
                blank.Panels += happened.Panel;
                break;
            case "printed":
                Move(blank, happened, [machine], machine, findings);
                blank.Faces++;
                break;
            case "ejected":
                Move(blank, happened, [machine], "output", findings);
                blank.Slot = happened.Slot;
                break;
            case "rejected":
                Move(blank, happened, [machine], "reject", findings);
                blank.Slot = happened.Slot;
                break;
            case "removed":
                Move(blank, happened, [machine, $"hopper({happened.Printer})", "output", "reject", "hand"], "hand", findings);
                break;
            case "laid-on-reader": Move(blank, happened, ["hand"], "hand", findings); break;
            case "put-in-reject":
                Move(blank, happened, ["hand"], "reject", findings);
                blank.Slot = happened.Slot;
                break;
            case "put-in-output":
                Move(blank, happened, ["hand"], "output", findings);
                blank.Slot = happened.Slot;
                break;
        }
    }

    private static void Move(Blank blank, Event happened, string[] from, string to, Findings findings)
    {
        if (!from.Contains(blank.Place) && !blank.Broken)
        {
            findings.Add(Kind.Blank, $"card {blank.Uid}", $"world.jsonl has it {happened.Name} at {happened.Printer ?? "the office"}, "
                + $"but the events before leave it in: {blank.Place}");
            blank.Broken = true;
        }

        blank.Place = to;
    }
}
