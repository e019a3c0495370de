using System.Net.Sockets;
using System.Text.Json;
using PrintStation.Emulators;
using PrintStation.Emulators.World;

namespace PrintStation.Tests.Emulators;

internal sealed class OfficeFaultTests
{
    [TestCase("feed", 1208)]
    [TestCase("encode", 1208)]
    [TestCase("print", 1208)]
    [TestCase("eject", 1208)]
    public async Task A_jam_stands_until_the_card_is_out_and_the_host_clears_it(string phase, int inserted)
    {
        await using var office = await TestOffice.StartAsync($"jam@1:{phase}");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        var replies = new List<string> { await line.AskAsync("Sic") };
        replies.AddRange(await line.PrintFaceAsync());
        replies.Add(await line.AskAsync("Sic"));
        replies.AddRange(await line.EjectAsync());

        Assert.That(replies, Does.Contain("CARD JAM"));
        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("CARD JAM"));
        Assert.That(await line.AskAsync("Ser"), Is.EqualTo("CARD JAM"));
        Assert.That(await line.AskAsync("Rsn"), Is.EqualTo("10000123456"), "other queries answer as ever");
        Assert.That(await line.AskAsync("Rco;c"), Is.EqualTo($"{inserted}"));
        Assert.That(await line.AskAsync("Scs"), Is.EqualTo("CARD JAM"), "the card is still there");

        office.Printer.SetCover(open: true);
        Assert.That(office.World.RemoveFromPath(office.Printer), Is.SameAs(office.FirstFed()));
        Assert.That(await line.AskAsync("Scs"), Is.EqualTo("COVER OPEN"));
        office.Printer.SetCover(open: false);
        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("CARD JAM"), "only the host clears it");
        Assert.That(await line.AskAsync("Scs"), Is.EqualTo("OK"));
        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("OK"));
    }

    [Test]
    public async Task A_cover_that_was_opened_stands_as_an_error_until_it_is_cleared()
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();

        office.Printer.SetCover(open: true);
        Assert.That(await line.AskAsync("Rse;o"), Is.EqualTo("0,00 Volts"));
        office.Printer.SetCover(open: false);

        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("COVER OPEN"));
        Assert.That(await line.AskAsync("Sic"), Is.EqualTo("COVER OPEN"));
        Assert.That(await line.AskAsync("Scs"), Is.EqualTo("OK"));
        Assert.That(await line.AskAsync("Sic"), Is.EqualTo("OK"));
    }

    [Test]
    public async Task A_card_is_not_taken_out_of_a_closed_machine()
    {
        await using var office = await TestOffice.StartAsync();
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");

        Assert.That(office.World.RemoveFromPath(office.Printer), Is.Null);
        Assert.That(office.World.TryTake(office.FirstFed()), Is.False);
    }

    [Test]
    public async Task A_ribbon_that_ends_stops_the_print_and_is_cleared_by_a_new_one_and_the_host()
    {
        await using var office = await TestOffice.StartAsync("ribbon-end@1");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");

        Assert.That(await line.PrintFaceAsync(), Is.EqualTo(
            new[] { "OK", "OK", "OK", "OK", "OK", "ERROR RIBBON", "ERROR RIBBON", "ERROR RIBBON" }));
        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("CARD"));
        Assert.That(await line.AskAsync("Rrt;count"), Is.EqualTo("0"));
        Assert.That(await line.AskAsync("Rco;p"), Is.EqualTo("5992"));
        Assert.That(await line.AskAsync("Scs"), Is.EqualTo("ERROR RIBBON"));
        Assert.That(await line.AskAsync("Ser"), Is.EqualTo("OK"), "a card can leave without a ribbon");

        office.Printer.ChangeRibbon();
        Assert.That(await line.AskAsync("Ss"), Is.EqualTo("ERROR RIBBON"));
        Assert.That(await line.AskAsync("Scs"), Is.EqualTo("OK"));
        await line.AskAsync("Sic");
        Assert.That(await line.PrintFaceAsync(), Is.All.EqualTo("OK"));
    }

    [Test]
    public async Task The_last_print_of_a_ribbon_is_whole_and_the_next_fails()
    {
        await using var office = await TestOffice.StartAsync(ribbonPrints: 1);
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        Assert.That(await line.PrintFaceAsync(), Is.All.EqualTo("OK"));
        Assert.That(await line.AskAsync("Rrt;count"), Is.EqualTo("0"));
        Assert.That(await line.EjectAsync(), Is.All.EqualTo("OK"));
        await line.AskAsync("Pneab;E");
        await line.AskAsync("Sic");

        Assert.That(await line.PrintFaceAsync(), Does.Contain("ERROR RIBBON"));
    }

    [Test]
    public async Task A_feeder_that_grips_nothing_is_empty_until_the_stack_is_straight()
    {
        await using var office = await TestOffice.StartAsync("feeder-empty@2");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        await line.AskAsync("Ser");

        Assert.That(await line.AskAsync("Rse;f"), Is.EqualTo("5,00 Volts"));
        Assert.That(await line.AskAsync("Sic"), Is.EqualTo("FEEDER EMPTY"));
        Assert.That(await line.AskAsync("Rse;f"), Is.EqualTo("0,00 Volts"));
        Assert.That(await line.AskAsync("Rco;c"), Is.EqualTo("1208"));
        office.Printer.StraightenStack();
        Assert.That(await line.AskAsync("Sic"), Is.EqualTo("OK"));
    }

    [Test]
    public async Task A_full_reject_box_keeps_the_card_inside_until_it_is_emptied()
    {
        await using var office = await TestOffice.StartAsync("reject-full@1");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");

        Assert.That(await line.AskAsync("Ser"), Is.EqualTo("HOPPER FULL"));
        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("CONTACTLESS CARD"));
        office.World.EmptyRejectBox(office.Printer);
        Assert.That(await line.AskAsync("Ser"), Is.EqualTo("OK"));
    }

    [Test]
    public async Task A_reject_box_holds_so_many_cards_and_emptied_they_stay_in_the_tray()
    {
        await using var office = await TestOffice.StartAsync(rejectCapacity: 1);
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        await line.AskAsync("Ser");
        await line.AskAsync("Sic");
        Assert.That(await line.AskAsync("Ser"), Is.EqualTo("HOPPER FULL"));

        office.World.EmptyRejectBox(office.Printer);

        Assert.That(await line.AskAsync("Ser"), Is.EqualTo("OK"));
        Assert.That(Directory.GetDirectories(Path.Combine(office.Out, "tray", "reject")), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task A_stale_reply_answers_the_next_queries_with_ok_and_then_the_truth()
    {
        await using var office = await TestOffice.StartAsync("stale-reply@1");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");

        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("OK"));
        Assert.That(await line.AskAsync("Rsn"), Is.EqualTo("OK"));
        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("CONTACTLESS CARD"));
    }

    [TestCase("feed", PlaceKind.Output)]
    [TestCase("print", PlaceKind.Output)]
    [TestCase("verify", PlaceKind.Output)]
    [TestCase("eject", PlaceKind.Output)]
    [TestCase("print:reject", PlaceKind.RejectBox)]
    [TestCase("feed:reject", PlaceKind.RejectBox)]
    [TestCase("print:restart", PlaceKind.Output)]
    public async Task After_a_power_cut_the_printer_gets_rid_of_the_card_and_has_forgotten_its_settings(string option, PlaceKind place)
    {
        await using var office = await TestOffice.StartAsync($"power-cut@1:{option}");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        var replies = new List<string> { await line.AskAsync("Sic") };
        while (!replies.Contains("(closed)"))
        {
            replies.AddRange(await Gently(line.PrintFaceAsync));
            replies.AddRange(await Gently(async () => [await line.AskAsync("Sic")]));
            replies.AddRange(await Gently(line.EjectAsync));
        }

        using var again = await PrinterLine.OpenWhenPoweredAsync(office.Office.Ports.Printers[0].Port);
        Assert.That(await again.AskAsync("Rem"), Is.EqualTo("0"));
        Assert.That(await again.AskAsync("Rlr;p"), Is.EqualTo("OK"));
        Assert.That(await again.AskAsync("Rco;c"), Is.EqualTo("1208"));
        Assert.That(office.FirstFed().Place.Kind, Is.EqualTo(place));
        Assert.That(office.Names(), Does.Contain("power-cut").And.Contain("power-on"));
        if (option.StartsWith("print", StringComparison.Ordinal))
            Assert.That(office.FirstFed().Front.CompletePanels, Is.EqualTo(option.EndsWith("restart", StringComparison.Ordinal) ? "ymymck" : "ym"));
    }

    [Test]
    public async Task Without_power_printer_and_reader_refuse_connections()
    {
        await using var office = await TestOffice.StartAsync("power-cut@1:feed", speed: 5);
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();

        Assert.That(await line.AskAsync("Sic"), Is.EqualTo("(closed)"));
        Assert.That(() => PrinterLine.OpenAsync(office.Office.Ports.Printers[0].Port), Throws.InstanceOf<SocketException>());
        Assert.That(() => PrinterLine.OpenAsync(office.Office.Ports.Printers[0].ReaderPort), Throws.InstanceOf<SocketException>());
    }

    [Test]
    public async Task A_cut_print_is_a_partial_picture()
    {
        await using var office = await TestOffice.StartAsync("power-cut@1:print");
        using var line = await office.ConnectAsync();
        await line.AskAsync("Pem;18");
        await line.AskAsync("Ss");
        await line.DownloadAsync('y', 64);
        await line.DownloadAsync('m', 64);
        await line.DownloadAsync('c', 64, 0xFF);
        await line.DownloadAsync('k', 2);
        await office.SeeAsync("ejected");

        var tray = Path.Combine(office.Out, office.FirstFed().Place.Tray!);
        using var picture = SkiaSharp.SKBitmap.Decode(Path.Combine(tray, "front.png"));
        Assert.That((picture.Width, picture.Height), Is.EqualTo((1016, 648)));
        Assert.That(picture.GetPixel(0, 300).Red, Is.Zero, "full cyan where the head had been");
        Assert.That(picture.GetPixel(1015, 300).Red, Is.EqualTo(255), "bare card where it had not");
    }

    [Test]
    public async Task A_mute_chip_is_seen_by_no_reader_and_keeps_its_uid_in_the_tray()
    {
        await using var office = await TestOffice.StartAsync("mute-chip@1");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        Assert.That(office.Printer.Antenna(), Is.Empty);
        await line.AskAsync("Ser");

        var path = Path.Combine(office.Out, office.FirstFed().Place.Tray!, "chip.json");
        using var chip = JsonDocument.Parse(await File.ReadAllTextAsync(path));
        Assert.That(chip.RootElement.GetProperty("uid").GetString(), Is.EqualTo(office.FirstFed().Uid));
        Assert.That(chip.RootElement.GetProperty("mute").GetBoolean());
    }

    [Test]
    public async Task The_network_to_the_centre_is_cut_refused_and_comes_back()
    {
        using var centre = new TcpListener(System.Net.IPAddress.Loopback, 0);
        centre.Start();
        var target = $"127.0.0.1:{((System.Net.IPEndPoint)centre.LocalEndpoint).Port}";
        await using var office = await TestOffice.StartAsync("network-down@0.3s+0.5s", proxy: new ProxyOptions(0, target));
        using var station = await PrinterLine.OpenAsync(office.Office.Ports.ProxyPort);
        using var accepted = await centre.AcceptTcpClientAsync();
        await station.SendAsync([0x41, 0x00]);
        var arrived = new byte[2];
        await accepted.GetStream().ReadExactlyAsync(arrived);
        await accepted.GetStream().WriteAsync(new byte[] { 0x42, 0x00 });
        Assert.That(await station.ReadAsync(), Is.EqualTo("B"));

        Assert.That(await station.ReadAsync(), Is.EqualTo("(closed)"));
        await office.SeeAsync("network-down");
        Assert.That(() => PrinterLine.OpenAsync(office.Office.Ports.ProxyPort), Throws.InstanceOf<SocketException>());
        await office.SeeAsync("network-up");
        using var back = await PrinterLine.OpenAsync(office.Office.Ports.ProxyPort);
        using var acceptedAgain = await centre.AcceptTcpClientAsync();
        Assert.That(acceptedAgain.Connected);
    }

    private static async Task<List<string>> Gently(Func<Task<List<string>>> work)
    {
        try
        {
            return await work();
        }
        catch (IOException)
        {
            return ["(closed)"];
        }
    }
}
