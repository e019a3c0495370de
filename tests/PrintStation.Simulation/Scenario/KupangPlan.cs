using System.Globalization;

namespace PrintStation.Simulation.Scenario;

/// <summary>The Kupang case: what happens in the office, and when. Times are the office's, WITA.</summary>
/// <param name="Scale">Every quantity of cards is divided by it; 1 is the real case.</param>
/// <param name="WorkingDays">From the Monday on which the network falls; with fewer than five it is back on the last.</param>
internal sealed record KupangPlan(int Scale, int WorkingDays)
{
    public const int AllWorkingDays = 15;
    public const int Printers = 2;
    public const int Seed = 1;

    private const int LastDayOfOutage = 4;
    private const int DaysOfWork = 5;
    private const int DaysOfWeek = 7;

    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 0, 0, 0, TimeSpan.FromHours(8));

    /// <summary>Nobody looks at a machine more often.</summary>
    public static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);

    /// <summary>Cover, card, rollers, and the word that the path is empty.</summary>
    public static readonly TimeSpan ClearingAJam = TimeSpan.FromMinutes(5);

    public int FirstLot => 2_500 / Scale;

    public int SecondLot => 6_000 / Scale;

    public int WaitingAtFirst => 9_000 / Scale;

    public int RecordedEachDay => Math.Max(1, 120 / Scale);

    /// <summary>Two days of both printers.</summary>
    public int FetchAhead => 2 * 8 * 120 * Printers / Scale;

    public DateTimeOffset NetworkDown { get; } = At(0, "08:00");

    public DateTimeOffset NetworkBack { get; } = At(Math.Min(LastDayOfOutage, WorkingDays - 1), "15:00");

    public DateTimeOffset FirstDelivery { get; } = At(0, "07:30");

    public DateTimeOffset SecondDelivery { get; } = At(Math.Min(LastDayOfOutage, WorkingDays - 1), "14:00");

    /// <summary>From then on no ribbon lies in the cupboard: the printers go on with those inside.</summary>
    public DateTimeOffset RibbonsGone { get; } = At(6, "08:00");

    public DateTimeOffset RibbonsBack { get; } = At(7, "12:00");

    /// <summary>When the simulation begins: an hour before anybody comes.</summary>
    public static DateTimeOffset Begin { get; } = At(0, "07:00");

    public bool HasRibbons(DateTimeOffset at) => at < RibbonsGone || at >= RibbonsBack;

    public static DateTimeOffset Opens(int workingDay) => At(workingDay, "08:00");

    public static DateTimeOffset Closes(int workingDay) => At(workingDay, "16:00");

    public static DateTimeOffset BreakBegins(int workingDay) => At(workingDay, "12:00");

    public static DateTimeOffset BreakEnds(int workingDay) => At(workingDay, "13:00");

    /// <summary>When the computer is switched on: on the first day earlier, for the delivery is there.</summary>
    public DateTimeOffset SwitchedOn(int workingDay) => workingDay == 0 ? FirstDelivery : At(workingDay, "07:55");

    /// <summary>When the day's recordings have arrived at the centre.</summary>
    public static DateTimeOffset Recorded(int workingDay) => At(workingDay, "09:00");

    /// <summary>The next card that is fed then, jams.</summary>
    public static DateTimeOffset Jams(int workingDay) => At(workingDay, "10:30");

    public static string DateOf(DateTimeOffset at) =>
        at.ToOffset(Monday.Offset).ToString("ddd d MMM, HH:mm", CultureInfo.InvariantCulture);

    /// <param name="workingDay">0 is the first Monday, 5 the second.</param>
    private static DateTimeOffset At(int workingDay, string time) =>
        Monday.AddDays((workingDay / DaysOfWork * DaysOfWeek) + (workingDay % DaysOfWork)) + TimeSpan.Parse(time, CultureInfo.InvariantCulture);
}
