using PrintStation.Cli;
using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>Blanks, old cards and destruction on the command line.</summary>
internal sealed class BookUsageTests
{
    [TestCase("blank spoil --quantity 2 --reason damaged --refers 2026-10-28 --by siti")]
    [TestCase("blank lend --quantity 2 --office 5302 --document BA/1 --refers 1204 --by siti")]
    [TestCase("old-card take --reason damaged --document TT/1 --by siti")]
    [TestCase("old-card take --reason damaged --document TT/1 --uid 04A1B2C3D4E5F6")]
    [TestCase("old-card take --reason damaged --document TT/1 --no-chip --at 2026-11-01")]
    [TestCase("destroy read")]
    [TestCase("destroy read --old-cards --anew --by siti")]
    [TestCase("destroy batch --document BAP/1 --counted 5 --mute 2 --witness \"Ani, Polres\" --witness \"Edi, Inspektorat\"")]
    [TestCase("destroy batch --document BAP/1 --counted 5 --old-cards --second Siti --witness \"Ani, Polres\"")]
    [TestCase("destroy lost 1204 --reason \"not in the box\" --witness Siti")]
    [TestCase("destroy lost J-0000123-1 --quantity 2 --old-cards --reason gone --by budi --witness Siti")]
    [TestCase("month close 2026-10 --with-differences --by budi --witness Siti")]
    [TestCase("report old-cards --from 2026-11-01 --format csv")]
    public void A_right_command_has_no_error(string line) => Assert.That(Errors(line), Is.Empty);

    [TestCase("blank load --printer printer-1 --quantity 1.5", "1.5")]
    [TestCase("blank spoil --quantity 1,5 --reason damaged", "1,5")]
    [TestCase("blank spoil --quantity 99999999999 --reason damaged", "99999999999")]
    [TestCase("blank spoil --quantity ten --reason damaged", "ten")]
    [TestCase("blank receive --delivery D1 --count 2.5", "2.5")]
    [TestCase("blank spoil --quantity 2", "--reason")]
    [TestCase("stock-take count --place store --counted 1.5", "1.5")]
    [TestCase("destroy batch --document BAP/1 --counted 1.5 --witness x", "1.5")]
    [TestCase("destroy batch --document BAP/1 --counted 1 --mute 0.5 --witness x", "0.5")]
    [TestCase("destroy lost --reason gone --witness Siti", "card")]
    [TestCase("destroy lost 1204 --reason gone", "--witness")]
    [TestCase("destroy lost 1204 --witness Siti", "--reason")]
    [TestCase("old-card take --document TT/1", "--reason")]
    [TestCase("old-card take --reason damaged", "--document")]
    [TestCase("old-card take --reason damaged --document TT/1 --uid 04AABBCC --no-chip", "--uid")]
    public void What_is_unknown_or_missing_is_named(string line, string name) => Assert.That(Errors(line), Has.Some.Contains(name));

    /// <summary>In Indonesia a point parts thousands: "1.500" is not taken for one and a half, nor for fifteen hundred.</summary>
    [TestCase("blank load --printer printer-1 --quantity 2.5", "2.5")]
    [TestCase("blank load --printer printer-1 --quantity 1.500", "1.500")]
    [TestCase("blank unload --printer printer-1 --quantity lima", "lima")]
    [TestCase("destroy batch --document BAP/1 --counted 1 --mute 0.5 --witness x", "0.5")]
    [TestCase("destroy lost 1204 --quantity 1.5 --reason x --witness Siti", "1.5")]
    [TestCase("ledger reverse 1.5 --reason x", "1.5")]
    [TestCase("supply receive --kind ribbon --quantity 1.5 --document SJ/1", "1.5")]
    [TestCase("supply receive --kind ribbon --quantity 1 --cards-each 1,5 --document SJ/1", "1,5")]
    [TestCase("supply count --kind ribbon --counted many", "many")]
    [TestCase("supply reverse x --reason y", "x")]
    [TestCase("day explain one --reason miscounted", "one")]
    [TestCase("batch show 1.5", "1.5")]
    [TestCase("report batch --number 1.5", "1.5")]
    [TestCase("audit list --most all", "all")]
    [TestCase("held count J1-1 --path-empty --hopper 4.5", "4.5")]
    public void What_is_no_whole_number_is_refused_with_a_sentence_that_says_how_to_write_one(string line, string number)
    {
        foreach (var language in new[] { "en", "id" })
            Assert.That(CommandErrors.Of(language, line, All), Has.Exactly(1).StartsWith(new StationTexts(language).Format("cli.whole-number", number, "", "")[..(number.Length + 8)]));
    }

    [TestCase("en")]
    [TestCase("id")]
    public void The_help_lists_each_reason(string language)
    {
        var texts = new StationTexts(language);
        foreach (var reason in BlankActs.SpoilReasons)
            Assert.That(texts["cli.option.spoil-reason"], Does.Contain(reason));
        foreach (var reason in OldCards.Reasons)
        {
            Assert.That(texts["cli.option.old-card-reason"], Does.Contain(reason));
            Assert.That(new[] { $"report.cause.{reason}", $"report.reason.{OldCards.Code}: {reason}" }.Where(key => texts.Find(key) is null), Is.Empty);
        }
    }

    private static readonly Func<CommonOptions, System.CommandLine.Command>[] All =
    [
        BlankCommands.Create, OldCardCommands.Create, DestroyCommands.Create, StockTakeCommands.Create, MonthCommands.Create, ReportCommand.Create,
        LedgerCommands.Create, SupplyCommands.Create, DayCommands.Create, BatchCommands.Create, AuditCommands.Create, HeldCommands.Create,
    ];

    private static List<string> Errors(string line) => CommandErrors.Of(line, All);
}
