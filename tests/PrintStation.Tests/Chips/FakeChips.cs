using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PrintStation.Chips;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Chips;

/// <summary>A chip of the development profile in memory. Its secure session is a stand-in: 0C before a wrapped command, eight bytes
/// and the status again behind a wrapped answer.</summary>
internal sealed class FakeChip : ISmartCardReader
{
    private const int Good = 0x9000;
    private int _selected;
    private bool _secure;

    public Dictionary<int, byte[]> Files { get; } = new()
    {
        [0x6FF0] = new byte[16], [0x6FF2] = new byte[4096], [0x6FF3] = new byte[1024], [0x6FF4] = new byte[1024], [0x6FF5] = new byte[600],
        [0x6FF6] = new byte[600], [0x6FF7] = new byte[128], [0x6FF8] = new byte[128],
    };

    /// <summary>Each command as it came, wrapped ones with their 0C.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>From the number of a command (from 1) and what the chip would answer to what comes instead.</summary>
    public Func<int, ApduResult, ApduResult> Fault { get; set; } = (_, answer) => answer;

    public IReadOnlyList<ChipTarget>? Field { get; set; } = [new ChipTarget('A', Convert.FromHexString("04A1B2C3D4E5F6"))];

    public bool BelievesSam { get; set; } = true;

    public string Name => "fake chip";

    public Task<IReadOnlyList<ChipTarget>?> DetectAsync(CancellationToken token)
    {
        _secure = false;
        return Task.FromResult(Field);
    }

    public Task<ApduResult> TransmitAsync(ReadOnlyMemory<byte> command, CancellationToken token)
    {
        Commands.Add(Convert.ToHexString(command.Span));
        return Task.FromResult(Fault(Commands.Count, new ApduResult(Answer(command.ToArray()), ReaderAnswered: true)));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private byte[] Answer(byte[] command)
    {
        if (command[0] != 0x0C)
            return Plain(command);

        if (!_secure)
            return [0x69, 0x87];

        var plain = Plain(command[1..]);
        return [.. plain, .. new byte[8], .. plain[^2..]];
    }

    private byte[] Plain(byte[] command)
    {
        var offset = command[2] << 8 | command[3];
        switch (command[1])
        {
            case 0xDF:
                return Field is [{ Type: 'B' }] ? [0x00, 1, 2, 3, 4, 5, 6, 7, 8, 0x90, 0x00] : [0x6D, 0x00];
            case 0xA4:
                _selected = command[5] << 8 | command[6];
                return Status(_selected == 0x7F0A || Files.ContainsKey(_selected) ? Good : 0x6A82);
            case 0xB0 when _secure || _selected is 0x6FF0 or 0x6FF2:
                return [.. Files[_selected][offset..(offset + command[4])], 0x90, 0x00];
            case 0xD6 when _secure && Files[0x6FF0][0] == 0:
                command[5..].CopyTo(Files[_selected], offset);
                return Status(Good);
            case 0x44 when _secure:
                Files[0x6FF0][0] = 1;
                return Status(Good);
            case 0x84:
                return [.. Enumerable.Repeat((byte)0xC4, 8), 0x90, 0x00];
            case 0x82:
                _secure = BelievesSam && command.Length == 45;
                return _secure ? [.. Enumerable.Repeat((byte)0x82, 40), 0x90, 0x00] : [0x63, 0xC2];
            default:
                return [0x69, 0x82];
        }
    }

    private static byte[] Status(int status) => [(byte)(status >> 8), (byte)status];
}

/// <summary>The SAM's side of the stand-in session.</summary>
internal sealed class FakeSam : ISmartCardReader
{
    public List<string> Commands { get; } = [];

    public Func<int, ApduResult, ApduResult> Fault { get; set; } = (_, answer) => answer;

    public IReadOnlyList<ChipTarget>? Field { get; set; } = [new ChipTarget('A', [0x04, 0x5A, 0x4D])];

    public bool BelievesCard { get; set; } = true;

    public string Name => "fake SAM";

    public string? Trouble => Field is null ? "fake SAM: no answer" : null;

    public Task<IReadOnlyList<ChipTarget>?> DetectAsync(CancellationToken token) => Task.FromResult(Field);

    public async Task<ApduResult> TransmitAsync(ReadOnlyMemory<byte> command, CancellationToken token)
    {
        // Gives other stations the chance to come between, if the turns did not hold.
        await Task.Yield();
        Commands.Add(Convert.ToHexString(command.Span));
        var data = command[5..].ToArray();
        byte[] answer = command.Span[1] switch
        {
            0xF1 => [.. Enumerable.Repeat((byte)0xF1, 40), 0x90, 0x00],
            0xF2 => BelievesCard ? [0x90, 0x00] : [0x63, 0x00],
            0xF3 => [0x0C, .. data, 0x90, 0x00],
            0xF4 => [.. data[..^10], 0x90, 0x00],
            _ => [0x6D, 0x00],
        };
        return Fault(Commands.Count, new ApduResult(answer, ReaderAnswered: true));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Content that the centre might have signed, and a binding of ours.</summary>
internal sealed class SignedContent : IDisposable
{
    private readonly ECDsa _centre = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SignedContent()
    {
        Certificate = new CertificateRequest("CN=chip signing", _centre, HashAlgorithmName.SHA256)
            .CreateSelfSigned(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2045, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var elements = new Dictionary<string, byte[]>
        {
            ["photo"] = Bytes(3999, 1), ["biodata"] = Bytes(300, 2), ["signature"] = Bytes(924, 3), ["finger-right"] = Bytes(512, 4),
            ["finger-left"] = Bytes(1, 5),
        };
        byte[] message = [.. elements.Values.SelectMany(bytes => bytes)];
        elements["digital-signature"] = Sign(message);
        Content = new ChipContent(elements, message, uid => Binding(uid), (uid, binding) => binding.SequenceEqual(Binding(uid)));
    }

    public X509Certificate2 Certificate { get; }

    public ChipContent Content { get; }

    public byte[] Sign(byte[] message)
    {
        var signature = _centre.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return [.. signature, .. new byte[80 - signature.Length]];
    }

    public void Dispose()
    {
        _centre.Dispose();
        Certificate.Dispose();
    }

    private static byte[] Binding(ChipUid uid) => [.. Enumerable.Repeat(Convert.FromHexString(uid.Hex)[^1], 64)];

    private static byte[] Bytes(int count, byte first) => [.. Enumerable.Range(first, count).Select(i => (byte)i)];
}

internal static class GenericProfile
{
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "config", "chips", "iso7816-generic.json");

    public static ChipProfile Load() => ChipProfileFile.Load(Path);
}

internal static class DevelopmentProfile
{
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "config", "chips", "ktp-el-development.json");

    public static ChipProfile Load() => ChipProfileFile.Load(Path);
}
