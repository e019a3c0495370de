using System.Net;
using System.Net.Sockets;
using PrintStation.Emulators;
using PrintStation.Emulators.Chips;
using PrintStation.Emulators.Faults;
using PrintStation.Emulators.Vpcd;
using EmulatedPrinterOptions = PrintStation.Emulators.PrinterOptions;

namespace PrintStation.Tests.Emulators;

/// <summary>The emulated reader on vpcd's wire, byte by byte from the protocol's description.</summary>
[CancelAfter(240_000)]
internal sealed class VpcdWireTests
{
    private const string TypeA = "04010203040506";
    private const string TypeB = "A1A2A3A4A5A6A7A8";
    private volatile IReadOnlyList<IContactlessCard> _under = [];

    [SetUp]
    public void Clear() => _under = [];

    [TestCase(TypeA, "3B80800101", TypeA + "9000")]
    [TestCase(TypeB, "3B8880010000000000817100F9", null)]
    public async Task It_shows_the_card_as_a_PCSC_reader_does(string uid, string atr, string? told, CancellationToken token)
    {
        await using var slot = Slot.Open(() => _under);
        var chip = Lay(uid);
        using var vpcd = await slot.AcceptAsync(token);

        Assert.That(await vpcd.AskAsync("04", token), Is.EqualTo(atr));
        await vpcd.SendAsync("01", token);
        Assert.That(await vpcd.AskAsync("FFCA000000", token), Is.EqualTo(told ?? Convert.ToHexString(chip.Identifier) + "9000"));
        Assert.That(chip.Identifier, Has.Length.EqualTo(told is null ? 4 : 7), "a PUPI is no UID");
        Assert.That(await vpcd.AskAsync("FFCA010000", token), Is.EqualTo("6A86"));
        Assert.That(await vpcd.AskAsync("00A40000027F0A", token), Is.EqualTo("9000"));
    }

    [Test]
    public async Task A_reset_ends_the_conversation_with_the_card(CancellationToken token)
    {
        await using var slot = Slot.Open(() => _under);
        Lay(TypeA);
        using var vpcd = await slot.AcceptAsync(token);
        await vpcd.AskAsync("00A40000027F0A", token);
        Assert.That(await vpcd.AskAsync("00A40000026FF0", token), Is.EqualTo("9000"));
        await vpcd.SendAsync("02", token);
        Assert.That(await vpcd.AskAsync("00A40000026FF0", token), Is.EqualTo("6A82"));
    }

    [Test]
    public async Task The_connection_ends_when_the_card_leaves_and_begins_with_the_next(CancellationToken token)
    {
        await using var slot = Slot.Open(() => _under);
        Lay(TypeA);
        using (var first = await slot.AcceptAsync(token))
        {
            _under = [];
            Assert.That(await first.AskAsync(null, token), Is.EqualTo("(closed)"));
        }

        Lay(TypeB);
        using var second = await slot.AcceptAsync(token);
        Assert.That(await second.AskAsync("04", token), Does.StartWith("3B88"));
    }

    [Test]
    public async Task A_card_that_leaves_the_field_of_a_printer_answers_no_more(CancellationToken token)
    {
        await using var office = await TestOffice.StartAsync(uids: [TypeA]);
        await using var slot = Slot.Open(office.Printer.Antenna);
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        using var vpcd = await slot.AcceptAsync(token);
        Assert.That(await vpcd.AskAsync("00A40000027F0A", token), Is.EqualTo("9000"));

        office.Printer.CutPower(PowerOnAction.Eject);
        Assert.That(await vpcd.AskAsync("00A40000026FF0", token), Is.EqualTo("(closed)"));
    }

    [TestCase(2, 35_963, 35_964, "pcsc")]
    [TestCase(1, 0, 35_964, "pcsc.cardPort")]
    [TestCase(1, 35_963, 35_963, "pcsc.samPort")]
    public void What_does_not_fit_into_two_slots_is_named(int printers, int cardPort, int samPort, string key)
    {
        var options = new OfficeOptions
        {
            Printers = [.. Enumerable.Range(1, printers).Select(number => new EmulatedPrinterOptions { Name = $"printer-{number}" })],
            Pcsc = new PcscOptions { CardPort = cardPort, SamPort = samPort },
        };
        Assert.That(options.Validate, Throws.TypeOf<OfficeConfigurationException>().With.Message.StartsWith(key + ":"));
    }

    private KtpChip Lay(string uid)
    {
        var chip = new KtpChip(Convert.FromHexString(uid));
        _under = [chip];
        return chip;
    }

    /// <summary>vpcd's side of one slot: a card connects to it.</summary>
    private sealed class Slot : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _closing = new();
        private Task _reader = Task.CompletedTask;

        public static Slot Open(Func<IReadOnlyList<IContactlessCard>> antenna)
        {
            var slot = new Slot();
            slot._listener.Start();
            var port = ((IPEndPoint)slot._listener.LocalEndpoint).Port;
            slot._reader = new VpcdReader(port, antenna, TimeProvider.System).RunAsync(slot._closing.Token);
            return slot;
        }

        public async Task<Connection> AcceptAsync(CancellationToken token) => new(await _listener.AcceptTcpClientAsync(token));

        public async ValueTask DisposeAsync()
        {
            await _closing.CancelAsync();
            await _reader.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _listener.Dispose();
            _closing.Dispose();
        }
    }

    private sealed class Connection(TcpClient client) : IDisposable
    {
        private readonly NetworkStream _stream = client.GetStream();

        public async Task SendAsync(string hex, CancellationToken token)
        {
            var content = Convert.FromHexString(hex);
            await _stream.WriteAsync((byte[])[(byte)(content.Length >> 8), (byte)content.Length, .. content], token);
        }

        /// <summary>The answer's content in hex; "(closed)" when the connection ended.</summary>
        /// <param name="hex">Null asks nothing and only listens.</param>
        public async Task<string> AskAsync(string? hex, CancellationToken token)
        {
            try
            {
                if (hex is not null)
                    await SendAsync(hex, token);
                var length = new byte[2];
                await _stream.ReadExactlyAsync(length, token);
                var content = new byte[length[0] << 8 | length[1]];
                await _stream.ReadExactlyAsync(content, token);
                return Convert.ToHexString(content);
            }
            catch (IOException)
            {
                return "(closed)";
            }
        }

        public void Dispose() => client.Dispose();
    }
}
