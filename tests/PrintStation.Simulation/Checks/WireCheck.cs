using System.Text;

namespace PrintStation.Simulation.Checks;

/// <summary>Reads along at the printers' cables. A command that moves a card, prints, or writes a chip (<see cref="ChipWireCheck"/>) needs its working state on the disk when its last byte
/// leaves, goes out once in that state, and never in a state that an earlier life of the process has left.</summary>
internal sealed class WireCheck(DiskStates disk, Findings findings)
{
    private readonly HashSet<(string Run, long Moves, string Command)> _sent = [];
    private readonly HashSet<(string Run, long Moves)> _inherited = [];

    public int Checked { get; private set; }

    /// <summary>A process starts on what the last one left.</summary>
    public void Inherit()
    {
        _inherited.Clear();
        _inherited.UnionWith(disk.At(null).Select(run => (run.RunId, run.Moves)));
    }

    /// <summary>The database comes back from an earlier moment: its runs will make the same moves again, with other cards.</summary>
    public void Forget() => _sent.Clear();

    /// <param name="bytes">One whole command as it was sent.</param>
    public void Sent(string printer, ReadOnlySpan<byte> bytes)
    {
        if (CommandOf(bytes) is not { } command)
            return;
        string[] needed = command switch
        {
            "Si" or "Sic" => ["Feeding", "Verifying"],
            "Ss" or "Se" => ["Printing", "Ejecting"],
            "Ser" => ["Rejecting"],
            _ => ["Printing"],
        };
        Require(printer, command, needed);
    }

    /// <param name="command">With what tells it from others in the same state.</param>
    /// <param name="needed">The working states in which it may go out.</param>
    public void Require(string printer, string command, string[] needed)
    {
        Checked++;
        var inside = disk.At(printer);
        if (inside.Find(run => needed.Contains(run.State)) is not { } run)
            findings.Add("act-before-record", $"{command} to {printer}, while the disk says {(inside.Count == 0 ? "nothing" : string.Join(", ", inside.ConvertAll(at => at.State)))}");
        else if (_inherited.Contains((run.RunId, run.Moves)))
            findings.Add("act-after-restart", $"{command} to {printer} in {run.State} of {run.RunId}, which the last process began");
        else if (!_sent.Add((run.RunId, run.Moves, command)))
            findings.Add("sent-twice", $"{command} to {printer} in {run.State} of {run.RunId}");
    }

    /// <summary>The command as a reader of the log sees it: its words, without what is no text.</summary>
    public static string Told(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.ASCII.GetString(bytes[1..Math.Min(bytes.Length, 24)]).Split('\r')[0];
        return text.StartsWith("Db", StringComparison.Ordinal) ? $"{string.Join(';', text.Split(';').Take(3))}, {bytes.Length} bytes" : text;
    }

    /// <summary>The command, a download with its panel; null for what neither moves nor prints.</summary>
    private static string? CommandOf(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.ASCII.GetString(bytes[1..Math.Min(bytes.Length, 8)]).Split('\r')[0];
        var words = text.Split(';');
        return words[0] is "Db" or "Dbc" ? $"{words[0]};{words[1]}" : words[0] is "Sic" or "Si" or "Ss" or "Se" or "Ser" ? words[0] : null;
    }
}
