using PrintStation.Printers;

namespace PrintStation.Lifecycle;

/// <summary>Whether feeder, ribbon and cleaning let a card begin. Each lack is a reason at the gate that goes by itself.</summary>
internal sealed class MachineSupplies(Machine machine, StationGate gate)
{
    private static readonly GateReason[] Reasons =
        [GateReasons.MediaEmpty, GateReasons.MarkerSupplyEmpty, GateReasons.MarkerSupplyMissing, GateReasons.CleaningRequired];

    /// <summary>Asks the machine, with no card inside.</summary>
    public async Task<bool> SufficeAsync()
    {
        var supplies = await machine.Printer.ReadSuppliesAsync(machine.Hard);
        if (supplies is null)
        {
            gate.Close(machine.Name, GateReasons.SuppliesUnknown, detail: machine.Printer.Trouble);
            return false;
        }

        gate.Open(machine.Name, GateReasons.SuppliesUnknown);
        var lacks = Lacks(supplies);
        var ribbonCame = Reasons.Except(lacks).Any(gone => gone != GateReasons.MediaEmpty && gate.Has(machine.Name, gone));
        foreach (var reason in Reasons)
            if (lacks.Contains(reason))
                gate.Close(machine.Name, reason);
            else
                gate.Open(machine.Name, reason);
        if (ribbonCame && lacks.Count == 0)
            await machine.Printer.ClearErrorAsync(machine.Hard);
        return lacks.Count == 0;
    }

    private static IReadOnlyList<GateReason> Lacks(PrinterSupplies supplies)
    {
        var lacks = new List<GateReason>();
        if (supplies.FeederHasCards == false)
            lacks.Add(GateReasons.MediaEmpty);
        if (supplies.RibbonPanelSetsLeft is null || !supplies.RibbonFits)
            lacks.Add(GateReasons.MarkerSupplyMissing);
        else if (supplies.RibbonPanelSetsLeft < 1)
            lacks.Add(GateReasons.MarkerSupplyEmpty);
        if (supplies.CleaningRequired)
            lacks.Add(GateReasons.CleaningRequired);
        return lacks;
    }
}
