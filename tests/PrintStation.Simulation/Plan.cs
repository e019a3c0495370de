using System.Globalization;
using PrintStation.Lifecycle;

namespace PrintStation.Simulation;

/// <summary>What one seed has in store. Everything is drawn at the start, so that the same seed is the same day.</summary>
internal sealed record Plan
{
    private const int LateSeed = 0x1A7E;
    private const int CableSeed = 0xCAB1E;

    private static readonly string[] Phases = ["feed", "encode", "print", "verify", "eject"];

    /// <summary>Faults of cards, in the virtual office's words.</summary>
    public required string CardFaults { get; init; }

    public required double LineRoughness { get; init; }

    /// <summary>The share of queries to a printer that the OK of the command before comes in answer to.</summary>
    public required double Staleness { get; init; }

    public required double NetworkRoughness { get; init; }

    public required double Carelessness { get; init; }

    /// <summary>The share of movements that draw somebody's hands to the machine.</summary>
    public required double Reach { get; init; }

    /// <summary>The share of physical events soon after which the process dies.</summary>
    public required double AimedDeaths { get; init; }

    /// <summary>Points between two deaths, in the mean; null: no process dies.</summary>
    public required double? MeanPointsToDeath { get; init; }

    public required int MostDeaths { get; init; }

    /// <summary>From then on nothing goes wrong any more, and the queue must come to its end.</summary>
    public required TimeSpan FairFrom { get; init; }

    public required IReadOnlyList<Mishap> Mishaps { get; init; }

    public required OfflineMode Offline { get; init; }

    /// <summary>At the restore of the centre the second station is declared lost, and it comes back.</summary>
    public bool SecondIsLost { get; private init; }

    /// <summary>At the restore of the station's books, a few seconds old, the one machine that was used meanwhile is slow to start.</summary>
    public bool UsedMachineIsLate { get; private init; }

    /// <summary>Nobody touches a card or a machine but as the station asks, and no books come back from an earlier moment.</summary>
    public bool IsOfCarefulPeople => Carelessness == 0 && Reach == 0 && !RestoresStation;

    public bool RestoresCentre => Mishaps.Any(mishap => mishap.Kind == MishapKind.CentreRestore);

    public bool RestoresStation => Mishaps.Any(mishap => mishap.Kind == MishapKind.StationRestore);

    /// <summary>Books count as older than the plastic when they are, and when the file beside them is gone: what it held is not known then.</summary>
    public bool BooksMayBeBehind => RestoresStation || Mishaps.Any(mishap => mishap.LosesHeadFile);

    /// <param name="chance">The day's own sequence, at its start.</param>
    public static Plan Of(int seed, Chance chance)
    {
        // Sequences of their own, so that what was thought of later leaves the rest of the day as it is.
        var (field, late) = (new Chance(~seed), new Chance(seed ^ LateSeed));
        var fairFrom = chance.Between(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(20));
        return new Plan
        {
            CardFaults = string.Join(',', DrawCardFaults(chance).Concat(DrawFieldFaults(field))),
            LineRoughness = chance.Happens(0.4) ? 0 : Spread(chance, 0.00003, 0.002),
            Staleness = late.Happens(0.85) ? 0 : Spread(late, 0.01, 0.2),
            NetworkRoughness = chance.Happens(0.4) ? 0 : Spread(chance, 0.01, 0.4),
            Carelessness = chance.Happens(0.5) ? 0 : Spread(chance, 0.01, 0.3),
            Reach = chance.Happens(0.7) ? 0 : Spread(chance, 0.003, 0.08),
            AimedDeaths = chance.Happens(0.6) ? 0 : Spread(chance, 0.003, 0.08),
            MeanPointsToDeath = chance.Happens(0.25) ? null : Spread(chance, 300, 60_000),
            MostDeaths = chance.Next(1, 25),
            FairFrom = fairFrom,
            Mishaps = [.. DrawMishaps(chance, fairFrom).OrderBy(mishap => mishap.At)],
            Offline = chance.Happens(0.2) ? OfflineMode.Stop : OfflineMode.PrintFetched,
        }.WithFieldMishaps(field).WithLateComer(late).WithLateThoughts(new Chance(seed ^ CableSeed));
    }

    /// <param name="kind">Null: whatever befalls it.</param>
    public static bool Befalls(int seed, MishapKind? kind) => kind is null || Of(seed, new Chance(seed)).Mishaps.Any(mishap => mishap.Kind == kind);

    private Plan WithFieldMishaps(Chance field)
    {
        var mishaps = Mishaps.ToList();
        Add(field, FairFrom, mishaps, MishapKind.SamUnplugged, 0.2, 3);
        Add(field, FairFrom, mishaps, MishapKind.DeskUnplugged, 0.2, 3);
        Add(field, FairFrom, mishaps, MishapKind.HeadFile, 0.15, 3);
        var second = field.Happens(0.3) ? SecondRestore(mishaps) : null;
        if (second is not null)
            mishaps.Add(second);
        return this with
        {
            Mishaps = [.. mishaps.OrderBy(mishap => mishap.At)],
            FairFrom = second is { } last && EndOf(last) > FairFrom ? EndOf(last) : FairFrom,
        };
    }

    /// <summary>On a day with a restore, the other books come back as well: from a backup that was made when the first ones stood again. What both
    /// have forgotten nobody is left to know: backups of one moment are no case for a simulation. A centre that forgets what it has revoked: whoever
    /// revoked it would have to say it again.</summary>
    private static Mishap? SecondRestore(IReadOnlyList<Mishap> mishaps) =>
        mishaps.FirstOrDefault(mishap => mishap.Kind is MishapKind.CentreRestore or MishapKind.StationRestore) is not { } first
        || mishaps.Any(mishap => mishap.Kind == MishapKind.Revocation)
            ? null
            : first with
            {
                Kind = first.Kind == MishapKind.CentreRestore ? MishapKind.StationRestore : MishapKind.CentreRestore,
                At = EndOf(first),
                Size = 1 - first.Size,
            };

    /// <summary>On some days with a restore of the centre, early, while jobs wait, the second station takes some that the centre then forgets, and is
    /// declared lost before it is heard of again.</summary>
    private Plan WithLateComer(Chance late) =>
        !late.Happens(0.4) || !RestoresCentre || Mishaps.Any(mishap => mishap.Kind is MishapKind.SecondStation or MishapKind.StationRestore) ? this : this with
        {
            SecondIsLost = true,
            Mishaps = [.. Mishaps
                .Select(mishap => mishap.Kind == MishapKind.CentreRestore ? mishap with { At = mishap.At / 5 } : mishap)
                .OrderBy(mishap => mishap.At)],
        };

    private Plan WithLateThoughts(Chance cables)
    {
        var mishaps = Mishaps.ToList();
        Add(cables, FairFrom, mishaps, MishapKind.ReadersExchanged, 0.2, 2);
        var isLate = cables.Happens(0.4) && RestoresStation;
        return this with
        {
            UsedMachineIsLate = isLate,
            Mishaps = [.. mishaps.Select(mishap => isLate ? WithYoungBackup(mishap) : mishap).OrderBy(mishap => mishap.At)],
        };
    }

    private static Mishap WithYoungBackup(Mishap mishap) => mishap.Kind != MishapKind.StationRestore ? mishap : mishap with
    {
        Length = TimeSpan.FromSeconds(5 + (20 * mishap.Size)),
    };

    private static TimeSpan EndOf(Mishap restore) => restore.At + restore.Length + TimeSpan.FromMinutes(3);

    private static List<string> DrawCardFaults(Chance chance) => DrawFaults(chance, none: 0.2, below: 10, card => chance.Next(12) switch
    {
        0 => $"feeder-empty@{card}",
        1 => $"double-feed@{card}",
        2 => $"jam@{card}:{chance.Of(["feed", "encode", "print", "eject"])}",
        3 => $"ribbon-end@{card}",
        4 => $"mute-chip@{card}",
        5 => $"chip-tear@{card}",
        6 => $"stale-reply@{card}:{chance.Of(["feed", "print", "verify", "eject"])}",
        7 => $"reject-full@{card}",
        8 => $"ribbon-false@{card}",
        9 => $"head-error@{card}",
        10 => $"chip-forget@{card}",
        _ => $"power-cut@{card}:{chance.Of(Phases)}:{chance.Of(["eject", "reject", "restart"])}",
    });

    /// <summary>What technicians of the field report. Half of the days have none.</summary>
    private static List<string> DrawFieldFaults(Chance chance) => DrawFaults(chance, none: 0.5, below: 8, card => chance.Next(12) switch
    {
        0 => $"exit-full@{card}",
        1 => $"exit-slot@{card}",
        2 => $"cover-open@{card}:{chance.Of(["idle", "feed", "print", "eject"])}",
        3 => $"ribbon-none@{card}",
        4 => $"ribbon-zone@{card}",
        5 => $"cleaning@{card}",
        6 => $"head-hot@{card}",
        7 => $"reader-dark@{card}",
        8 => $"local-text@{card}",
        9 => $"short-download@{card}",
        10 => $"offline@{card}:{chance.Of(["feed", "print", "verify", "eject"])}",
        _ => $"power-cut@{card}:{chance.Of(Phases)}:stay",
    });

    /// <param name="none">The share of days without any.</param>
    /// <param name="below">More than the most of the others.</param>
    private static List<string> DrawFaults(Chance chance, double none, int below, Func<string, string> ofCard) =>
        [.. Enumerable.Range(0, chance.Happens(none) ? 0 : chance.Next(1, below))
            .Select(_ => ofCard(chance.Next(1, 45).ToString(CultureInfo.InvariantCulture)))];

    /// <summary>As often small as large: the logarithm is spread evenly.</summary>
    private static double Spread(Chance chance, double least, double most) =>
        Math.Exp(Math.Log(least) + ((Math.Log(most) - Math.Log(least)) * chance.NextDouble()));

    private static List<Mishap> DrawMishaps(Chance chance, TimeSpan fairFrom)
    {
        var mishaps = new List<Mishap>();
        Add(MishapKind.NetworkDown, 0.35, 3);
        Add(MishapKind.PrinterUnplugged, 0.25, 3);
        Add(MishapKind.ReaderUnplugged, 0.2, 3);
        Add(MishapKind.PowerCut, 0.3, 3);
        Add(MishapKind.DiskFull, 0.15, 2);
        Add(MishapKind.DiskReadOnly, 0.1, 2);
        Add(MishapKind.ClockJump, 0.2, 3);
        Add(MishapKind.SparePrinter, 0.1, 2);
        Add(MishapKind.StationStop, 0.15, 2);
        Add(MishapKind.CentreRestore, 0.1, 2);
        Add(MishapKind.SecondStation, 0.15, 3);
        // A centre that forgets what it has revoked: whoever revoked it would have to say it again.
        if (!mishaps.Any(mishap => mishap.Kind == MishapKind.CentreRestore))
            Add(MishapKind.Revocation, 0.15, 4);
        if (!mishaps.Any(mishap => mishap.Kind == MishapKind.CentreRestore))
            Add(MishapKind.StationRestore, 0.15, 2);
        return mishaps;

        void Add(MishapKind kind, double share, int most) => Plan.Add(chance, fairFrom, mishaps, kind, share, most);
    }

    /// <param name="share">Of the days that have any.</param>
    /// <param name="most">One more than there may be.</param>
    private static void Add(Chance chance, TimeSpan fairFrom, List<Mishap> mishaps, MishapKind kind, double share, int most)
    {
        if (!chance.Happens(share))
            return;
        for (var count = chance.Next(1, most); count > 0; count--)
            mishaps.Add(new Mishap(kind, fairFrom * chance.NextDouble(), TimeSpan.FromSeconds(Spread(chance, 1, 600)), chance.Next(2),
                chance.NextDouble()));
    }
}

internal enum MishapKind
{
    NetworkDown,
    PrinterUnplugged,
    ReaderUnplugged,
    SamUnplugged,
    DeskUnplugged,
    PowerCut,
    DiskFull,
    DiskReadOnly,
    ClockJump,
    SparePrinter,
    StationStop,
    CentreRestore,
    StationRestore,

    /// <summary>The small file with the head of the ledger is lost, or put back as it was some time ago.</summary>
    HeadFile,

    /// <summary>The centre revokes a job.</summary>
    Revocation,

    /// <summary>Another station of the office takes jobs, and the centre's clock may be days ahead.</summary>
    SecondStation,

    /// <summary>Somebody puts the cables of the two printers' readers back the other way round.</summary>
    ReadersExchanged,
}

/// <param name="Length">How long it lasts; for a restore, how old the backup is.</param>
/// <param name="Printer">Which printer it meets, from 0.</param>
/// <param name="Size">0 to 1; what it means depends on the kind.</param>
internal sealed record Mishap(MishapKind Kind, TimeSpan At, TimeSpan Length, int Printer, double Size)
{
    /// <summary>Lost for good, not put back from an earlier moment.</summary>
    public bool LosesHeadFile => Kind == MishapKind.HeadFile && Size < 0.5;
}
