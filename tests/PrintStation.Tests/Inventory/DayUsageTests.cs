using PrintStation.Cli;

namespace PrintStation.Tests.Inventory;

/// <summary>The day on the command line.</summary>
internal sealed class DayUsageTests
{
    private static readonly StationTexts English = new("en");

    [TestCase("open --by siti --count store=450 --count hopper:printer-1=50")]
    [TestCase("open --by siti --count store=-1", Description = "what is no count is the station's to say")]
    [TestCase("open --by siti")]
    [TestCase("open --by siti --clock-was-ahead --count store=1")]
    [TestCase("open --count store=1", Description = "who is enrolled need not say who he is; of others the station asks it")]
    [TestCase("hand-over --by siti --to budi --count store=1")]
    [TestCase("close --by siti --unload --count store=1")]
    [TestCase("check")]
    [TestCase("explain 3 --reason miscounted --by siti")]
    [TestCase("explain 3 --stock-take 4 --by siti")]
    [TestCase("explain 3 --reversal 17 --by siti")]
    public void A_right_command_has_no_error(string line) => Assert.That(Errors(line), Is.Empty);

    [TestCase("hand-over --by siti", "--to")]
    [TestCase("open --by siti --unload", "--unload")]
    [TestCase("close --by siti --clock-was-ahead", "--clock-was-ahead")]
    [TestCase("explain --by siti", "explain")]
    [TestCase("explain x --by siti", "x")]
    [TestCase("reopen", "reopen")]
    public void What_is_unknown_or_missing_is_named(string line, string name) => Assert.That(Errors(line), Has.Some.Contains(name));

    [TestCase("open")]
    [TestCase("hand-over")]
    [TestCase("close")]
    public void Each_act_has_its_line_in_both_languages(string act)
    {
        foreach (var texts in new[] { English, new StationTexts("id") })
            foreach (var key in new[] { $"day.{act}", $"cli.day.{act}", $"report.act.{act}" })
                Assert.That(texts.Find(key), Is.Not.Null, key);
    }

    private static List<string> Errors(string line) => CommandErrors.Of($"day {line}", DayCommands.Create);
}
