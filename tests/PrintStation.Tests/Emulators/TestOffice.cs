using System.Net.Sockets;
using System.Text;
using PrintStation.Emulators;
using PrintStation.Emulators.Chips;
using PrintStation.Emulators.World;
using EmulatedPrinterOptions = PrintStation.Emulators.PrinterOptions;

namespace PrintStation.Tests.Emulators;

/// <summary>An office in this process, fast, with its cards in hoppers and its lines on free ports.</summary>
internal sealed class TestOffice : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _directory;

    private TestOffice(Office office, string directory) => (Office, _directory) = (office, directory);

    public Office Office { get; }

    public PhysicalWorld World => Office.World;

    public PrinterBody Printer => World.Printers[0];

    public string Out => Path.Combine(_directory, "out");

    public static async Task<TestOffice> StartAsync(
        string? faults = null, int cards = 5, double speed = 500, int ribbonPrints = 500, bool ptys = false, ProxyOptions? proxy = null,
        IReadOnlyList<string>? uids = null, IReadOnlyList<string>? station = null, int hopper = -1, int rejectCapacity = 30,
        Raster? raster = null, bool pcsc = false)
    {
        var directory = Directory.CreateTempSubdirectory("office-").FullName;
        var blanks = Path.Combine(directory, "blanks.json");
        (uids is null ? BlanksFile.Make(cards, 7, "BAST/1", "2019") : new BlanksFile("BAST/1", "2019", uids)).Save(blanks);
        var options = new OfficeOptions
        {
            Speed = speed,
            Out = Path.Combine(directory, "out"),
            Blanks = blanks,
            RibbonPrints = ribbonPrints,
            Raster = raster ?? Raster.Card,
            Printers =
            [
                new EmulatedPrinterOptions
                {
                    Name = "printer-1", Serial = "10000123456", Hopper = hopper < 0 ? uids?.Count ?? cards : hopper, RejectCapacity = rejectCapacity,
                },
            ],
            Faults = faults,
            Ptys = ptys,
            Proxy = proxy,
            Pcsc = pcsc ? new PcscOptions() : null,
            Operator = station is null ? "none" : "auto",
            StationCommand = station ?? [],
        };
        return new TestOffice(await Office.StartAsync(options, TimeProvider.System), directory);
    }

    public Task<PrinterLine> ConnectAsync() => PrinterLine.OpenAsync(Office.Ports.Printers[0].Port);

    public Task<WorldEvent> SeeAsync(string name) => World.Log.WaitForAsync(happened => happened.Name == name, Patience);

    public List<string> Names() => [.. World.Log.Events.Select(happened => happened.Name)];

    /// <summary>The first card fed.</summary>
    public Blank FirstFed() => World.Blanks.Single(blank => blank.FeedNumber == 1);

    public async ValueTask DisposeAsync()
    {
        await Office.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

/// <summary>A host's end of a printer line, byte by byte.</summary>
internal sealed class PrinterLine(TcpClient client) : IDisposable
{
    private readonly NetworkStream _stream = client.GetStream();

    public static async Task<PrinterLine> OpenAsync(int port)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", port);
        return new PrinterLine(client);
    }

    /// <summary>Connects again and again, as long as a test is patient.</summary>
    public static async Task<PrinterLine> OpenWhenPoweredAsync(int port)
    {
        using var patience = new CancellationTokenSource(TestOffice.Patience);
        while (true)
        {
            try
            {
                return await OpenAsync(port);
            }
            catch (SocketException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    public async Task<string> AskAsync(string command)
    {
        await SendAsync(Encoding.ASCII.GetBytes($"\u001b{command}\r"));
        return await ReadAsync();
    }

    public Task<string> DownloadAsync(char panel, int levels, byte value = 0) => DownloadAsync(panel, levels, Packed(levels, value));

    public async Task<string> DownloadAsync(char panel, int levels, byte[] packed)
    {
        await SendAsync([.. Encoding.ASCII.GetBytes($"\u001bDb;{panel};{levels};"), .. packed, 0x0D]);
        return await ReadAsync();
    }

    /// <summary>A whole face and its end.</summary>
    public async Task<List<string>> PrintFaceAsync()
    {
        List<string> replies = [await AskAsync("Pr;ymcko"), await AskAsync("Ss")];
        foreach (var panel in "ymc")
            replies.Add(await DownloadAsync(panel, 64));
        replies.Add(await DownloadAsync('k', 2, 0xFF));
        replies.Add(await DownloadAsync('o', 2, 0xFF));
        replies.Add(await AskAsync("Se"));
        return replies;
    }

    public async Task<List<string>> SetUpAsync() => [await AskAsync("Pem;18"), await AskAsync("Pneab;E"), await AskAsync("Pcrm;D")];

    public async Task<List<string>> EjectAsync() => [await AskAsync("Ss"), await AskAsync("Pneab;A;1"), await AskAsync("Se")];

    public async Task SendAsync(byte[] bytes)
    {
        using var patience = new CancellationTokenSource(TestOffice.Patience);
        await _stream.WriteAsync(bytes, patience.Token);
    }

    /// <summary>The reply without its 00; "(closed)" when the line ended.</summary>
    public async Task<string> ReadAsync()
    {
        using var patience = new CancellationTokenSource(TestOffice.Patience);
        var text = new StringBuilder();
        var one = new byte[1];
        try
        {
            while (await _stream.ReadAsync(one, patience.Token) == 1)
            {
                if (one[0] == 0)
                    return text.ToString();
                text.Append((char)one[0]);
            }
        }
        catch (IOException)
        {
            // Cut.
        }

        return "(closed)";
    }

    public void Dispose() => client.Dispose();

    public static byte[] Packed(int levels, byte value)
    {
        var bits = levels switch { 2 => 1, 32 => 5, 64 => 6, _ => 7 };
        var packed = new byte[648 * 1016 * bits / 8];
        packed.AsSpan().Fill(value);
        return packed;
    }
}

/// <summary>Card and SAM as a station uses them, over plain APDUs.</summary>
internal sealed class ChipTalk(IContactlessCard chip, Sam sam, byte[] uid)
{
    public byte[] Chip(string hex) => chip.Transmit(Convert.FromHexString(hex)) ?? [];

    public byte[] Sam(byte instruction, byte p2, byte[] data) => sam.Transmit([0, instruction, 0, p2, (byte)data.Length, .. data])!;

    public static int Status(byte[] answer) => answer.Length < 2 ? 0 : answer[^2] << 8 | answer[^1];

    /// <summary>Opens the secure session; the last status word of either side.</summary>
    public int Authenticate(Func<byte[], byte[]>? change = null)
    {
        Chip("00A40000027F0A");
        Chip("00A40000026FF0");
        var control = Chip("00B0000010")[..16];
        var challenge = Chip("0084000008")[..8];
        var cryptogram = Sam(0xF1, 1, [.. control, .. uid, .. new byte[8 - uid.Length], .. challenge])[..40];
        var answer = chip.Transmit([0, 0x82, 0, 0, 0x28, .. change?.Invoke(cryptogram) ?? cryptogram])!;
        return Status(answer) == 0x9000 ? Status(Sam(0xF2, 0, answer[..40])) : Status(answer);
    }

    public byte[] Wrap(byte[] plain) => Sam(0xF3, 0, plain)[..^2];

    /// <summary>A command through the session: plain data and plain status word; or the bare answer of the side that ended it.</summary>
    public byte[] Secure(params byte[] plain)
    {
        var answer = chip.Transmit(Wrap(plain))!;
        var unwrapped = Sam(0xF4, 0, answer);
        return Status(unwrapped) == 0x9000 ? unwrapped[..^2] : answer;
    }

    public int Select(int file) => Status(Secure(0, 0xA4, 0, 0, 2, (byte)(file >> 8), (byte)file));

    public int Write(int offset, byte[] data) => Status(Secure([0, 0xD6, (byte)(offset >> 8), (byte)offset, (byte)data.Length, .. data]));
}
