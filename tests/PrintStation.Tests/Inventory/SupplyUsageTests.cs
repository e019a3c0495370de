using PrintStation.Cli;
using PrintStation.Inventory;
using PrintStation.Reports;

namespace PrintStation.Tests.Inventory;

/// <summary>Ribbons, films and cleaning kits on the command line.</summary>
internal sealed class SupplyUsageTests
{
    private static readonly StationTexts English = new("en");

    [TestCase("supply list")]
    [TestCase("supply receive --kind ribbon --quantity 10 --document SJ/1 --by siti")]
    [TestCase("supply receive --kind ribbon --quantity 10 --cards-each 500 --document SJ/1 --at 2026-11-01 --by siti")]
    [TestCase("supply change --kind cleaning --printer printer-1 --by siti")]
    [TestCase("supply change --kind ribbon --printer printer-1 --another --by siti")]
    [TestCase("supply receive --kind ribbon --quantity 10 --document SJ/1 --refers 2026-10-28")]
    [TestCase("supply count --kind ribbon --counted 9 --reason torn --refers 12")]
    [TestCase("supply reverse 12 --reason mistyped --by siti")]
    [TestCase("supply count --kind ribbon --counted 9 --by siti")]
    [TestCase("supply count --kind ribbon --counted 9 --reason torn --by siti")]
    [TestCase("report supplies --format csv")]
    [TestCase("report ribbons --from 2026-11-01 --out ribbons.pdf")]
    public void A_right_command_has_no_error(string line) => Assert.That(Errors(line), Is.Empty);

    [TestCase("supply receive --kind ribbon --quantity 10 --by siti", "--document")]
    [TestCase("supply receive --kind ribbon --document SJ/1 --by siti", "--quantity")]
    [TestCase("supply receive --kind ribbon --quantity 1.5 --document SJ/1 --by siti", "1.5")]
    [TestCase("supply change --kind ribbon --by siti", "--printer")]
    [TestCase("supply change --printer printer-1 --by siti", "--kind")]
    [TestCase("supply count --kind ribbon --by siti", "--counted")]
    [TestCase("supply return", "return")]
    [TestCase("supply reverse --reason mistyped", "reverse")]
    [TestCase("supply reverse 1.5 --reason mistyped", "1.5")]
    [TestCase("supply reverse 12", "--reason")]
    public void What_is_unknown_or_missing_is_named(string line, string name) => Assert.That(Errors(line), Has.Some.Contains(name));

    [Test]
    public void Each_word_of_a_report_stands_in_both_languages()
    {
        string[] keys =
        [
            .. SupplyReports.Names.SelectMany(name => new[] { $"report.title.{name}", $"cli.report.{name}", $"report.closing.{name}" }),
            .. SupplyBook.Kinds.Select(kind => $"report.supply.{kind}"), "report.item.ribbons-out", "report.item.ribbon-prints-left", "report.closing.forecast",
            "report.other-stations.none-known", "report.taken-out.inside", "report.sign.head-of-part",
        ];
        foreach (var texts in new[] { English, new StationTexts("id") })
            foreach (var key in keys)
                Assert.That(texts.Find(key), Is.Not.Null, $"{key} {texts.Culture}");
    }

    private static List<string> Errors(string line) => CommandErrors.Of(line, SupplyCommands.Create, ReportCommand.Create);
}
