using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

/// <summary>What an earlier demonstration left in the same directory. The office begins a new world each time: with --keep the blanks that
/// were in hoppers go back to the cupboard, the earlier events and cards are laid aside, and put together with the new ones at the end.
/// A card that was inside a machine is not carried over.</summary>
internal sealed class Kept
{
    private readonly Dictionary<string, int> _fed = [];
    private readonly Dictionary<string, int> _panels = [];
    private readonly Dictionary<string, string> _hoppers = [];
    private readonly string _world;
    private readonly string _trays;

    private Kept(Place place)
    {
        var aside = Directory.CreateDirectory(Path.Combine(place.Out, "before")).FullName;
        (_world, _trays) = (Path.Combine(aside, "world.jsonl"), Path.Combine(aside, "tray"));
        var cupboard = JsonNode.Parse(File.ReadAllText(place.BlanksFile))!["uids"]!.AsArray().Select(uid => (string)uid!).ToHashSet();
        foreach (var line in File.ReadLines(place.WorldFile))
            Follow(line, cupboard);
        Blanks = [.. cupboard, .. _hoppers.Keys];
        Jobs = JsonNode.Parse(File.ReadAllText(place.CentralFile))!["jobs"]!.AsArray().Count;
    }

    /// <summary>Never used; in the cupboard again.</summary>
    public IReadOnlyList<string> Blanks { get; }

    /// <summary>How many the centre had.</summary>
    public int Jobs { get; }

    /// <summary>What was taken out of each hopper and must be booked so.</summary>
    public IReadOnlyList<(string Printer, int Quantity)> Unloaded =>
        [.. _hoppers.GroupBy(blank => blank.Value).Select(group => (group.Key, group.Count()))];

    public int Fed(string printer) => _fed.GetValueOrDefault(printer);

    public int Panels(string printer) => _panels.GetValueOrDefault(printer);

    /// <exception cref="DemoException">The earlier demonstration did not come to its end.</exception>
    public static Kept LayAside(Place place)
    {
        if (!File.Exists(place.CentralFile))
            throw new DemoException($"The demonstration in {place.Out} did not come to its end; start without --keep.");
        var kept = new Kept(place);
        if (Directory.Exists(kept._trays))
            throw new DemoException($"{kept._trays} holds the cards of a demonstration that was cut short; start without --keep, or with another --out.");
        Directory.Move(place.Trays, kept._trays);
        File.Move(place.WorldFile, kept._world, overwrite: true);
        var now = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        File.AppendAllLines(kept._world, kept._hoppers.Select(blank =>
            JsonSerializer.Serialize(new { at = now, @event = "unloaded", printer = blank.Value, blank = blank.Key })));
        // In the new world each has a new ribbon.
        File.AppendAllLines(kept._world, kept._fed.Keys.Select(printer => JsonSerializer.Serialize(new { at = now, @event = "replaced", printer })));
        return kept;
    }

    /// <summary>One story of both; the office has ended.</summary>
    public void PutTogether(Place place)
    {
        if (File.Exists(place.WorldFile))
            File.AppendAllLines(_world, File.ReadLines(place.WorldFile));
        File.Move(_world, place.WorldFile, overwrite: true);
        foreach (var card in Directory.GetDirectories(_trays, "*-*", SearchOption.AllDirectories))
            Directory.Move(card, Path.Combine(place.Trays, Path.GetRelativePath(_trays, card)));
        Directory.Delete(_trays, recursive: true);
    }

    private void Follow(string line, HashSet<string> cupboard)
    {
        var happened = JsonNode.Parse(line)!;
        if ((string?)happened["printer"] is not { } printer || (string?)happened["blank"] is not { } blank)
            return;
        switch ((string?)happened["event"])
        {
            case "loaded":
                cupboard.Remove(blank);
                _hoppers[blank] = printer;
                break;
            case "unloaded":
                cupboard.Add(blank);
                _hoppers.Remove(blank);
                break;
            case "fed":
                _hoppers.Remove(blank);
                _fed[printer] = Fed(printer) + 1;
                break;
            case "panel-printed":
                _panels[printer] = Panels(printer) + 1;
                break;
        }
    }
}
