using System.Diagnostics;
using System.Net.Sockets;
using PrintStation.Emulators.Pn532;

namespace PrintStation.Tests.Emulators;

internal sealed class Pn532WireTests
{
    private static readonly byte[] Ack = [0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00];

    [Test]
    public async Task It_wakes_and_is_configured()
    {
        await using var office = await TestOffice.StartAsync();
        using var reader = await ReaderLine.OpenAsync(office.Office.Ports.DeskPort);

        await reader.SendAsync(
            [0x55, 0x55, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, 0x00, 0xFF, 0x03, 0xFD, 0xD4, 0x14, 0x01, 0x17, 0x00]);

        Assert.That(await reader.ReadAsync(6), Is.EqualTo(Ack));
        Assert.That(await reader.ReadAsync(9), Is.EqualTo(new byte[] { 0x00, 0x00, 0xFF, 0x02, 0xFE, 0xD5, 0x15, 0x16, 0x00 }));
    }

    [Test]
    public async Task It_tells_its_firmware()
    {
        await using var office = await TestOffice.StartAsync();
        using var reader = await ReaderLine.OpenAsync(office.Office.Ports.DeskPort);

        await reader.SendAsync([0x00, 0x00, 0xFF, 0x02, 0xFE, 0xD4, 0x02, 0x2A, 0x00]);

        Assert.That(await reader.ReadAsync(6), Is.EqualTo(Ack));
        Assert.That(await reader.ReadAsync(13), Is.EqualTo(
            new byte[] { 0x00, 0x00, 0xFF, 0x06, 0xFA, 0xD5, 0x03, 0x32, 0x01, 0x06, 0x07, 0xE8, 0x00 }));
    }

    [Test]
    public async Task An_extended_frame_is_understood()
    {
        await using var office = await TestOffice.StartAsync();
        using var reader = await ReaderLine.OpenAsync(office.Office.Ports.DeskPort);

        await reader.SendAsync([0x00, 0x00, 0xFF, 0xFF, 0xFF, 0x00, 0x02, 0xFE, 0xD4, 0x02, 0x2A, 0x00]);

        Assert.That(await reader.ReadAsync(6), Is.EqualTo(Ack));
        Assert.That((await reader.ReadAsync(13))[5..7], Is.EqualTo(new byte[] { 0xD5, 0x03 }));
    }

    [Test]
    public async Task A_long_echo_comes_back_in_an_extended_frame()
    {
        await using var office = await TestOffice.StartAsync();
        using var reader = await ReaderLine.OpenAsync(office.Office.Ports.DeskPort);
        var echo = Enumerable.Range(0, 262).Select(n => (byte)n).ToArray();
        echo[0] = 0;
        byte[] content = [0xD4, 0x00, .. echo];

        await reader.SendAsync([0x00, 0x00, 0xFF, 0xFF, 0xFF, 0x01, 0x08, 0xF7, .. content, Sum(content), 0x00]);

        Assert.That(await reader.ReadAsync(6), Is.EqualTo(Ack));
        Assert.That(await reader.ReadAsync(8), Is.EqualTo(new byte[] { 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0x01, 0x08, 0xF7 }));
        Assert.That((await reader.ReadAsync(266))[2..264], Is.EqualTo(echo));
    }

    [Test]
    public async Task An_unknown_command_is_acknowledged_and_answered_with_the_error_frame()
    {
        await using var office = await TestOffice.StartAsync();
        using var reader = await ReaderLine.OpenAsync(office.Office.Ports.DeskPort);

        await reader.SendAsync([0x00, 0x00, 0xFF, 0x02, 0xFE, 0xD4, 0xFE, 0x2E, 0x00]);

        Assert.That(await reader.ReadAsync(14), Is.EqualTo((byte[])[.. Ack, 0x00, 0x00, 0xFF, 0x01, 0xFF, 0x7F, 0x81, 0x00]));
    }

    [Test]
    public async Task A_damaged_frame_is_ignored_and_a_nack_brings_the_last_answer_again()
    {
        await using var office = await TestOffice.StartAsync();
        using var reader = await ReaderLine.OpenAsync(office.Office.Ports.DeskPort);

        await reader.SendAsync([0x00, 0x00, 0xFF, 0x02, 0xFE, 0xD4, 0x02, 0x2B, 0x00]);
        await reader.SendAsync([0x00, 0x00, 0xFF, 0x02, 0xFD, 0xD4, 0x02, 0x2A, 0x00]);
        await reader.SendAsync([0x00, 0x00, 0xFF, 0x02, 0xFE, 0xD4, 0x02, 0x2A, 0x00]);
        var answer = await reader.ReadAsync(19);
        await reader.SendAsync([0x00, 0x00, 0xFF, 0xFF, 0x00, 0x00]);

        Assert.That(answer[..6], Is.EqualTo(Ack));
        Assert.That(await reader.ReadAsync(13), Is.EqualTo(answer[6..]));
    }

    [Test]
    public async Task The_sam_is_found_and_speaks_through_the_reader()
    {
        await using var office = await TestOffice.StartAsync();
        using var reader = await ReaderLine.OpenAsync(office.Office.Ports.SamPort);

        var found = await reader.CommandAsync(0x4A, 0x01, 0x00);
        Assert.That(found, Is.EqualTo(Convert.FromHexString("01" + "01" + "0044" + "20" + "07" + "0453414D000001" + "0578807002")));
        Assert.That(await reader.CommandAsync(0x40, 0x01, 0x00, 0x99, 0x00, 0x00), Is.EqualTo(new byte[] { 0x00, 0x6D, 0x00 }));
        Assert.That(await reader.CommandAsync(0x40, 0x02, 0x00, 0x99, 0x00, 0x00), Is.EqualTo(new byte[] { 0x27 }));
    }

    [Test]
    public async Task Both_kinds_of_cards_are_found_each_by_its_search_and_two_fed_as_one_are_two()
    {
        await using var office = await TestOffice.StartAsync(uids: ["04010203040506", "0901020304050607", "04AABBCCDDEEFF"]);
        using var line = await office.ConnectAsync();
        using var reader = await ReaderLine.OpenAsync(office.Office.Ports.DeskPort);
        await reader.CommandAsync(0x32, 0x05, 0xFF, 0x01, 0x01);
        Assert.That(await reader.CommandAsync(0x4A, 0x02, 0x00), Is.EqualTo(new byte[] { 0 }), "nothing lies there");

        for (var card = 0; card < 3; card++)
        {
            await line.AskAsync("Pcrm;D");
            await line.AskAsync("Sic");
            await line.AskAsync("Ser");
        }

        foreach (var blank in office.World.Blanks)
        {
            Assert.That(office.World.TryTake(blank));
            office.World.LayOnDesk(blank);
        }

        var typeA = await reader.CommandAsync(0x4A, 0x02, 0x00);
        Assert.That(typeA[0], Is.EqualTo(2));
        Assert.That(Convert.ToHexString(typeA), Does.Contain("0704010203040506").And.Contain("0704AABBCCDDEEFF"));
        var typeB = await reader.CommandAsync(0x4A, 0x02, 0x03, 0x00);
        Assert.That(typeB[..3], Is.EqualTo(new byte[] { 1, 1, 0x50 }));
        Assert.That(typeB, Has.Length.EqualTo(16));
        var uid = await reader.CommandAsync(0x40, 0x01, 0x00, 0xDF, 0x00, 0x00, 0x00);
        Assert.That(Convert.ToHexString(uid[^10..]), Is.EqualTo("0901020304050607" + "9000"));
    }

    [Test]
    public async Task By_itself_it_searches_for_ever_and_a_new_command_breaks_the_search_off()
    {
        await using var office = await TestOffice.StartAsync();
        using var reader = await ReaderLine.OpenAsync(office.Office.Ports.DeskPort);

        await reader.SendAsync([0x00, 0x00, 0xFF, 0x04, 0xFC, 0xD4, 0x4A, 0x01, 0x00, 0xE1, 0x00]);
        Assert.That(await reader.ReadAsync(6), Is.EqualTo(Ack));

        Assert.That(await reader.CommandAsync(0x02), Is.EqualTo(new byte[] { 0x32, 0x01, 0x06, 0x07 }));
    }

    [Test]
    public async Task A_card_laid_down_during_the_search_ends_it()
    {
        await using var office = await TestOffice.StartAsync(uids: ["04010203040506"]);
        using var line = await office.ConnectAsync();
        await line.AskAsync("Pcrm;D");
        await line.AskAsync("Sic");
        await line.AskAsync("Ser");
        using var reader = await ReaderLine.OpenAsync(office.Office.Ports.DeskPort);
        var search = reader.CommandAsync(0x4A, 0x01, 0x00);

        office.World.TryTake(office.FirstFed());
        office.World.LayOnDesk(office.FirstFed());

        Assert.That((await search)[0], Is.EqualTo(1));
        office.World.TryTake(office.FirstFed());
        Assert.That(await reader.CommandAsync(0x40, 0x01, 0x00, 0x84, 0x00, 0x00, 0x08), Is.EqualTo(new byte[] { 0x01 }), "taken away");
    }

    [Test]
    public void Content_beyond_the_longest_frame_cannot_be_sent() =>
        Assert.That(() => Pn532Frame.Encode(new byte[266]), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    [CancelAfter(240_000)]
    public async Task A_foreign_program_reads_a_uid_over_the_pseudo_terminal(CancellationToken token)
    {
        const string program = "/usr/bin/nfc-list";
        if (!File.Exists(program))
            Assert.Ignore("nfc-list is not installed (Debian package libnfc-bin).");

        await using var office = await TestOffice.StartAsync(ptys: true, uids: ["04010203040506"]);
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LIBNFC_DEVICE"] = $"pn532_uart:{office.Office.Ports.Printers[0].ReaderTerminal}";

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(token);
        var errors = process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);

        Assert.That(process.ExitCode, Is.Zero, await errors);
        Assert.That(await output, Does.Contain("UID (NFCID1): 04  01  02  03  04  05  06"));
    }

    private static byte Sum(byte[] bytes) => (byte)-bytes.Sum(value => value);

    /// <summary>A host's end of a PN532 line.</summary>
    private sealed class ReaderLine(TcpClient client) : IDisposable
    {
        public static async Task<ReaderLine> OpenAsync(int port)
        {
            var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync("127.0.0.1", port);
            return new ReaderLine(client);
        }

        /// <summary>The data of the answer, behind TFI and command.</summary>
        public async Task<byte[]> CommandAsync(byte command, params byte[] data)
        {
            byte[] content = [0xD4, command, .. data];
            await SendAsync([0x00, 0x00, 0xFF, (byte)content.Length, (byte)-content.Length, .. content, Sum(content), 0x00]);
            Assert.That(await ReadAsync(6), Is.EqualTo(Ack));
            var head = await ReadAsync(5);
            var answer = await ReadAsync(head[3] + 2);
            Assert.That(answer[..2], Is.EqualTo(new byte[] { 0xD5, (byte)(command + 1) }));
            return answer[2..^2];
        }

        public async Task SendAsync(byte[] bytes) => await client.GetStream().WriteAsync(bytes);

        public async Task<byte[]> ReadAsync(int count)
        {
            using var patience = new CancellationTokenSource(TestOffice.Patience);
            var bytes = new byte[count];
            await client.GetStream().ReadExactlyAsync(bytes, patience.Token);
            return bytes;
        }

        public void Dispose() => client.Dispose();
    }
}
