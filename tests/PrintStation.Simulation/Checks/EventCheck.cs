using PrintStation.Emulators.World;

namespace PrintStation.Simulation.Checks;

/// <summary>At each thing that physically happens by a command: the working state that explains it must be on the disk already.</summary>
internal sealed class EventCheck(DiskStates disk, Findings findings, Diary diary)
{
    private readonly HashSet<string> _startingUp = [];
    private readonly HashSet<string> _thrownAway = [];
    private readonly HashSet<string> _pressed = [];
    private readonly HashSet<string> _byHand = [];

    /// <summary>The station's books come back from an earlier moment in this day.</summary>
    public bool BooksMayForget { get; init; }

    public int Checked { get; private set; }

    public void Observe(WorldEvent happened)
    {
        var details = string.Join(' ', happened.Details.Select(detail => $"{detail.Key}={detail.Value}"));
        diary.Note("world", $"{happened.Name} {happened.Printer} {happened.Blank} {details}");
        if (happened.Name is "rejected" or "put-in-reject")
            _thrownAway.Add(happened.Blank!);
        if (happened.Name == "chip-locked" && _thrownAway.Contains(happened.Blank!) && !BooksMayForget)
            findings.Add("wrong-card", $"{happened.Blank} was thrown away before, and is made a card again");
        if (happened.Printer is not { } printer)
            return;
        // A card that somebody let in by the machine's own button is nobody's act.
        if (happened.Name == "button")
            _pressed.Add(printer);
        if (happened.Name == "fed" && _pressed.Remove(printer))
            _byHand.Add(happened.Blank!);
        if (happened.Blank is { } blank && _byHand.Contains(blank))
            return;
        // After a power cut the machine acts by itself until its path is empty.
        if (happened.Name == "power-on")
            _startingUp.Add(printer);
        if (happened.Name is "begin-card" || (happened.Name is "ejected" or "rejected" && happened.Details["cause"] is not "command"))
            _startingUp.Remove(printer);
        else if (_startingUp.Contains(printer))
            return;
        string[] needed = happened.Name switch
        {
            "fed" => ["Feeding"],
            "chip-written" or "chip-locked" => ["Encoding"],
            "panel-printed" => ["Printing"],
            "moved" when Equals(happened.Details["to"], "print-head") => ["Printing"],
            "moved" => ["Feeding", "Verifying"],
            "ejected" when Equals(happened.Details["cause"], "command") => ["Ejecting"],
            "rejected" when Equals(happened.Details["cause"], "command") => ["Rejecting"],
            _ => [],
        };
        if (needed.Length == 0)
            return;
        Checked++;
        var states = disk.At(printer).ConvertAll(run => run.State);
        if (!states.Intersect(needed).Any())
            findings.Add("act-before-record",
                $"{happened.Name} of {happened.Blank} at {printer}, while the disk says {(states.Count == 0 ? "nothing" : string.Join(", ", states))}");
    }
}
