using PrintStation.Jobs;
using PrintStation.Security;
using PrintStation.Transports;

namespace PrintStation;

/// <summary>Everything outside the process that the station touches besides its disk. The simulation puts a world of its own here; there is
/// no other seam.</summary>
/// <param name="Random">For spreading out in time only; nothing that is decided depends on it.</param>
/// <param name="OpenLine">From an address to a line; nothing is connected yet.</param>
/// <param name="Central">The way to the centre.</param>
internal sealed record StationSurroundings(
    TimeProvider Clock, Random Random, LineOpener OpenLine, Func<StationKeys, HttpMessageHandler> Central)
{
    public static StationSurroundings Real { get; } =
        new(TimeProvider.System, Random.Shared, IByteTransport.Open, CentralClient.Handler);
}
