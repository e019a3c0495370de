using PrintStation.Emulators.World;

namespace PrintStation.Simulation.Checks;

/// <summary>Two cards fed as one, and no reader ever saw both: one of them is mute, or the pair was taken out, or left, before it came
/// under the antenna. No evidence inside a machine shows the second.</summary>
internal sealed class UnseenPairs(DiskStates disk)
{
    private readonly List<WorldEvent> _stuck = [];

    public void Observe(WorldEvent happened)
    {
        if (happened.Name == "stuck")
            _stuck.Add(happened);
    }

    /// <summary>How many pairs this printer has fed, whoever saw them.</summary>
    public int FedBy(string printer) => _stuck.Count(pair => pair.Printer == printer);

    /// <summary>Both cards of each pair, as the books are now.</summary>
    public HashSet<string> Find()
    {
        var unseen = new HashSet<string>();
        var seen = disk.SeenAsTwo();
        foreach (var pair in _stuck)
            if (!seen.Contains(pair.Blank!) && !seen.Contains((string)pair.Details["to"]!))
                unseen.UnionWith([pair.Blank!, (string)pair.Details["to"]!]);
        return unseen;
    }
}
