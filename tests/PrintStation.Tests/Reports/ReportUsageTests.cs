using PrintStation.Cli;

namespace PrintStation.Tests.Reports;

/// <summary>What cannot be meant is named before anybody is asked.</summary>
internal sealed class ReportUsageTests
{
    private static readonly StationTexts English = new("en");

    [TestCase("receipt", "cli.report.delivery-or-document")]
    [TestCase("receipt --delivery D1 --document BA/1", "cli.report.delivery-or-document")]
    [TestCase("trail --by siti --nik 5371014107900003", "cli.report.nik-on-line")]
    [TestCase("trail --nik --unmask", "cli.report.unmask-why")]
    [TestCase("trail --nik --unmask --reason \" \"", "cli.report.unmask-why")]
    [TestCase("trail --nik --reason letter", "cli.report.unmask-why")]
    [TestCase("daily --out report.doc", "cli.report.file-format")]
    [TestCase("daily --format table --out report.txt", "cli.report.file-format")]
    public void A_wrong_command_is_answered_with_a_sentence_that_says_what_to_do(string line, string key)
    {
        var errors = Errors(line);
        Assert.That(errors, Does.Contain(English[key]));
        Assert.That(string.Concat(errors), Does.Not.Contain("5371014107900003"));
    }

    [TestCase("weekly", "weekly")]
    [TestCase("daily --format doc", "doc")]
    [TestCase("destruction", "--document")]
    [TestCase("trail --by siti", "--nik")]
    public void What_is_unknown_or_missing_is_named(string line, string name) => Assert.That(Errors(line), Has.Some.Contains(name));

    [TestCase("daily")]
    [TestCase("daily --from 2026-11-01 --to 2026-11-30 --format csv")]
    [TestCase("bulletin --out bulletin.PDF")]
    [TestCase("day --from 2026-11-01 --out days.xlsx")]
    [TestCase("monthly --json")]
    [TestCase("receipt --document BA/1 --out receipt.pdf")]
    [TestCase("destruction --number BAP/1 --out destruction.xlsx")]
    [TestCase("trail --nik --by siti")]
    [TestCase("trail --nik --unmask --reason letter")]
    [TestCase("trail --nik", Description = "who is enrolled need not say who he is; of others the station asks it")]
    public void A_right_command_has_no_error(string line) => Assert.That(Errors(line), Is.Empty);

    [TestCase("en", "byte order mark")]
    [TestCase("id", "BOM")]
    public void The_help_says_which_form_is_for_whom(string language, string mark) =>
        Assert.That(new StationTexts(language)["cli.report"], Does.Contain("csv").And.Contain("xlsx").And.Contain(mark));

    private static List<string> Errors(string line) => CommandErrors.Of($"report {line}", ReportCommand.Create);
}
