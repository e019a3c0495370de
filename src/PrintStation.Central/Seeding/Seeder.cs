using System.Globalization;
using System.Text.Json;
using PrintStation.Central.Blanks;
using PrintStation.Central.Keys;
using PrintStation.Central.Registry;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Seeding;

/// <summary>Fills the books of a demonstration: invented citizens in the queue, blanks on their way.</summary>
internal sealed class Seeder(Database books, ChipSigner signer, TimeProvider timeProvider)
{
    public const string Layout = "ktp-el";
    public const string BlankVersion = "2019";

    private const int MaximumChipPhotoBytes = 4_000;

    // Kupang is eight hours ahead of UTC (WITA).
    private static readonly TimeSpan OfficeOffset = TimeSpan.FromHours(8);

    /// <summary>Records the citizens and lets the centre check them.</summary>
    public async Task<SeedResult> RecordAsync(string office, int cards, int seed, bool bad, CancellationToken token)
    {
        var today = DateOnly.FromDateTime((timeProvider.GetUtcNow() + OfficeOffset).DateTime);
        var inventor = new CitizenInventor(seed, office, today);
        var random = new Random(seed ^ 0x5EED);
        var recordings = new List<Recording>();
        for (var index = 0; index < cards; index++)
            recordings.Add(Record(office, $"{office}-{seed}-{index + 1:0000}", inventor.Next(index), random));
        if (bad)
            recordings.AddRange(BadRecordings.Make(office, seed, index => Record(office, "", inventor.Next(cards + index), random)));

        var refused = new List<string>();
        foreach (var recording in recordings)
        {
            var answer = await books.WriteAsync(session => RecordingBook.ReceiveAsync(session, recording, signer), token);
            if (answer.Value!.Code is { } code)
                refused.Add($"{recording.RecordingId}: {code}");
        }

        return new SeedResult(recordings.Count - refused.Count, refused);
    }

    /// <summary>Announces the blanks of a list made by whoever makes blanks.</summary>
    public Task<Answer<Done>> AnnounceAsync(string office, BlankList list, CancellationToken token) => books.WriteAsync(
        session => DeliveryBook.AnnounceAsync(
            session, "delivery-" + Slug(list.DocumentNumber), office, list.DocumentNumber, list.BlankVersion, list.Uids),
        token);

    private static Recording Record(string office, string recordingId, Invented invented, Random random)
    {
        var (png, bits) = SignatureArtist.Sign(random.Next());
        var person = new RecordedPerson(invented.Citizen, PortraitArtist.Photo(invented.Look), png, new Dictionary<string, byte[]>
        {
            [ChipElements.Biodata] = ChipBiodata.Encode(invented.Citizen),
            [ChipElements.Photo] = PortraitArtist.ChipPhoto(invented.Look, MaximumChipPhotoBytes),
            [ChipElements.Signature] = bits,
            [ChipElements.FingerRight] = Finger(random),
            [ChipElements.FingerLeft] = Finger(random),
        });

        // Most are first-time owners; some of every other priority.
        var priority = random.Next(10) is < 7 ? 0 : random.Next(1, 4);
        return new Recording(recordingId, office, JobKind.IdentityCard, priority, Layout, BlankVersion, person);
    }

    /// <summary>No template of any finger: random bytes of a plausible length.</summary>
    private static byte[] Finger(Random random)
    {
        var template = new byte[random.Next(300, 513)];
        random.NextBytes(template);
        return template;
    }

    private static string Slug(string text) => string.Concat(text.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-'))
        .Trim('-').ToLower(CultureInfo.InvariantCulture);
}

/// <param name="Refused">Recording and code of each that the centre's checks refused.</param>
internal sealed record SeedResult(int PrintReady, IReadOnlyList<string> Refused);

/// <summary>A file that names the blanks of one delivery.</summary>
internal sealed record BlankList(string DocumentNumber, string BlankVersion, IReadOnlyList<string> Uids)
{
    /// <exception cref="JsonException">The file is no such list.</exception>
    public static BlankList Read(string path) =>
        JsonSerializer.Deserialize<BlankList>(File.ReadAllText(path), WireJson.Options) ?? throw new JsonException("The file holds null.");
}
