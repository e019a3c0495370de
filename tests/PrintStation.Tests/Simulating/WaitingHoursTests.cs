using PrintStation.Simulation.Scenario;

namespace PrintStation.Tests.Simulating;

/// <summary>The hours of the Kupang table: one cause for each moment, what is missing at the machine first.</summary>
internal sealed class WaitingHoursTests
{
    private static readonly Fact[] Ready = [Fact.Open, Fact.InHopper, Fact.Fetched];

    [TestCase(Cause.Working, Fact.Inside)]
    [TestCase(Cause.Between)]
    [TestCase(Cause.Between, Fact.Unreachable)]
    [TestCase(Cause.Printer, Fact.Trouble)]
    [TestCase(Cause.Printer, Fact.Trouble, Fact.Inside)]
    [TestCase(Cause.NobodyThere, Fact.Trouble, Fact.Away)]
    [TestCase(Cause.Working, Fact.Inside, Fact.Away)]
    [TestCase(Cause.Ribbon, Fact.RibbonOut, Fact.RibbonsMissing)]
    [TestCase(Cause.NobodyThere, Fact.RibbonOut)]
    public void A_printer_with_blanks_and_a_job(Cause cause, params Fact[] also) => Assert.That(CauseOf([.. Ready, .. also]), Is.EqualTo(cause));

    [TestCase(Cause.Blanks)]
    [TestCase(Cause.Blanks, Fact.QueueEmpty)]
    [TestCase(Cause.NobodyThere, Fact.Stored)]
    [TestCase(Cause.Ribbon, Fact.RibbonOut, Fact.RibbonsMissing)]
    public void An_empty_hopper(Cause cause, params Fact[] also) => Assert.That(CauseOf([Fact.Open, Fact.Fetched, .. also]), Is.EqualTo(cause));

    [TestCase(Cause.Network)]
    [TestCase(Cause.Network, Fact.Unreachable)]
    [TestCase(Cause.NothingToPrint, Fact.QueueEmpty)]
    public void No_job_in_hand(Cause cause, params Fact[] also) => Assert.That(CauseOf([Fact.Open, Fact.InHopper, .. also]), Is.EqualTo(cause));

    [TestCase(OfflineMode.PrintFetched, Cause.Between)]
    [TestCase(OfflineMode.Stop, Cause.Network)]
    public void Without_the_centre_what_was_fetched_waits_only_where_that_was_chosen(OfflineMode offline, Cause cause) =>
        Assert.That(CauseOf([.. Ready, Fact.Unreachable], offline), Is.EqualTo(cause));

    private static Cause CauseOf(IReadOnlyList<Fact> facts, OfflineMode offline = OfflineMode.PrintFetched) =>
        new WaitingHours(new KupangPlan(1, KupangPlan.AllWorkingDays), offline).CauseOf(facts.Contains);
}
