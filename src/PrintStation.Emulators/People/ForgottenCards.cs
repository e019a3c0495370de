using System.Text.RegularExpressions;
using PrintStation.Emulators.World;

namespace PrintStation.Emulators.People;

/// <summary>After a restore of the station's books: the person takes every card out of the machines, shows each printed card of the office at the
/// desk, does what the station answers, and then says with a second person that there is no other.</summary>
internal sealed partial class ForgottenCards(PhysicalWorld world, StationCommand station)
{
    private const string BooksBehind = "books-behind";
    private readonly HashSet<string> _shown = [];

    public async Task AttendAsync(StationStatus status, CancellationToken token)
    {
        if (!status.Has("station", BooksBehind))
        {
            _shown.Clear();
            return;
        }

        foreach (var printer in world.Printers.Where(printer => !printer.IsMoving && printer.Inside is not null && status.Printer(printer.Name)?.Run is null))
            MachineCare.ClearPath(world, printer);
        foreach (var blank in world.Blanks.Where(blank => blank.Front.IsPrinted && blank.Place.Kind is PlaceKind.Output or PlaceKind.Hand).ToList())
            if (!_shown.Contains(blank.Uid))
                await ShowAsync(blank, token);
        if (await station.AskAsync<List<WaitingCard>>(token, "held", "list") is { Count: 0 })
            await station.TellAsync(token, "resume", "--books-reconciled", "--by", VirtualOperator.Person, "--witness", VirtualOperator.Witness);
    }

    private async Task ShowAsync(Blank blank, CancellationToken token)
    {
        var wasInOutput = blank.Place.Kind == PlaceKind.Output;
        if (!world.TryTake(blank))
            return;
        world.LayOnDesk(blank);
        var (done, complaint) = await station.SayAsync(token, "held", "found", "--by", VirtualOperator.Person);
        // No answer at all, or not yet: it is shown again with the next look.
        if (done is not null && !complaint.Contains("held found", StringComparison.Ordinal))
            _shown.Add(blank.Uid);
        var rejected = Rejection().Match(complaint) is { Success: true } asked
            && await HeldTable.RejectAsync(station, asked.Groups[1].Value, token);
        if (!world.TryTake(blank))
            return;
        if (rejected)
            world.PutInReject(blank);
        else if (wasInOutput)
            world.PutInOutput(blank);
    }

    /// <summary>What the station says is to be done with this card.</summary>
    [GeneratedRegex(@"held reject (\S+)")]
    private static partial Regex Rejection();
}
