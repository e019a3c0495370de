using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>Where an instance keeps its books, and the file outside them that remembers how far they were.</summary>
internal sealed record DatabasePlace(StationFiles Files, LedgerHeadFile HeadFile)
{
    /// <exception cref="ConfigurationException">No readable station.json there.</exception>
    public static DatabasePlace Of(string instance) => Of(StationOptionsFile.Read(instance));

    public static DatabasePlace Of(StationOptions options) =>
        new(new StationFiles(options.DataDirectory), new LedgerHeadFile(options.Resolve(options.Station.LedgerHead)));
}
