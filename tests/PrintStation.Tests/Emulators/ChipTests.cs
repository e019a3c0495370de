using System.Text;
using System.Text.Json;
using PrintStation.Emulators.Chips;
using PrintStation.Emulators.World;

namespace PrintStation.Tests.Emulators;

internal sealed class ChipTests
{
    private static readonly byte[] UidA = [0x04, 1, 2, 3, 4, 5, 6];
    private static readonly byte[] UidB = [9, 1, 2, 3, 4, 5, 6, 7];

    [Test]
    public void A_type_B_chip_tells_its_uid_at_the_end_and_a_type_A_chip_does_not_know_the_command()
    {
        var b = new KtpChip(UidB);
        var answer = b.Transmit([0, 0xDF, 0, 0, 0])!;

        Assert.That(answer[^10..^2], Is.EqualTo(UidB));
        Assert.That(ChipTalk.Status(answer), Is.EqualTo(0x9000));
        Assert.That(b.Identifier, Has.Length.EqualTo(4).And.Not.EqualTo(UidB[..4]), "the PUPI is not the UID");
        Assert.That(new KtpChip(UidA).Transmit([0, 0xDF, 0, 0, 0]), Is.EqualTo(new byte[] { 0x6D, 0x00 }));
    }

    [TestCase("00A40000026FF0", 0x6A82, TestName = "A file without its directory is not found")]
    [TestCase("00A40000027F0A", 0x9000, TestName = "The directory is found")]
    [TestCase("00A40000023F01", 0x6A82, TestName = "An unknown file is not found")]
    [TestCase("00A40100027F0A", 0x6A86, TestName = "A select with parameters is refused")]
    [TestCase("00B0000010", 0x6986, TestName = "A read without a file is refused")]
    [TestCase("00D600000100", 0x6986, TestName = "An update without a file is refused")]
    [TestCase("00440000", 0x6982, TestName = "A lock outside the session is refused")]
    [TestCase("00990000", 0x6D00, TestName = "An unknown instruction is refused")]
    [TestCase("80A40000027F0A", 0x6E00, TestName = "An unknown class is refused")]
    [TestCase("0CB0000000", 0x6987, TestName = "A wrapped command without a session is refused")]
    [TestCase("00A40000057F0A", 0x6700, TestName = "Lengths that do not agree are refused")]
    [TestCase("0084000004", 0x6700, TestName = "A challenge of another length is refused")]
    [TestCase("00A4", 0x6700, TestName = "Half a header is refused")]
    public void A_fresh_chip_answers(string command, int status) =>
        Assert.That(ChipTalk.Status(new KtpChip(UidA).Transmit(Convert.FromHexString(command))!), Is.EqualTo(status));

    [TestCase("6FF0", 0x9000)]
    [TestCase("6FF2", 0x9000)]
    [TestCase("6FF3", 0x6982)]
    [TestCase("6FF7", 0x6982)]
    public void Card_control_and_photo_are_free_to_read_and_the_rest_is_not(string file, int status)
    {
        var chip = new KtpChip(UidA);
        chip.Transmit(Convert.FromHexString("00A40000027F0A"));
        chip.Transmit(Convert.FromHexString($"00A4000002{file}"));

        Assert.That(ChipTalk.Status(chip.Transmit(Convert.FromHexString("00B0000010"))!), Is.EqualTo(status));
        Assert.That(ChipTalk.Status(chip.Transmit(Convert.FromHexString("00D6000001AA"))!), Is.EqualTo(0x6982));
    }

    [TestCase("00B00000FA", 0x9000, 250, TestName = "250 bytes are the longest read")]
    [TestCase("00B00000FB", 0x6700, 0, TestName = "251 bytes are too many")]
    [TestCase("00B00FFF02", 0x6282, 1, TestName = "A read over the end gives what is there and says so")]
    [TestCase("00B0100001", 0x6B00, 0, TestName = "A read behind the end is refused")]
    public void The_photo_is_read_in_chunks(string command, int status, int bytes)
    {
        var chip = new KtpChip(UidA);
        chip.Transmit(Convert.FromHexString("00A40000027F0A"));
        chip.Transmit(Convert.FromHexString("00A40000026FF2"));

        var answer = chip.Transmit(Convert.FromHexString(command))!;

        Assert.That((ChipTalk.Status(answer), answer.Length - 2), Is.EqualTo((status, bytes)));
    }

    [Test]
    public void A_whole_personalisation_is_written_locked_and_read_back([Values] bool typeB)
    {
        var (chip, talk) = Open(typeB ? UidB : UidA);
        var changes = new List<ChipChange>();
        chip.Changed = changes.Add;
        Assert.That(talk.Authenticate(), Is.EqualTo(0x9000));
        Assert.That(talk.Select(0x7F0A), Is.EqualTo(0x9000));
        var content = Encoding.UTF8.GetBytes("\"5371010101900001\",\"JL. \"\"A\"\" 1\"");
        Assert.That(talk.Select(0x6FF3), Is.EqualTo(0x9000));
        Assert.That(talk.Write(0, [0, (byte)content.Length, .. content]), Is.EqualTo(0x9000));
        Assert.That(talk.Write(824, new byte[200]), Is.EqualTo(0x9000));
        Assert.That(talk.Write(825, new byte[200]), Is.EqualTo(0x6A84));

        Assert.That(talk.Secure(0, 0x44, 0, 0), Is.EqualTo(new byte[] { 0x90, 0x00 }));
        Assert.That(talk.Write(0, [1]), Is.EqualTo(0x6982), "after the lock nothing is written");
        Assert.That(talk.Secure(0, 0xB0, 0, 2, (byte)content.Length)[..^2], Is.EqualTo(content));
        Assert.That(talk.Secure(0, 0xB0, 0, 0, 200), Has.Length.EqualTo(202));

        Assert.That(chip.IsLocked);
        Assert.That(changes, Is.EqualTo(new[] { ChipChange.Written, ChipChange.Locked }));
        Assert.That(Biodata.Read(chip)["nik"], Is.EqualTo("5371010101900001"));
        Assert.That(Biodata.Read(chip)["address"], Is.EqualTo("JL. \"A\" 1"));
        Assert.That(talk.Authenticate(), Is.EqualTo(0x9000), "a locked card is still read through the SAM");
    }

    [Test]
    public void A_wrong_cryptogram_costs_a_try_and_three_block_the_chip()
    {
        var (_, talk) = Open(UidA);
        byte[] Change(byte[] cryptogram) => [.. cryptogram[..39], (byte)(cryptogram[39] ^ 1)];

        Assert.That(talk.Authenticate(Change), Is.EqualTo(0x63C2));
        Assert.That(talk.Authenticate(Change), Is.EqualTo(0x63C1));
        Assert.That(talk.Authenticate(Change), Is.EqualTo(0x63C0));
        Assert.That(talk.Authenticate(), Is.EqualTo(0x6983));
    }

    [Test]
    public void A_good_authentication_gives_the_tries_back()
    {
        var (_, talk) = Open(UidA);
        talk.Authenticate(_ => new byte[40]);
        talk.Authenticate();

        Assert.That(talk.Authenticate(_ => new byte[40]), Is.EqualTo(0x63C2));
    }

    [Test]
    public void A_cryptogram_for_another_chip_is_refused()
    {
        var chip = new KtpChip(UidA);

        Assert.That(new ChipTalk(chip, new Sam(), UidB).Authenticate(), Is.EqualTo(0x63C2));
    }

    [Test]
    public void A_cryptogram_cannot_be_used_again()
    {
        var (chip, talk) = Open(UidA);
        byte[] old = [];
        talk.Authenticate(cryptogram => old = cryptogram);
        chip.Transmit(Convert.FromHexString("0084000008"));

        Assert.That(ChipTalk.Status(chip.Transmit([0, 0x82, 0, 0, 0x28, .. old])!), Is.EqualTo(0x63C2));
    }

    [Test]
    public void The_sam_refuses_an_answer_that_is_not_the_chips()
    {
        var sam = new Sam();
        sam.Transmit([0, 0xF1, 0, 1, 32, .. new byte[32]]);

        Assert.That(ChipTalk.Status(sam.Transmit([0, 0xF2, 0, 0, 40, .. new byte[40]])!), Is.EqualTo(0x63C9));
        Assert.That(ChipTalk.Status(sam.Transmit([0, 0xF3, 0, 0, 4, 0, 0x44, 0, 0])!), Is.EqualTo(0x6985), "no session");
    }

    [Test]
    public void A_changed_wrapped_command_ends_the_session()
    {
        var (_, talk) = Open(UidA);
        talk.Authenticate();
        var wrapped = talk.Wrap([0, 0xA4, 0, 0, 2, 0x7F, 0x0A]);
        wrapped[10] ^= 1;

        Assert.That(talk.Chip(Convert.ToHexString(wrapped)), Is.EqualTo(new byte[] { 0x69, 0x88 }));
        Assert.That(talk.Chip(Convert.ToHexString(talk.Wrap([0, 0xA4, 0, 0, 2, 0x7F, 0x0A]))), Is.EqualTo(new byte[] { 0x69, 0x87 }));
    }

    [Test]
    public void A_repeated_wrapped_command_ends_the_session()
    {
        var (_, talk) = Open(UidA);
        talk.Authenticate();
        var wrapped = Convert.ToHexString(talk.Wrap([0, 0xA4, 0, 0, 2, 0x7F, 0x0A]));
        talk.Chip(wrapped);

        Assert.That(talk.Chip(wrapped), Is.EqualTo(new byte[] { 0x69, 0x88 }));
    }

    [Test]
    public void A_plain_command_ends_the_session()
    {
        var (_, talk) = Open(UidA);
        talk.Authenticate();
        talk.Chip("00A40000027F0A");

        Assert.That(talk.Secure(0, 0xA4, 0, 0, 2, 0x7F, 0x0A), Is.EqualTo(new byte[] { 0x69, 0x87 }));
    }

    [Test]
    public void An_answer_from_outside_the_session_ends_it_for_the_sam_too()
    {
        var (_, talk) = Open(UidA);
        talk.Authenticate();

        Assert.That(talk.Sam(0xF4, 0, [0x69, 0x88]), Is.EqualTo(new byte[] { 0x69, 0x88 }));
        Assert.That(talk.Sam(0xF3, 0, [0, 0x44, 0, 0]), Is.EqualTo(new byte[] { 0x69, 0x85 }));
    }

    [Test]
    public void A_chip_that_tears_breaks_half_way_and_stays_broken()
    {
        var (chip, talk) = Open(UidA);
        chip.TearsWhenWritten = true;
        talk.Authenticate();
        talk.Select(0x7F0A);
        talk.Select(0x6FF2);
        var writes = Enumerable.Range(0, 12).Select(n => talk.Write(n * 200, [.. Enumerable.Repeat((byte)7, 200)])).ToList();

        Assert.That(writes.Take(9), Is.All.EqualTo(0x9000));
        Assert.That(writes[9], Is.EqualTo(0x6581));
        Assert.That(writes.Skip(10), Is.All.Not.EqualTo(0x9000), "the session is over");
        Assert.That(talk.Chip("0084000008"), Is.EqualTo(new byte[] { 0x65, 0x81 }));
        Assert.That(chip.Files[0x6FF2].Count(value => value == 7), Is.EqualTo(1900));
    }

    [Test]
    public void A_chip_that_forgets_confirms_one_write_and_does_not_keep_it()
    {
        var (chip, talk) = Open(UidA);
        chip.ForgetsAWrite = true;
        talk.Authenticate();
        talk.Select(0x7F0A);
        talk.Select(0x6FF2);
        var writes = Enumerable.Range(0, 12).Select(n => talk.Write(n * 200, [.. Enumerable.Repeat((byte)7, 200)])).ToList();

        Assert.That(writes, Is.All.EqualTo(0x9000));
        Assert.That(chip.Files[0x6FF2].Count(value => value == 7), Is.EqualTo(2200));
        Assert.That(chip.Files[0x6FF2][1800..2000], Is.All.Zero);
    }

    [Test]
    public void A_mute_chip_says_nothing() =>
        Assert.That(new KtpChip(UidA) { IsMute = true }.Transmit([0, 0x84, 0, 0, 8]), Is.Null);

    [Test]
    public async Task A_card_that_left_the_field_must_be_found_anew()
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        var card = office.Printer.Antenna().Single();
        card.Activate();
        Assert.That(card.Transmit(Convert.FromHexString("00A40000027F0A")), Is.EqualTo(new byte[] { 0x90, 0x00 }));

        await line.PrintFaceAsync();
        Assert.That(office.Printer.Antenna(), Is.Empty, "under the print head no antenna reaches it");
        await line.AskAsync("Sic");

        Assert.That(card.Transmit(Convert.FromHexString("00A40000027F0A")), Is.Null);
        Assert.That(office.Printer.Antenna().Single().Transmit(Convert.FromHexString("00A40000027F0A")), Is.Not.Null);
    }

    [Test]
    public async Task What_was_written_lies_in_the_tray_by_file_and_by_name()
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        var blank = office.FirstFed();
        var talk = new ChipTalk(office.Printer.Antenna().Single(), new Sam(), Convert.FromHexString(blank.Uid));
        talk.Authenticate();
        talk.Select(0x7F0A);
        talk.Select(0x6FF3);
        var content = Encoding.UTF8.GetBytes("\"5371010101900001\",\"JL. A\"");
        talk.Write(0, [0, (byte)content.Length, .. content]);
        talk.Secure(0, 0x44, 0, 0);
        await line.AskAsync("Ser");

        using var chip = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(office.Out, blank.Place.Tray!, "chip.json")));
        var files = chip.RootElement.GetProperty("files");
        Assert.That(files.GetProperty("6FF0").GetString(), Does.StartWith("01").And.Length.EqualTo(32));
        Assert.That(files.GetProperty("6FF3").GetString(), Does.StartWith($"00{content.Length:X2}{Convert.ToHexString(content)}"));
        Assert.That(chip.RootElement.GetProperty("biodata").GetProperty("nik").GetString(), Is.EqualTo("5371010101900001"));
        Assert.That(office.Names(), Does.Contain("chip-written").And.Contain("chip-locked"));
    }

    [Test]
    public async Task A_power_cut_while_encoding_stops_the_chip_and_the_card_leaves_when_the_power_is_back()
    {
        await using var office = await TestOffice.StartAsync("power-cut@1:encode:reject");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        var talk = new ChipTalk(office.Printer.Antenna().Single(), new Sam(), Convert.FromHexString(office.FirstFed().Uid));
        talk.Authenticate();
        talk.Select(0x7F0A);
        talk.Select(0x6FF2);
        talk.Write(0, new byte[200]);
        talk.Write(200, new byte[200]);

        Assert.That(() => talk.Write(400, new byte[200]), Throws.Exception, "no answer any more");
        Assert.That(await line.ReadAsync(), Is.EqualTo("(closed)"));
        await office.SeeAsync("rejected");
        Assert.That(office.FirstFed().Place.Kind, Is.EqualTo(PlaceKind.RejectBox));
    }

    private static (KtpChip Chip, ChipTalk Talk) Open(byte[] uid)
    {
        var chip = new KtpChip(uid);
        return (chip, new ChipTalk(chip, new Sam(), uid));
    }
}
