using PrintStation.Printers;
using PrintStation.Printers.Evolis;

namespace PrintStation.Tests.Printers;

[TestFixture]
internal sealed class EvolisReplyTests
{
    [TestCase("ERROR CDE", "Sic", CommandOutcome.Refused, PrinterReason.Rejected)]
    [TestCase("ERROR PARAMETRES", "Sic", CommandOutcome.Refused, PrinterReason.Rejected)]
    [TestCase("OPT NOT AVAILABLE", "Sic", CommandOutcome.Refused, PrinterReason.Rejected)]
    [TestCase("ERROR", "Sic", CommandOutcome.Unknown, PrinterReason.Rejected)]
    [TestCase("ERROR TIME OUT", "Sic", CommandOutcome.Unknown, PrinterReason.Rejected)]
    [TestCase("NEED CLEANING", "Sic", CommandOutcome.Refused, PrinterReason.CleaningRequired)]
    [TestCase("FEEDER EMPTY", "Sic", CommandOutcome.Refused, PrinterReason.MediaEmpty)]
    [TestCase("CARD JAM", "Sic", CommandOutcome.Unknown, PrinterReason.MediaJam)]
    [TestCase("COVER OPEN", "Sic", CommandOutcome.Unknown, PrinterReason.CoverOpen)]
    [TestCase("HOPPER FULL", "Ser", CommandOutcome.Refused, PrinterReason.RejectAreaFull)]
    [TestCase("HOPPER FULL", "Se", CommandOutcome.Unknown, PrinterReason.OutputAreaFull)]
    [TestCase("ERROR HOPPER", "Sic", CommandOutcome.Unknown, PrinterReason.MediaJam)]
    [TestCase("ERROR HEAD", "Se", CommandOutcome.Unknown, PrinterReason.HeadFailure)]
    [TestCase("ERROR RIBBON", "Ss", CommandOutcome.Refused, PrinterReason.MarkerSupplyEmpty)]
    [TestCase("ERR RIB DETECTION", "Ss", CommandOutcome.Refused, PrinterReason.MarkerSupplyMissing)]
    [TestCase("ERROR MAG", "Sic", CommandOutcome.Unknown, PrinterReason.Rejected)]
    [TestCase("ERROR MAG BLANK TRACK", "Sic", CommandOutcome.Unknown, PrinterReason.Rejected)]
    public void An_error_text_means(string text, string command, CommandOutcome outcome, PrinterReason reason) =>
        Assert.That(
            EvolisSequence.Judge(command, new LineReply(LineOutcome.Answered, text)), Is.EqualTo(new CommandResult(outcome, reason, text)));

    [Test]
    public void Every_row_of_the_table_has_its_test()
    {
        var tested = typeof(EvolisReplyTests).GetMethod(nameof(An_error_text_means))!
            .GetCustomAttributes(typeof(TestCaseAttribute), false).Cast<TestCaseAttribute>().Select(test => (string)test.Arguments[0]!);
        Assert.That(EvolisReply.Errors.Select(row => row.Text), Is.SubsetOf(tested));
        Assert.That(EvolisReply.Errors.Select(row => row.Text), Is.Unique);
    }

    [TestCase("OK")]
    [TestCase("OK;1")]
    public void OK_and_what_starts_with_it_is_done(string text) => Assert.That(
        EvolisSequence.Judge("Sic", new LineReply(LineOutcome.Answered, text)), Is.EqualTo(new CommandResult(CommandOutcome.Done)));

    [TestCase("BOURRAGE CARTE")]
    [TestCase("CARD")]
    [TestCase("ok")]
    [TestCase("18")]
    public void A_text_that_is_not_listed_is_unknown(string text) => Assert.That(
        EvolisSequence.Judge("Sic", new LineReply(LineOutcome.Answered, text)),
        Is.EqualTo(new CommandResult(CommandOutcome.Unknown, null, text)));

    [TestCase("OK", CardPosition.Empty)]
    [TestCase("CARD", CardPosition.PrintStation)]
    [TestCase("SMART CARD", CardPosition.ContactStation)]
    [TestCase("CONTACTLESS CARD", CardPosition.ContactlessStation)]
    public void A_position_text_means(string text, CardPosition position) =>
        Assert.That(EvolisReply.Place(text), Is.EqualTo(new PlaceReply(position, null)));

    [TestCase("CARD JAM", PrinterReason.MediaJam)]
    [TestCase("COVER OPEN", PrinterReason.CoverOpen)]
    [TestCase("ERROR HOPPER", PrinterReason.MediaJam)]
    [TestCase("ERROR HEAD", PrinterReason.HeadFailure)]
    [TestCase("ERROR RIBBON", PrinterReason.MarkerSupplyEmpty)]
    [TestCase("ERR RIB DETECTION", PrinterReason.MarkerSupplyMissing)]
    public void A_standing_error_hides_the_position(string text, PrinterReason reason) =>
        Assert.That(EvolisReply.Place(text), Is.EqualTo(new PlaceReply(null, reason)));

    [TestCase("NO CARD")]
    [TestCase("ERR CARD")]
    [TestCase("FEEDER EMPTY")]
    [TestCase("ERROR CDE")]
    [TestCase("P2-000123")]
    [TestCase("OK;")]
    [TestCase("")]
    public void Any_other_text_is_no_position(string text) => Assert.That(EvolisReply.Place(text), Is.Null);

    [TestCase("5,00 Volts", 5.0)]
    [TestCase("0,07 Volts", 0.07)]
    [TestCase("12,5 Volts", 12.5)]
    public void A_voltage_has_a_decimal_comma(string text, double volts) => Assert.That(EvolisReply.Volts(text), Is.EqualTo((decimal)volts));

    [TestCase("OK")]
    [TestCase("5")]
    [TestCase("5.00 Volts")]
    [TestCase("5,00")]
    [TestCase("-5,00 Volts")]
    public void Any_other_text_is_no_voltage(string text) => Assert.That(EvolisReply.Volts(text), Is.Null);

    [TestCase("0", 0)]
    [TestCase("41234", 41234)]
    public void A_counter_is_digits(string text, long count) => Assert.That(EvolisReply.Counter(text), Is.EqualTo(count));

    [TestCase("OK")]
    [TestCase("-1")]
    [TestCase("1,0")]
    [TestCase(" 1")]
    [TestCase("")]
    [TestCase("1234567890123456")]
    public void Any_other_text_is_no_counter(string text) => Assert.That(EvolisReply.Counter(text), Is.Null);

    [TestCase("P2-000123")]
    [TestCase("10000123")]
    public void A_serial_number_is_long_and_has_digits(string text) => Assert.That(EvolisReply.SerialNumber(text), Is.EqualTo(text));

    [TestCase("OK")]
    [TestCase("18")]
    [TestCase("CARD JAM")]
    [TestCase("COVER")]
    [TestCase("5,00 Volts")]
    [TestCase("")]
    public void Any_other_text_is_no_serial_number(string text) => Assert.That(EvolisReply.SerialNumber(text), Is.Null);

    [TestCase("0", 0)]
    [TestCase("2", 2)]
    [TestCase("18", 18)]
    public void An_error_management_mode_is_one_or_two_digits(string text, int mode) => Assert.That(EvolisReply.Mode(text), Is.EqualTo(mode));

    [TestCase("OK")]
    [TestCase("")]
    [TestCase("188")]
    public void Any_other_text_is_no_mode(string text) => Assert.That(EvolisReply.Mode(text), Is.Null);

    [TestCase("Primacy2", true)]
    [TestCase("OK", false)]
    [TestCase("18", false)]
    [TestCase("CARD JAM", false)]
    [TestCase("SMART CARD", false)]
    public void A_type_is_a_text_that_means_nothing_else(string text, bool isType) =>
        Assert.That(EvolisReply.Type(text), Is.EqualTo(isType ? text : null));
}
