namespace PrintStation.Benchmarks.Offices;

/// <summary>What is measured in a virtual office.</summary>
/// <param name="Name">Of its directory.</param>
/// <param name="Cards">Jobs at the centre.</param>
/// <param name="Speed">How much faster than a real printer, 0.1 to 1,000.</param>
/// <param name="FetchAhead">Jobs that the station may hold.</param>
/// <param name="IsTapped">Whether the lines to the printers go through this process.</param>
internal sealed record OfficePlan(string Name, int Cards, int Printers, double Speed, int FetchAhead, bool IsTapped = false);
