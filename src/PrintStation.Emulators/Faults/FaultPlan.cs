using System.Globalization;

namespace PrintStation.Emulators.Faults;

/// <summary>The faults still to come. Each happens once.</summary>
internal sealed class FaultPlan
{
    public const string Allowed =
        "feeder-empty@n, double-feed@n, jam@n[:feed|encode|print|eject], ribbon-end@n, ribbon-false@n, head-error@n, "
        + "mute-chip@n, chip-tear@n, chip-forget@n, stale-reply@n[:feed|print|verify|eject], "
        + "late-reply@n[:feed|print|verify|eject], reject-full@n, exit-full@n, exit-slot@n, card-left@n, "
        + "cover-open@n[:print|idle|feed|eject], ribbon-none@n, ribbon-zone@n, cleaning@n, cleaning-mandatory@n, head-hot@n, reader-dark@n, "
        + "local-text@n, short-download@n, offline@n[:print|feed|verify|eject], power-cut@n[:feed|encode|print|verify|eject][:eject|reject|restart|stay], network-down@<start>+<length> in seconds; "
        + "n is the n-th card fed, from 1; several are separated by commas";

    public static readonly IReadOnlyDictionary<FaultKind, string> Words = new Dictionary<FaultKind, string>
    {
        [FaultKind.FeederEmpty] = "feeder-empty",
        [FaultKind.DoubleFeed] = "double-feed",
        [FaultKind.Jam] = "jam",
        [FaultKind.RibbonEnd] = "ribbon-end",
        [FaultKind.RibbonFalse] = "ribbon-false",
        [FaultKind.HeadError] = "head-error",
        [FaultKind.MuteChip] = "mute-chip",
        [FaultKind.ChipTear] = "chip-tear",
        [FaultKind.ChipForget] = "chip-forget",
        [FaultKind.StaleReply] = "stale-reply",
        [FaultKind.LateReply] = "late-reply",
        [FaultKind.RejectFull] = "reject-full",
        [FaultKind.ExitFull] = "exit-full",
        [FaultKind.ExitSlot] = "exit-slot",
        [FaultKind.CardLeft] = "card-left",
        [FaultKind.CoverOpen] = "cover-open",
        [FaultKind.RibbonNone] = "ribbon-none",
        [FaultKind.RibbonZone] = "ribbon-zone",
        [FaultKind.Cleaning] = "cleaning",
        [FaultKind.CleaningMandatory] = "cleaning-mandatory",
        [FaultKind.HeadHot] = "head-hot",
        [FaultKind.ReaderDark] = "reader-dark",
        [FaultKind.LocalText] = "local-text",
        [FaultKind.ShortDownload] = "short-download",
        [FaultKind.Offline] = "offline",
        [FaultKind.PowerCut] = "power-cut",
        [FaultKind.NetworkDown] = "network-down",
    };

    /// <summary>Which phases a fault may name; the first is the one it has when it names none.</summary>
    private static readonly Dictionary<FaultKind, Phase[]> Phases = new()
    {
        [FaultKind.Jam] = [Phase.Feed, Phase.Encode, Phase.Print, Phase.Eject],
        [FaultKind.StaleReply] = [Phase.Feed, Phase.Print, Phase.Verify, Phase.Eject],
        [FaultKind.LateReply] = [Phase.Feed, Phase.Print, Phase.Verify, Phase.Eject],
        [FaultKind.CoverOpen] = [Phase.Print, Phase.Idle, Phase.Feed, Phase.Eject],
        [FaultKind.Offline] = [Phase.Print, Phase.Feed, Phase.Verify, Phase.Eject],
        [FaultKind.PowerCut] = [Phase.Print, Phase.Feed, Phase.Encode, Phase.Verify, Phase.Eject],
    };

    private const int MostFaults = 1000;
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults;

    private FaultPlan(List<Fault> faults) => _faults = faults;

    /// <summary>The faults of the network, by time; they are not taken by a card.</summary>
    public IReadOnlyList<Fault> NetworkFaults => [.. _faults.Where(fault => fault.Kind == FaultKind.NetworkDown).OrderBy(fault => fault.Start)];

    /// <summary>Every fault there is, in every phase and with every ending that it may have, each as a part of a list.</summary>
    /// <param name="card">The card that it strikes, from 1. The network goes 1 s after the office began, for 5 s.</param>
    public static IEnumerable<string> Each(int card) => Words.SelectMany(word => word.Key switch
    {
        FaultKind.NetworkDown => [$"{word.Value}@1+5"],
        FaultKind.PowerCut => Phases[word.Key].SelectMany(_ => Enum.GetValues<PowerOnAction>(),
            (phase, action) => $"{word.Value}@{card}:{Lower(phase)}:{Lower(action)}"),
        var kind => Phases.GetValueOrDefault(kind) is { } phases
            ? phases.Select(phase => $"{word.Value}@{card}:{Lower(phase)}")
            : [$"{word.Value}@{card}"],
    });

    /// <exception cref="FaultSpecException">Names the part that is wrong and what is allowed.</exception>
    public static FaultPlan Parse(string? spec)
    {
        var parts = (spec ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > MostFaults)
            throw new FaultSpecException($"faults: {parts.Length} faults; at most {MostFaults} are allowed.");

        return new FaultPlan([.. parts.Select(ParsePart)]);
    }

    /// <summary>One more to come.</summary>
    public void Add(Fault fault)
    {
        lock (_gate)
            _faults.Add(fault);
    }

    /// <summary>Takes the fault out of the plan when there is one for this card and phase.</summary>
    public Fault? Take(FaultKind kind, int card, Phase? phase = null)
    {
        lock (_gate)
        {
            var index = _faults.FindIndex(fault => fault.Kind == kind && fault.Card == card && (phase is null || fault.Phase == phase));
            if (index < 0)
                return null;

            var fault = _faults[index];
            _faults.RemoveAt(index);
            return fault;
        }
    }

    private static Fault ParsePart(string part)
    {
        var at = part.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? part : part[..at];
        var kind = Words.Where(word => word.Value == name).Select(word => (FaultKind?)word.Key).FirstOrDefault();
        if (at < 0 || kind is not { } known)
            throw Wrong(part);

        var value = part[(at + 1)..];
        return known == FaultKind.NetworkDown ? ParseNetwork(part, value) : ParseCardFault(part, known, value.Split(':'));
    }

    private static Fault ParseCardFault(string part, FaultKind kind, string[] values)
    {
        if (!int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var card) || card < 1)
            throw Wrong(part);

        var allowed = Phases.GetValueOrDefault(kind, []);
        var phase = allowed.Length > 0 ? allowed[0] : Phase.Feed;
        var next = 1;
        if (next < values.Length && WordOf<Phase>(values[next]) is { } named && allowed.Contains(named))
        {
            phase = named;
            next++;
        }

        // "eject" alone is the phase: as an option it is the default, so nothing is lost.
        var powerOn = PowerOnAction.Eject;
        if (kind == FaultKind.PowerCut && next < values.Length && WordOf<PowerOnAction>(values[next]) is { } action)
        {
            powerOn = action;
            next++;
        }

        return next == values.Length ? new Fault(kind, card, phase, powerOn) : throw Wrong(part);
    }

    private static Fault ParseNetwork(string part, string value)
    {
        var times = value.Split('+');
        if (times.Length != 2 || ParseSeconds(times[0]) is not { } start || ParseSeconds(times[1]) is not { } length || length <= TimeSpan.Zero)
            throw Wrong(part);

        return new Fault(FaultKind.NetworkDown, 0, Phase.Feed, Start: start, Length: length);
    }

    private static TimeSpan? ParseSeconds(string text)
    {
        var digits = text.EndsWith('s') ? text[..^1] : text;
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    private static T? WordOf<T>(string text)
        where T : struct, Enum => Enum.GetValues<T>().Where(value => Lower(value) == text).Select(value => (T?)value).FirstOrDefault();

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static FaultSpecException Wrong(string part) => new($"faults: \"{part}\" is not a fault. Allowed: {Allowed}.");
}
