namespace PrintStation.Benchmarks.Offices;

/// <summary>When a printer stood still although it had a card, or could have had one; milliseconds, by the world's own events. Each holds what the
/// emulator takes to answer, too: the same windows of a station that takes no time tell how much that is.</summary>
/// <param name="Encode">From the card at the chip station to its way to the head: chip written, read back, state on disk.</param>
/// <param name="Print">Beyond the panels' own time: downloads.</param>
/// <param name="Back">From the last panel to the way back to the chip.</param>
/// <param name="Verify">From the card at the chip station to its way out.</param>
/// <param name="Next">From the card that is out to the next one's feed; 0 after the last.</param>
internal sealed record CardWindows(double Encode, double Print, double Back, double Verify, double Next)
{
    private const double MoveSeconds = 2;
    private const double PanelsSeconds = 20;

    public double Sum => Encode + Print + Back + Verify + Next;

    public static IReadOnlyList<CardWindows> Find(IReadOnlyList<WorldEvent> events, double speed)
    {
        var windows = new List<CardWindows>();
        foreach (var printer in events.Where(one => one.Printer is not null).GroupBy(one => one.Printer))
        {
            var happened = printer.ToList();
            for (var i = happened.FindIndex(IsArrival); i >= 0; i = happened.FindIndex(i + 1, IsArrival))
            {
                var head = After(happened, i, one => IsMove(one, "print-head"));
                var printed = After(happened, head, one => one.Name == "printed");
                var back = After(happened, printed, one => IsMove(one, "chip-station"));
                var (ejected, next) = (After(happened, back, one => one.Name == "ejected"), happened.FindIndex(i, one => one.Name == "begin-card"));
                windows.Add(new CardWindows(Took(i, head, MoveSeconds), Took(head, printed, PanelsSeconds), Took(printed, back, MoveSeconds),
                    Took(back, ejected, MoveSeconds), next < 0 ? 0 : Took(ejected, next, 0)));
            }

            double Took(int from, int to, double seconds) => (happened[to].At - happened[from].At).TotalMilliseconds - (seconds * 1000 / speed);
        }

        return windows;
    }

    private static bool IsArrival(WorldEvent one) => one.Name == "moved" && one.Details.Contains("from=transport", StringComparison.Ordinal);

    private static bool IsMove(WorldEvent one, string to) => one.Name == "moved" && one.Details.Contains($"to={to}", StringComparison.Ordinal);

    private static int After(List<WorldEvent> events, int place, Predicate<WorldEvent> wanted) =>
        events.FindIndex(place + 1, wanted) is >= 0 and var found ? found : throw new BenchException("A card did not come to its end.");
}
