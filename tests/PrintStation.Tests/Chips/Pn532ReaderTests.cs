using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Chips;
using PrintStation.Tests.Transports;
using PrintStation.Transports;

namespace PrintStation.Tests.Chips;

[TestFixture]
internal sealed class Pn532ReaderTests
{
    private const string OneA = "4B01" + "01004420" + "0704A1B2C3D4E5F6" + "0278";
    private const string OneB = "4B01" + "01" + "50AABBCCDD00000000718185" + "0100";
    private const string Select = "00A40000027F0A";
    private const string Wake = "55550000000000000000000000000000";

    public enum Fault
    {
        NoAcknowledge,
        NotAcknowledge,
        Lost,
        Late,
        Garbled,
        Merged,
        Stale,
        OtherCode,
        LineClosed,
        WriteBreaks,
    }

    [Test]
    public async Task The_first_search_wakes_the_reader_and_looks_for_both_types()
    {
        var device = new ScriptedReader();
        Assert.That(await device.RunAsync(reader => reader.DetectAsync(default)), Is.Empty);
        Assert.That(device.Commands, Is.EqualTo((string[])[$"{Wake} 1401", "3205FF0102", "5200", "4A0200", "5200", "4A020300"]));

        device.Commands.Clear();
        await device.RunAsync(reader => reader.DetectAsync(default));
        Assert.That(device.Commands, Is.EqualTo((string[])["5200", "4A0200", "5200", "4A020300"]));
    }

    [Test]
    public async Task A_type_A_chip_is_chosen_again_after_the_search_for_type_B()
    {
        var device = new ScriptedReader { ["4A0200"] = OneA };
        var found = await device.RunAsync(reader => reader.DetectAsync(default));
        Assert.That(found!.Select(chip => (chip.Type, Convert.ToHexString(chip.Uid))), Is.EqualTo(new[] { ('A', "04A1B2C3D4E5F6") }));
        Assert.That(device.Commands[^2..], Is.EqualTo((string[])["5200", "4A0200"]));
    }

    [Test]
    public async Task A_type_B_chip_is_found_without_a_UID()
    {
        var device = new ScriptedReader { ["4A020300"] = OneB, ["400100DF000000"] = "4100" + "112233445566778899" + "9000" };
        var found = await device.RunAsync(reader => reader.DetectAsync(default));
        Assert.That(found!.Select(chip => (chip.Type, chip.Uid.Length)), Is.EqualTo(new[] { ('B', 0) }));

        var answer = await device.RunAsync(reader => reader.TransmitAsync(Convert.FromHexString("00DF000000"), default));
        Assert.That(Convert.ToHexString(answer.Response!), Is.EqualTo("1122334455667788999000"));
    }

    [Test]
    public async Task One_chip_of_each_type_are_several_and_none_is_chosen()
    {
        var device = new ScriptedReader { ["4A0200"] = OneA, ["4A020300"] = OneB };
        Assert.That(await device.RunAsync(reader => reader.DetectAsync(default)), Has.Count.EqualTo(2));
        await Assert.ThrowsAsync<InvalidOperationException>(() => device.Reader.TransmitAsync(Convert.FromHexString(Select), default));
    }

    [Test]
    public async Task A_reader_that_does_not_know_the_retry_setting_works_all_the_same()
    {
        var device = new ScriptedReader { ["4A0200"] = OneA };
        device.OnTime("3205FF0102", 1, _ => [ScriptedReader.Hex(ScriptedReader.Acknowledge + "0000FF01FF7F8100")]);
        Assert.That(await device.RunAsync(reader => reader.DetectAsync(default)), Has.Count.EqualTo(1));
    }

    [TestCase("1401")]
    [TestCase("3205FF0102")]
    [TestCase("5200")]
    [TestCase("4A0200")]
    [TestCase("4A020300")]
    public async Task A_search_is_made_again_on_a_new_connection(string command)
    {
        foreach (var fault in Enum.GetValues<Fault>().Where(fault => fault != Fault.Stale))
        {
            var device = new ScriptedReader { ["4A0200"] = OneA };
            device.OnTime(command, 1, good => Answer(fault, good));
            Assert.That(await device.RunAsync(reader => reader.DetectAsync(default)), Has.Count.EqualTo(1), $"{fault}");
            Assert.That(device.Line.Connections, Is.EqualTo(2), $"{fault}");
        }
    }

    [Test]
    public async Task Three_searches_without_an_answer_are_a_fault_of_the_reader()
    {
        var device = new ScriptedReader();
        for (var time = 1; time <= 9; time++)
            device.OnTime("4A0200", time, _ => []);

        Assert.That(await device.RunAsync(reader => reader.DetectAsync(default)), Is.Null);
        Assert.That(device.Commands.Count(command => command == "4A0200"), Is.EqualTo(3));

        device.Line.Reachable = false;
        Assert.That(await device.RunAsync(reader => reader.DetectAsync(default)), Is.Null);
    }

    [TestCase(Fault.NoAcknowledge, "command 4A: no acknowledgement but Response")]
    [TestCase(Fault.NotAcknowledge, "command 4A: no acknowledgement but NotAcknowledge")]
    [TestCase(Fault.Lost, "command 4A: no answer within 2000 ms")]
    [TestCase(Fault.Late, "command 4A: no answer within 2000 ms")]
    [TestCase(Fault.Garbled, "command 4A: no answer but Broken")]
    [TestCase(Fault.Merged, "command 4A: more than one answer")]
    [TestCase(Fault.OtherCode, "command 4A: the answer to command 02")]
    [TestCase(Fault.LineClosed, "command 4A: the other side closed before the acknowledgement")]
    [TestCase(Fault.WriteBreaks, "broke while sending")]
    public async Task Why_a_reader_did_not_answer_is_said_until_it_answers_and_nothing_of_a_card(Fault fault, string why)
    {
        var device = await new ScriptedReader().WithChipAsync();
        Assert.That(device.Reader.Trouble, Is.Null);
        for (var time = 1; time <= 3; time++)
            device.OnTime("4A0200", time, good => Answer(fault, good));
        Assert.That(await device.RunAsync(reader => reader.DetectAsync(default)), Is.Null);
        Assert.That(device.Reader.Trouble, Does.EndWith(why).And.Not.Contain("04A1B2C3D4E5F6"));

        device.Line.Reachable = false;
        Assert.That(await device.RunAsync(reader => reader.DetectAsync(default)), Is.Null);
        Assert.That(device.Reader.Trouble, Is.EqualTo("not reachable"));

        device.Line.Reachable = true;
        Assert.That(await device.RunAsync(reader => reader.DetectAsync(default)), Has.Count.EqualTo(1));
        Assert.That(device.Reader.Trouble, Is.Null);
    }

    [TestCase("pn532+tcp://127.0.0.1:1", "tcp://127.0.0.1:1 is not reachable: ConnectionRefused.")]
    [TestCase("pn532+serial:///dev/no-such-reader", "serial:///dev/no-such-reader: there is no such device; plug it in, or correct the address")]
    public async Task A_reader_that_is_not_there_is_named_with_the_reason(string address, string why)
    {
        await using var reader = Open(address);
        Assert.That(await reader.DetectAsync(default), Is.Null);
        Assert.That(reader.Trouble, Is.EqualTo(why));
    }

    [Test]
    public async Task A_chip_that_changes_between_two_looks_is_looked_for_again()
    {
        var device = new ScriptedReader { ["4A0200"] = OneA };
        device.OnTime("4A0200", 2, _ => [ScriptedReader.Hex(ScriptedReader.Acknowledge + ScriptedReader.Frame("4B00"))]);
        Assert.That(await device.RunAsync(reader => reader.DetectAsync(default)), Has.Count.EqualTo(1));
        Assert.That(device.Commands.Count(command => command == "4A0200"), Is.EqualTo(4));
    }

    [Test]
    public async Task An_exchange_brings_the_chips_answer([Values] bool together)
    {
        var device = await new ScriptedReader { ["4001" + Select] = "4100" + "6F00" + "9000" }.WithChipAsync();
        if (together)
            device.OnTime("4001" + Select, 1, good => [ScriptedReader.Hex(ScriptedReader.Acknowledge + good)]);

        var answer = await device.RunAsync(reader => reader.TransmitAsync(Convert.FromHexString(Select), default));
        Assert.That((answer.Status, answer.ReaderAnswered), Is.EqualTo((0x9000, true)));
        Assert.That(answer.Data.ToArray(), Is.EqualTo(new byte[] { 0x6F, 0x00 }));
    }

    [Test]
    public async Task An_exchange_is_sent_once_whatever_becomes_of_its_answer([Values] Fault fault)
    {
        var device = await new ScriptedReader().WithChipAsync();
        if (fault == Fault.Stale)
            device.Line.Arrive(Convert.FromHexString(ScriptedReader.Frame("41009000")));
        else
            device.OnTime("4001" + Select, 1, good => Answer(fault, good));

        var answer = await device.RunAsync(reader => reader.TransmitAsync(Convert.FromHexString(Select), default));

        Assert.That(answer, Is.EqualTo(new ApduResult(null, ReaderAnswered: false)));
        Assert.That(device.Commands, Has.Count.EqualTo(fault == Fault.Stale ? 0 : 1));
        Assert.That(device.Line.IsOpen, Is.False);

        // The chosen chip is gone with the line: nothing more is sent until there was a search.
        Assert.That(
            await device.RunAsync(reader => reader.TransmitAsync(Convert.FromHexString(Select), default)),
            Is.EqualTo(new ApduResult(null, ReaderAnswered: false)));
        Assert.That(device.Commands, Has.Count.EqualTo(fault == Fault.Stale ? 0 : 1));
    }

    [Test]
    public async Task An_exchange_whose_line_is_cut_at_any_byte_is_unknown_and_sent_once()
    {
        var whole = Convert.FromHexString(ScriptedReader.Acknowledge + ScriptedReader.Frame("41006F009000"));
        for (var cut = 0; cut < whole.Length; cut++)
        {
            var device = await new ScriptedReader().WithChipAsync();
            var part = whole[..cut];
            device.OnTime("4001" + Select, 1, _ => part.Length == 0 ? [new Chunk([])] : [new Chunk(part), new Chunk([])]);

            var answer = await device.RunAsync(reader => reader.TransmitAsync(Convert.FromHexString(Select), default));

            Assert.That(answer, Is.EqualTo(new ApduResult(null, ReaderAnswered: false)), $"cut at {cut}");
            Assert.That(device.Commands, Is.EqualTo((string[])["4001" + Select]));
        }
    }

    [Test]
    public async Task An_answer_that_comes_byte_by_byte_is_whole()
    {
        var device = await new ScriptedReader().WithChipAsync();
        device.OnTime("4001" + Select, 1, good =>
            [.. Convert.FromHexString(ScriptedReader.Acknowledge + good).Select(value => new Chunk([value], TimeSpan.FromMilliseconds(20)))]);
        Assert.That((await device.RunAsync(reader => reader.TransmitAsync(Convert.FromHexString(Select), default))).Status, Is.EqualTo(0x9000));
    }

    [TestCase("4101")]
    [TestCase("4113")]
    [TestCase("4127")]
    [TestCase("410090")]
    [TestCase("4100")]
    [TestCase("4140")]
    public async Task A_chip_that_does_not_answer_is_told_from_a_reader_that_does_not(string reply)
    {
        var device = await new ScriptedReader { ["4001" + Select] = reply }.WithChipAsync();
        Assert.That(
            await device.RunAsync(reader => reader.TransmitAsync(Convert.FromHexString(Select), default)),
            Is.EqualTo(new ApduResult(null, ReaderAnswered: true)));
        Assert.That(device.Commands, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_long_answer_is_collected_in_parts()
    {
        var device = await new ScriptedReader { ["4001" + Select] = "4140" + "0102", ["4001"] = "4100" + "039000" }.WithChipAsync();
        var answer = await device.RunAsync(reader => reader.TransmitAsync(Convert.FromHexString(Select), default));
        Assert.That(Convert.ToHexString(answer.Response!), Is.EqualTo("0102039000"));
        Assert.That(device.Commands, Is.EqualTo((string[])["4001" + Select, "4001"]));
    }

    [Test]
    public async Task A_long_command_is_sent_in_parts()
    {
        var apdu = new string('A', 2 * 300);
        var device = await new ScriptedReader { ["4041" + apdu[..524]] = "4100" }.WithChipAsync();
        var answer = await device.RunAsync(reader => reader.TransmitAsync(Convert.FromHexString(apdu), default));
        Assert.That(answer.Status, Is.EqualTo(0x9000));
        Assert.That(device.Commands, Is.EqualTo((string[])["4041" + apdu[..524], "4001" + apdu[524..]]));
    }

    [Test]
    public async Task A_part_that_fails_ends_a_long_command()
    {
        var apdu = new string('A', 2 * 300);
        var device = await new ScriptedReader { ["4041" + apdu[..524]] = "4101" }.WithChipAsync();
        var answer = await device.RunAsync(reader => reader.TransmitAsync(Convert.FromHexString(apdu), default));
        Assert.That(answer, Is.EqualTo(new ApduResult(null, ReaderAnswered: true)));
        Assert.That(device.Commands, Has.Count.EqualTo(1));
    }

    [TestCase("pcsc://0")]
    [TestCase("tcp://127.0.0.1:1")]
    [TestCase("pn532+tcp://127.0.0.1")]
    [TestCase("pn532+serial:/dev/ttyS0")]
    public void An_address_that_is_no_readers_is_refused_with_what_is_allowed(string address) =>
        Assert.That(
            () => Open(address),
            Throws.InstanceOf<FormatException>().With.Message.Contains(address.Replace("pn532+", "", StringComparison.Ordinal)).And.Message.Contains("allowed: "));

    [TestCase("pn532+tcp://127.0.0.1:4000")]
    [TestCase("pcsc:ACS ACR1252 Dual Reader [SAM Interface] 01 00")]
    public void A_readers_address_is_its_name(string address) => Assert.That(Open(address).Name, Is.EqualTo(address));

    private static ISmartCardReader Open(string address) =>
        SmartCardReaders.Open(address, ReaderTimings.Shipped, IByteTransport.Open, TimeProvider.System, NullLoggerFactory.Instance);

    private static IReadOnlyList<Chunk>? Answer(Fault fault, string good) => fault switch
    {
        Fault.NoAcknowledge => [ScriptedReader.Hex(good)],
        Fault.NotAcknowledge => [ScriptedReader.Hex("0000FFFF0000")],
        Fault.Lost => [ScriptedReader.Hex(ScriptedReader.Acknowledge)],
        Fault.Late => [ScriptedReader.Hex(ScriptedReader.Acknowledge), ScriptedReader.Hex(good, TimeSpan.FromSeconds(20))],
        Fault.Garbled => [ScriptedReader.Hex(ScriptedReader.Acknowledge + good[..^4] + "5500")],
        Fault.Merged => [ScriptedReader.Hex(ScriptedReader.Acknowledge + good + good)],
        Fault.OtherCode => [ScriptedReader.Hex(ScriptedReader.Acknowledge + ScriptedReader.Frame("0332010607"))],
        Fault.LineClosed => [new Chunk([])],
        Fault.WriteBreaks => null,
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };
}
