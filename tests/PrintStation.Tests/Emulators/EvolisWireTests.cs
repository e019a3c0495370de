using System.Text;
using PrintStation.Emulators.World;

namespace PrintStation.Tests.Emulators;

internal sealed class EvolisWireTests
{
    [TestCase("Rsn", "10000123456")]
    [TestCase("Rtp", "Primacy2")]
    [TestCase("Rem", "0")]
    [TestCase("Rlr;p", "OK")]
    [TestCase("Rse;f", "5,00 Volts")]
    [TestCase("Rse;o", "5,00 Volts")]
    [TestCase("Rse;b", "0,00 Volts")]
    [TestCase("Rse;n", "5,00 Volts")]
    [TestCase("Rco;c", "1207")]
    [TestCase("Rco;p", "5990")]
    [TestCase("Rrt;count", "500")]
    [TestCase("Rrt;qty", "500")]
    [TestCase("Rrt;zone", "2")]
    [TestCase("Rzp", "2")]
    [TestCase("Pem;18", "OK")]
    [TestCase("Pem;7", "ERROR PARAMETRES")]
    [TestCase("Pneab;X", "ERROR PARAMETRES")]
    [TestCase("Rse;x", "ERROR PARAMETRES")]
    [TestCase("Rxx", "ERROR CDE")]
    [TestCase("St", "ERROR CDE")]
    [TestCase("Rmp;all", "ERROR CDE")]
    [TestCase("Pkey;1", "ERROR CDE")]
    [TestCase("Ser", "OPT NOT AVAILABLE")]
    [TestCase("Se", "ERROR")]
    [TestCase("Db;y;63;", "ERROR PARAMETRES")]
    [TestCase("Db;k;64;", "ERROR PARAMETRES")]
    public async Task Each_command_has_its_answer(string command, string answer)
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();

        Assert.That(await line.AskAsync(command), Is.EqualTo(answer));
    }

    [Test]
    public async Task A_reply_is_text_and_a_zero_byte_and_padding_before_a_command_means_nothing()
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();

        await line.SendAsync([0x00, 0x00, 0x1B, 0x52, 0x73, 0x6E, 0x0D, 0x00, 0x1B, 0x52, 0x65, 0x6D, 0x0D]);

        Assert.That(await line.ReadAsync(), Is.EqualTo("10000123456"));
        Assert.That(await line.ReadAsync(), Is.EqualTo("0"));
    }

    [Test]
    public async Task Bytes_that_are_no_command_are_answered_once_and_the_next_command_is_understood()
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();

        await line.SendAsync([0x1B, 0x52, 0x01, 0x02, 0x1B, 0x52, 0x1B, 0x52, 0x73, 0x6E, 0x0D]);

        Assert.That(await line.ReadAsync(), Is.EqualTo("ERROR CDE"));
        Assert.That(await line.ReadAsync(), Is.EqualTo("ERROR CDE"));
        Assert.That(await line.ReadAsync(), Is.EqualTo("10000123456"));
    }

    [Test]
    public async Task The_three_characters_of_the_language_can_be_changed()
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();

        Assert.That(await line.AskAsync("Psc;35;44;10"), Is.EqualTo("OK"));
        await line.SendAsync(Encoding.ASCII.GetBytes("#Rlr,p\n"));

        Assert.That(await line.ReadAsync(), Is.EqualTo("OK"));
    }

    [Test]
    public async Task A_card_goes_to_the_chip_station_and_the_position_says_so()
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();

        Assert.That(await line.AskAsync("Sic"), Is.EqualTo("OK"));
        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("CONTACTLESS CARD"));
        Assert.That(await line.AskAsync("Rco;c"), Is.EqualTo("1208"));
        Assert.That(office.Names().SkipWhile(name => name is "box-arrived" or "loaded"), Is.EqualTo(new[] { "begin-card", "fed", "moved" }));
    }

    [Test]
    public async Task A_whole_card_is_printed_kept_returned_and_ejected()
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");

        Assert.That(await line.PrintFaceAsync(), Is.All.EqualTo("OK"));
        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("CARD"));
        Assert.That(await line.AskAsync("Sic"), Is.EqualTo("OK"));
        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("CONTACTLESS CARD"));
        Assert.That(await line.AskAsync("Rco;p"), Is.EqualTo("5995"));
        Assert.That(await line.AskAsync("Rrt;count"), Is.EqualTo("499"));
        Assert.That(await line.EjectAsync(), Is.All.EqualTo("OK"));
        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("OK"));
        Assert.That(await line.AskAsync("Rco;c"), Is.EqualTo("1208"));

        await office.SeeAsync("ready");
        var blank = office.FirstFed();
        Assert.That(blank.Place.Kind, Is.EqualTo(PlaceKind.Output));
        Assert.That(blank.Front.LooksWhole);
        Assert.That(File.Exists(Path.Combine(office.Out, "tray", "output", $"0001-{blank.Uid}", "front.png")));
        Assert.That(office.Names(), Does.Contain("printed").And.Contain("ejected"));
    }

    [Test]
    public async Task A_card_without_the_keep_setting_leaves_by_itself()
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();
        await line.AskAsync("Pem;18");

        Assert.That(await line.PrintFaceAsync(), Is.All.EqualTo("OK"));
        Assert.That(office.FirstFed().Place.Kind, Is.EqualTo(PlaceKind.Output));
    }

    [Test]
    public async Task A_rejected_card_lies_in_the_reject_tray()
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        await line.AskAsync("Pneab;A;1");

        Assert.That(await line.AskAsync("Ser"), Is.EqualTo("OK"));
        Assert.That(office.FirstFed().Place.Kind, Is.EqualTo(PlaceKind.RejectBox));
        Assert.That(File.Exists(Path.Combine(office.Out, "tray", "reject", $"0001-{office.FirstFed().Uid}", "chip.json")));
        Assert.That(File.Exists(Path.Combine(office.Out, "tray", "reject", $"0001-{office.FirstFed().Uid}", "front.png")), Is.False);
    }

    [Test]
    public async Task A_panel_is_counted_byte_by_byte_whatever_the_bytes_are()
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        await line.AskAsync("Ss");

        // Terminators and escapes in the data; no 0D behind it.
        var data = PrinterLine.Packed(128, 0x0D);
        data.AsSpan(0, 1000).Fill(0x1B);
        await line.SendAsync([.. Encoding.ASCII.GetBytes("\u001bDb;y;128;"), .. data]);

        Assert.That(await line.ReadAsync(), Is.EqualTo("OK"));
        Assert.That(await line.AskAsync("Rem"), Is.EqualTo("18"));
    }

    [Test]
    public async Task A_download_cut_by_the_end_of_the_line_is_dropped_and_the_card_stays()
    {
        await using var office = await TestOffice.StartAsync();
        using (var line = await office.ConnectAsync())
        {
            await line.SetUpAsync();
            await line.AskAsync("Sic");
            await line.AskAsync("Ss");
            await line.SendAsync([.. Encoding.ASCII.GetBytes("\u001bDb;y;64;"), .. new byte[1000]]);
        }

        using var again = await office.ConnectAsync();
        Assert.That(await again.AskAsync("Rlr;p"), Is.EqualTo("CONTACTLESS CARD"));
        Assert.That(office.Names(), Does.Not.Contain("panel-printed"));
    }

    [Test]
    public async Task Panels_out_of_order_are_refused()
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");

        Assert.That(await line.DownloadAsync('y', 64), Is.EqualTo("ERROR"), "before Ss");
        await line.AskAsync("Ss");
        Assert.That(await line.DownloadAsync('m', 64), Is.EqualTo("ERROR PARAMETRES"));
        Assert.That(await line.DownloadAsync('y', 64), Is.EqualTo("OK"));
        Assert.That(await line.DownloadAsync('y', 64), Is.EqualTo("ERROR PARAMETRES"));
    }

    [Test]
    public async Task Compressed_black_rows_are_expanded()
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();
        await line.AskAsync("Pem;18");
        await line.AskAsync("Pneab;E");
        await line.AskAsync("Pr;k");
        await line.AskAsync("Ss");

        // A black row, a row that begins with one black dot, white rows.
        byte[] rows = [0xFF, 0x01, 0x80, .. new byte[1014]];
        await line.SendAsync([.. Encoding.ASCII.GetBytes($"\u001bDbc;k;2;{rows.Length};"), .. rows, .. new byte[20]]);
        Assert.That(await line.ReadAsync(), Is.EqualTo("OK"));
        Assert.That(await line.AskAsync("Se;1"), Is.EqualTo("OK"));

        using var picture = SkiaSharp.SKBitmap.Decode(office.FirstFed().Front.TakePicture());
        // Row 0 along the feed is the left edge of the landscape face; its first dot is at the bottom.
        Assert.That(picture.GetPixel(0, 0).Red, Is.Zero);
        Assert.That(picture.GetPixel(0, 647).Red, Is.Zero);
        Assert.That(picture.GetPixel(1, 647).Red, Is.Zero);
        Assert.That(picture.GetPixel(1, 646).Red, Is.EqualTo(255));
        Assert.That(picture.GetPixel(2, 647).Red, Is.EqualTo(255));
    }

    [Test]
    public async Task A_new_connection_takes_the_place_of_the_old_and_waits_for_the_movement_under_way()
    {
        await using var office = await TestOffice.StartAsync(speed: 10);
        using var old = await office.ConnectAsync();
        await old.SetUpAsync();
        await old.SendAsync(Encoding.ASCII.GetBytes("\u001bSic\r"));
        await office.SeeAsync("fed");

        using var line = await office.ConnectAsync();
        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("CONTACTLESS CARD"), "asked during the movement, answered after it");
        Assert.That(await old.ReadAsync(), Is.EqualTo("(closed)"));
        Assert.That(office.Names().Count(name => name == "fed"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_empty_hopper_says_so_and_nothing_moves()
    {
        await using var office = await TestOffice.StartAsync(hopper: 0);
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();

        Assert.That(await line.AskAsync("Rse;f"), Is.EqualTo("0,00 Volts"));
        Assert.That(await line.AskAsync("Sic"), Is.EqualTo("FEEDER EMPTY"));
        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("OK"));
        Assert.That(await line.AskAsync("Rco;c"), Is.EqualTo("1207"));
    }

    [Test]
    public async Task Going_back_to_mode_0_prints_a_failed_card_once_more()
    {
        await using var office = await TestOffice.StartAsync("ribbon-end@1");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        await line.PrintFaceAsync();
        office.Printer.ChangeRibbon();
        await line.AskAsync("Scs");

        await line.AskAsync("Pem;0");

        Assert.That(office.FirstFed().Place.Kind, Is.EqualTo(PlaceKind.Output));
        Assert.That(office.FirstFed().Front.CompletePanels, Is.EqualTo("ymymck"));
    }
}
