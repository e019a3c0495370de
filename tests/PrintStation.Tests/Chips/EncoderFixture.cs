using Microsoft.Extensions.Time.Testing;
using PrintStation.Chips;

namespace PrintStation.Tests.Chips;

/// <summary>One chip station with its encoder, a fake chip and a fake SAM, fresh for each test.</summary>
[TestFixture]
internal abstract class EncoderFixture
{
    protected static readonly ChipUid TypeA = new("04A1B2C3D4E5F6");

    protected string Folder { get; private set; } = "";

    protected SignedContent Signed { get; private set; } = null!;

    protected FakeChip Chip { get; private set; } = null!;

    protected FakeSam Sam { get; private set; } = null!;

    protected FakeTimeProvider Clock { get; private set; } = null!;

    protected FailedAuthentications Failures { get; private set; } = null!;

    protected SharedSam Shared { get; private set; } = null!;

    protected ProfileChipEncoder Encoder { get; private set; } = null!;

    [SetUp]
    public void Station()
    {
        Folder = Directory.CreateTempSubdirectory("chips-").FullName;
        Signed = new SignedContent();
        Clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        Failures = new FailedAuthentications(Path.Combine(Folder, "sam-failures.json"));
        Restart();
    }

    [TearDown]
    public async Task Remove()
    {
        await Encoder.DisposeAsync();
        await Shared.DisposeAsync();
        await Chip.DisposeAsync();
        await Sam.DisposeAsync();
        Signed.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A fresh chip and a fresh SAM, for one turn of a loop.</summary>
    protected void Restart()
    {
        Failures.Succeeded("045A4D");
        (Chip, Sam) = (new FakeChip(), new FakeSam());
        Shared = new SharedSam(Sam, Failures, Clock);
        Encoder = new ProfileChipEncoder(DevelopmentProfile.Load(), Chip, Shared, Signed.Certificate, Clock);
    }

    protected List<string> Writes() =>
        [.. Chip.Commands.Where(command => command.StartsWith("0C00D6", StringComparison.Ordinal) || command == "0C00440000")];
}

internal static class EncodingWithSam
{
    /// <summary>As the station does it: first the SAM, then the chip.</summary>
    public static async Task<EncodeResult> EncodeAsync(this IChipEncoder encoder, ChipUid uid, ChipContent content, CancellationToken token)
    {
        using var sam = await encoder.TakeSamAsync(token);
        return await encoder.EncodeAsync(uid, content, sam, token);
    }
}
