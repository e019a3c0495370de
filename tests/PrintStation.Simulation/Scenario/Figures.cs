namespace PrintStation.Simulation.Scenario;

/// <summary>What one way to go through the three weeks came to.</summary>
/// <param name="Hours">Printer-hours within the office hours, by what was done or waited for; together they are <paramref name="OfficeHours"/>.</param>
/// <param name="QueueEmpty">When the centre had no job left; null: it still has.</param>
/// <param name="LastBlank">When the last blank in the office went into a machine; null: some are left.</param>
/// <param name="Wrong">What plastic, books and centre do not agree on; empty when all is well.</param>
/// <param name="Digest">Of everything that physically happened: two runs of one command have the same.</param>
internal sealed record Figures(
    string Offline, int Cards, int CardsInOutage, double? SecondsToFirstClaim, int OutcomesWaiting, double? SecondsToAllOutcomes,
    DateTimeOffset? QueueEmpty, long JobsLeft, DateTimeOffset? LastBlank, int BlanksLeft, int Spoiled, int Jams, int RibbonsChanged,
    double OfficeHours, IReadOnlyDictionary<string, double> Hours, IReadOnlyList<int> CardsByDay, IReadOnlyList<string> Wrong, string Digest);
