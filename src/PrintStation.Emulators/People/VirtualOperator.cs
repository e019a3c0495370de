using PrintStation.Emulators.World;

namespace PrintStation.Emulators.People;

/// <summary>A person of the office (and, where two are needed, a second): looks at the station about once a second and does what is to be done,
/// with hands in the physical world and with the station's own commands. Never takes a card out of a machine that works.</summary>
internal sealed class VirtualOperator
{
    public const string Person = "Siti Rahmawati";
    public const string Witness = "Yohanes Bria";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly StationCommand _station;
    private readonly TimeProvider _timeProvider;
    private readonly BlankShelf _shelf;
    private readonly MachineCare _care;
    private readonly HeldTable _table;
    private readonly ForgottenCards _forgotten;

    /// <param name="box">The blanks that came; null when there is no list.</param>
    public VirtualOperator(PhysicalWorld world, StationCommand station, BlanksFile? box, TimeProvider timeProvider)
    {
        (_station, _timeProvider) = (station, timeProvider);
        _shelf = new BlankShelf(world, station, box);
        _care = new MachineCare(world, station);
        _table = new HeldTable(world, station);
        _forgotten = new ForgottenCards(world, station);
    }

    public async Task RunAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            // No answer: the station is down, and a person comes back later.
            if (await _station.AskAsync<StationStatus>(token, "status") is { } status)
                await AttendAsync(status, token);
            await Task.Delay(BetweenLooks, _timeProvider, token);
        }
    }

    private async Task AttendAsync(StationStatus status, CancellationToken token)
    {
        await _shelf.AttendAsync(status, token);
        await _care.AttendAsync(status, token);
        await _table.AttendAsync(status, token);
        await _forgotten.AttendAsync(status, token);
    }
}
