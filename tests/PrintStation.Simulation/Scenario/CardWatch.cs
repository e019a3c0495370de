using PrintStation.Emulators.Chips;
using PrintStation.Emulators.World;

namespace PrintStation.Simulation.Scenario;

/// <summary>A card's time inside a machine, as the world saw it.</summary>
/// <param name="End">Null while it is inside.</param>
internal sealed record Stay(string Printer, DateTimeOffset Begin, DateTimeOffset? End);

/// <summary>What physically happened to cards: when one was in a machine, and when one came out of it into the output.</summary>
internal sealed class CardWatch
{
    private readonly PhysicalWorld _world;
    private readonly Diary _diary;
    private readonly Dictionary<string, int> _inside = [];
    private readonly List<Stay> _stays = [];
    private readonly List<DateTimeOffset> _ejected = [];
    private readonly List<(string Printer, DateTimeOffset At)> _loaded = [];

    public CardWatch(PhysicalWorld world, Diary diary)
    {
        (_world, _diary) = (world, diary);
        world.Log.Observed = Observe;
    }

    public IReadOnlyList<Stay> Stays => _stays;

    /// <summary>When each blank came into a hopper.</summary>
    public IReadOnlyList<(string Printer, DateTimeOffset At)> Loaded => _loaded;

    /// <summary>When each card reached the output.</summary>
    public IReadOnlyList<DateTimeOffset> Ejected => _ejected;

    public int Jams { get; private set; }

    public int RibbonsChanged { get; private set; }

    /// <summary>Cards in the output whose face is whole, each with the job that its chip names.</summary>
    /// <param name="jobs">The job by biodata, in hex.</param>
    public static IReadOnlyList<(string Uid, string? JobId)> Good(PhysicalWorld world, IReadOnlyDictionary<string, string> jobs) =>
        [.. world.Blanks.Where(blank => blank.Place.Kind == PlaceKind.Output)
            .Select(blank => (blank.Uid, blank.Front.LooksWhole && blank.Chip.IsLocked ? jobs.GetValueOrDefault(Biodata(blank.Chip)) : null))];

    private void Observe(WorldEvent happened)
    {
        _diary.Note("world", $"{happened.Name} {happened.Printer} {happened.Blank}");
        switch (happened.Name)
        {
            case "loaded":
                _loaded.Add((happened.Printer!, happened.At));
                break;
            case "begin-card":
                _inside[happened.Printer!] = _stays.Count;
                _stays.Add(new Stay(happened.Printer!, happened.At, null));
                break;
            case "ejected":
                Leave(happened);
                _ejected.Add(happened.At);
                // Thousands of faces would not fit into memory as dye.
                _world.Find(happened.Blank!)!.Front.Finish();
                break;
            case "put-in-output":
                // Taken out of a jam, and found good.
                _ejected.Add(happened.At);
                break;
            case "rejected":
            case "removed" when Equals(happened.Details["from"], "path"):
                Leave(happened);
                break;
            case "jammed":
                Jams++;
                break;
            case "ribbon-changed":
                RibbonsChanged++;
                break;
        }
    }

    private void Leave(WorldEvent happened)
    {
        if (_inside.Remove(happened.Printer!, out var stay))
            _stays[stay] = _stays[stay] with { End = happened.At };
    }

    /// <summary>Behind two bytes of length.</summary>
    private static string Biodata(KtpChip chip)
    {
        var file = chip.Files[KtpChip.BiodataFile];
        return Convert.ToHexString(file, 2, file[0] << 8 | file[1]);
    }
}
