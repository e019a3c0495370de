using System.Globalization;
using PrintStation.Central.Keys;
using PrintStation.Central.Registry;
using PrintStation.Central.Seeding;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Simulation.Scenario;

/// <summary>The people of Kupang who wait for a card: recordings as they arrive at the centre. They share a few portraits, for those take longest
/// to make; every other content of a card is a person's own.</summary>
internal sealed class Backlog(ChipSigner signer, DateTimeOffset today)
{
    private const int PortraitsOfABackground = 4;
    private const int MostChipPhotoBytes = 4_000;

    private readonly CitizenInventor _inventor = new(KupangPlan.Seed, Template.Office, DateOnly.FromDateTime(today.Date));
    private readonly Random _random = new(KupangPlan.Seed);
    private readonly Dictionary<(PortraitBackground Background, int Number), (byte[] Photo, byte[] Chip)> _portraits = [];
    private readonly List<(byte[] Png, byte[] Bits)> _signatures = [];
    private readonly Dictionary<string, string> _jobs = [];
    private int _recorded;

    /// <summary>The job by the biodata of its chip, in hex.</summary>
    public IReadOnlyDictionary<string, string> Jobs => _jobs;

    /// <exception cref="InvalidOperationException">The centre's checks refused one.</exception>
    public async Task RecordAsync(Database books, int count)
    {
        for (; count > 0; count--)
        {
            var recording = Next();
            var answer = await books.WriteAsync(session => RecordingBook.ReceiveAsync(session, recording, signer), CancellationToken.None);
            if (answer.Value is not { JobId: { } jobId })
                throw new InvalidOperationException($"{recording.RecordingId} did not become a job: {answer.Value?.Code}");
            _jobs[Convert.ToHexString(recording.Person.Chip[ChipElements.Biodata])] = jobId;
        }
    }

    private Recording Next()
    {
        var number = _recorded++;
        var invented = _inventor.Next(number);
        var (photo, chip) = Portrait(invented.Look, number % PortraitsOfABackground);
        var (png, bits) = Signature(number % PortraitsOfABackground);
        var person = new RecordedPerson(invented.Citizen, photo, png, new Dictionary<string, byte[]>
        {
            [ChipElements.Biodata] = ChipBiodata.Encode(invented.Citizen),
            [ChipElements.Photo] = chip,
            [ChipElements.Signature] = bits,
            [ChipElements.FingerRight] = Finger(),
            [ChipElements.FingerLeft] = Finger(),
        });
        // Most are first-time owners; some of every other priority.
        var priority = _random.Next(10) is < 7 ? 0 : _random.Next(1, 4);
        return new Recording(string.Create(CultureInfo.InvariantCulture, $"kupang-{number + 1:00000}"), Template.Office, JobKind.IdentityCard,
            priority, Seeder.Layout, Seeder.BlankVersion, person);
    }

    private (byte[] Photo, byte[] Chip) Portrait(PortraitLook look, int number)
    {
        if (!_portraits.TryGetValue((look.Background, number), out var portrait))
            _portraits[(look.Background, number)] = portrait = PortraitArtist.Photograph(look, MostChipPhotoBytes);
        return portrait;
    }

    private (byte[] Png, byte[] Bits) Signature(int number)
    {
        while (_signatures.Count <= number)
            _signatures.Add(SignatureArtist.Sign(_random.Next()));
        return _signatures[number];
    }

    /// <summary>No template of any finger: random bytes of a plausible length.</summary>
    private byte[] Finger()
    {
        var template = new byte[_random.Next(300, 513)];
        _random.NextBytes(template);
        return template;
    }
}
