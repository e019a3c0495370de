using PrintStation.Emulators.World;

namespace PrintStation.Simulation.Checks;

/// <summary>Two cards fed as one, and no reader ever saw both: one of them is mute, or the pair was taken out, or left, before it came
/// under the antenna. No evidence inside a machine shows the second.</summary>
internal sealed class UnseenPairs(PhysicalWorld world, DiskStates disk)
{
    /// <summary>Both cards of each pair, as the books are now.</summary>
    public HashSet<string> Find()
    {
        var unseen = new HashSet<string>();
        var seen = disk.SeenAsTwo();
        foreach (var pair in world.Log.Events.Where(happened => happened.Name == "stuck"))
            if (!seen.Contains(pair.Blank!) && !seen.Contains((string)pair.Details["to"]!))
                unseen.UnionWith([pair.Blank!, (string)pair.Details["to"]!]);
        return unseen;
    }
}
