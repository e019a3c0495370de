using PrintStation.Printers;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Printers;

/// <summary>What counts as evidence, and that questions – only they – are asked again.</summary>
[TestFixture]
internal sealed class EvolisEvidenceTests
{
    private static readonly string[] Bracket = ["Rsn", "Rlr;p", "Rco;c", "Rco;p", "Rse;o", "Rse;b", "Rco;c", "Rco;p", "Rsn", "Rem"];

    private static readonly PrinterEvidence Good =
        new("P2-000123", CardPosition.ContactlessStation, 41234, 206170, PowerLost: false, Standing: null, CoverOpen: false, CardAtExit: false);

    private static IEnumerable<TestCaseData> EachQuestionAndFault() =>
        from index in Enumerable.Range(0, Bracket.Length)
        from fault in new[] { "lost", "late", "stale", "garbled", "merged", "closed", "write-breaks" }
        select new TestCaseData(index, fault).SetName($"Observing survives a {fault} answer to question {index + 1}, {Bracket[index]}");

    /// <summary>How often this question was asked in a bracket that ends with it.</summary>
    private static int Times(int index) => Bracket[..(index + 1)].Count(question => question == Bracket[index]);

    [Test]
    public async Task The_bracket_is_asked_in_order()
    {
        var device = new ScriptedPrinter();
        var evidence = await device.RunAsync(printer => printer.ObserveAsync(default));
        Assert.That(evidence, Is.EqualTo(Good));
        Assert.That(device.Commands, Is.EqualTo(Bracket));
    }

    [TestCaseSource(nameof(EachQuestionAndFault))]
    public async Task One_bad_answer_makes_the_whole_bracket_be_asked_again_on_a_new_connection(int index, string fault)
    {
        var device = new ScriptedPrinter();
        device.OnTime(Bracket[index], Times(index), () => Answer(fault));

        var evidence = await device.RunAsync(printer => printer.ObserveAsync(default));

        Assert.That(evidence, Is.EqualTo(Good));
        Assert.That(device.Commands, Is.EqualTo((string[])[.. Bracket[..(index + 1)], .. Bracket]));
        Assert.That(device.Line.Connections, Is.EqualTo(2));
    }

    [TestCaseSource(nameof(EachQuestionAndFault))]
    public async Task Three_bad_answers_are_no_evidence_and_there_is_no_fourth(int index, string fault)
    {
        var device = new ScriptedPrinter();
        for (var time = Times(index); time <= 8; time += Times(index))
            device.OnTime(Bracket[index], time, () => Answer(fault));

        Assert.That(await device.RunAsync(printer => printer.ObserveAsync(default)), Is.Null);
        Assert.That(device.Commands, Has.Count.EqualTo(3 * (index + 1)));
    }

    [Test]
    public async Task A_counter_that_comes_late_is_never_taken_for_the_other_counter()
    {
        var device = new ScriptedPrinter();
        device.OnTime("Rco;c", 1, () => [new Chunk("41234\0"u8.ToArray(), TimeSpan.FromMilliseconds(2050))]);
        Assert.That(await device.RunAsync(printer => printer.ObserveAsync(default)), Is.EqualTo(Good));
    }

    [Test]
    public async Task An_answer_too_many_inside_the_bracket_is_no_evidence()
    {
        var device = new ScriptedPrinter();
        for (var time = 1; time <= 3; time++)
            device.OnTime("Rco;c", time, () => [new Chunk("7\0"u8.ToArray()), new Chunk("41234\0"u8.ToArray())]);

        Assert.That(await device.RunAsync(printer => printer.ObserveAsync(default)), Is.Null);
    }

    [TestCase("Rco;c")]
    [TestCase("Rco;p")]
    public async Task A_counter_with_a_spoilt_digit_is_asked_again(string counter)
    {
        var device = new ScriptedPrinter();
        device.OnTime(counter, 1, () => ScriptedPrinter.Text("71234"));
        Assert.That(await device.RunAsync(printer => printer.ObserveAsync(default)), Is.EqualTo(Good));
        Assert.That(device.Commands.Count(command => command == "Rsn"), Is.EqualTo(3), "the bracket that failed, and a whole one");
    }

    [Test]
    public async Task Another_serial_number_at_the_end_is_no_evidence()
    {
        var device = new ScriptedPrinter();
        for (var time = 2; time <= 6; time += 2)
            device.OnTime("Rsn", time, () => ScriptedPrinter.Text("P2-000999"));

        Assert.That(await device.RunAsync(printer => printer.ObserveAsync(default)), Is.Null);
    }

    [Test]
    public async Task Not_reachable_is_no_evidence()
    {
        var device = new ScriptedPrinter();
        device.Line.Reachable = false;
        Assert.That(await device.RunAsync(printer => printer.ObserveAsync(default)), Is.Null);
        Assert.That(await device.RunAsync(printer => printer.ReadPositionAsync(default)), Is.Null);
        Assert.That(await device.RunAsync(printer => printer.ReadSuppliesAsync(default)), Is.Null);
        device.Line.Reachable = true;
        Assert.That(await device.RunAsync(printer => printer.ObserveAsync(default)), Is.EqualTo(Good));
    }

    [TestCase("0")]
    [TestCase("2")]
    public async Task Another_mode_than_the_one_set_means_that_the_power_was_lost(string mode)
    {
        var device = new ScriptedPrinter { ["Rem"] = mode };
        Assert.That(await device.RunAsync(printer => printer.ObserveAsync(default)), Is.EqualTo(Good with { PowerLost = true }));
    }

    [Test]
    public async Task A_model_without_18_has_2_as_its_power_mark()
    {
        var device = new ScriptedPrinter(ScriptedPrinter.SmallModel with { ErrorManagement = 2 }) { ["Rem"] = "2" };
        Assert.That(await device.RunAsync(printer => printer.ObserveAsync(default)), Is.EqualTo(Good));
    }

    [Test]
    public async Task A_standing_error_hides_the_position_and_is_named()
    {
        var device = new ScriptedPrinter { ["Rlr;p"] = "CARD JAM", ["Rse;o"] = "0,02 Volts", ["Rse;b"] = "1,00 Volts" };
        Assert.That(
            await device.RunAsync(printer => printer.ObserveAsync(default)),
            Is.EqualTo(Good with { Position = null, Standing = PrinterReason.MediaJam, CoverOpen = true, CardAtExit = true }));
    }

    [Test]
    public async Task An_empty_path_counts_only_when_it_is_said_twice()
    {
        var device = new ScriptedPrinter { ["Rlr;p"] = "OK" };
        Assert.That(
            await device.RunAsync(printer => printer.ObserveAsync(default)), Is.EqualTo(Good with { Position = CardPosition.Empty }));
        Assert.That(device.Times("Rlr;p"), Is.EqualTo(2));

        var stale = new ScriptedPrinter();
        stale.OnTime("Rlr;p", 1, () => ScriptedPrinter.Text("OK"));
        Assert.That(await stale.RunAsync(printer => printer.ObserveAsync(default)), Is.EqualTo(Good));
    }

    [TestCase("CARD", CardPosition.PrintStation)]
    [TestCase("CONTACTLESS CARD", CardPosition.ContactlessStation)]
    [TestCase("OK", null)]
    [TestCase("COVER OPEN", null)]
    [TestCase("NO CARD", null)]
    public async Task Where_only_the_position_may_be_asked_nothing_else_is_and_OK_stays_unknown(string text, CardPosition? position)
    {
        var device = new ScriptedPrinter(ScriptedPrinter.SmallModel with { QueriesWithEncodedCard = ["position"] }) { ["Rlr;p"] = text };
        Assert.That(await device.RunAsync(printer => printer.ReadPositionAsync(default)), Is.EqualTo(position));
        Assert.That(device.Commands.Distinct(), Is.EqualTo((string[])["Rlr;p"]));
    }

    [Test]
    public async Task Reading_an_empty_position_asks_for_the_identity_in_between()
    {
        var device = new ScriptedPrinter { ["Rlr;p"] = "OK" };
        Assert.That(await device.RunAsync(printer => printer.ReadPositionAsync(default)), Is.EqualTo(CardPosition.Empty));
        Assert.That(device.Commands, Is.EqualTo((string[])["Rlr;p", "Rsn", "Rlr;p"]));
    }

    [Test]
    public async Task Two_stale_OKs_in_a_row_are_not_an_empty_path()
    {
        var device = new ScriptedPrinter();
        device.OnTime("Rlr;p", 1, () => ScriptedPrinter.Text("OK"));
        device.OnTime("Rsn", 1, () => ScriptedPrinter.Text("OK"));
        Assert.That(await device.RunAsync(printer => printer.ReadPositionAsync(default)), Is.EqualTo(CardPosition.ContactlessStation));
    }

    [Test]
    public async Task Supplies_are_read()
    {
        var device = new ScriptedPrinter();
        Assert.That(
            await device.RunAsync(printer => printer.ReadSuppliesAsync(default)),
            Is.EqualTo(new PrinterSupplies(FeederHasCards: true, 488, RibbonFits: true, CleaningRequired: false)));
    }

    [TestCase("Rse;f", "0,00 Volts", false, 488, true, false)]
    [TestCase("Rse;f", "COVER OPEN", false, 488, true, false)]
    [TestCase("Rse;f", "NEED CLEANING", null, 488, true, true)]
    [TestCase("Rrt;count", "ERR RIB DETECTION", true, null, true, false)]
    [TestCase("Rrt;count", "ERROR RIBBON", true, 0, true, false)]
    [TestCase("Rrt;zone", "3", true, 488, false, false)]
    [TestCase("Rrt;zone", "ERR RIB DETECTION", true, 488, false, false)]
    public async Task A_supply_answer_means(string query, string text, bool? feeder, int? left, bool fits, bool cleaning)
    {
        var device = new ScriptedPrinter { [query] = text };
        Assert.That(
            await device.RunAsync(printer => printer.ReadSuppliesAsync(default)), Is.EqualTo(new PrinterSupplies(feeder, left, fits, cleaning)));
    }

    [TestCase("Rse;f")]
    [TestCase("Rrt;count")]
    [TestCase("Rrt;zone")]
    [TestCase("Rzp")]
    public async Task A_stale_OK_to_a_supply_query_is_not_an_answer(string query)
    {
        var device = new ScriptedPrinter { [query] = "OK" };
        Assert.That(await device.RunAsync(printer => printer.ReadSuppliesAsync(default)), Is.Null);
        Assert.That(device.Times(query), Is.EqualTo(3));
    }

    private static IReadOnlyList<Chunk>? Answer(string fault) => fault switch
    {
        "lost" => [],
        "late" => [new Chunk("OK\0"u8.ToArray(), TimeSpan.FromSeconds(3))],
        "stale" => ScriptedPrinter.Text("OK;"),
        "garbled" => [new Chunk([0x35, 0xFF, 0])],
        "merged" => [new Chunk("OK\0OK\0"u8.ToArray())],
        "closed" => [new Chunk([])],
        _ => null,
    };
}
