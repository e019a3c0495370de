using PrintStation.Central.Registry;
using PrintStation.Central.Seeding;
using PrintStation.Contracts;
using SkiaSharp;

namespace PrintStation.Tests.Central;

public sealed class SeedTests
{
    private static readonly DateOnly Today = new(2024, 11, 4);

    [Test]
    public void The_same_seed_invents_the_same_people_and_another_seed_others()
    {
        var (first, again, other) = (People(7, 30), People(7, 30), People(8, 30));
        Assert.That(again, Is.EqualTo(first));
        Assert.That(other.Select(person => person.Citizen.Nik), Is.Not.EqualTo(first.Select(person => person.Citizen.Nik)));
    }

    [Test]
    public void Every_invented_person_has_a_valid_nik_of_her_own()
    {
        var people = People(7, 400);
        Assert.That(people.Select(person => person.Citizen.Nik), Is.Unique);
        Assert.That(people.Where(person => !Nik.IsValid(
            person.Citizen.Nik, person.Citizen.BirthDate, person.Citizen.Sex == "PEREMPUAN", Regions.Official)), Is.Empty);
    }

    [Test]
    public void Twelve_people_already_show_long_names_mononyms_apostrophes_long_addresses_and_a_foreigner()
    {
        var people = People(7, 12).Select(person => person.Citizen).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(people.Any(citizen => citizen.Name.Length > 45), Is.True, "long name");
            Assert.That(people.Any(citizen => !citizen.Name.Contains(' ')), Is.True, "mononym");
            Assert.That(people.Any(citizen => citizen.Name.Contains('\'')), Is.True, "apostrophe");
            Assert.That(people.Any(citizen => citizen.Address.Length > 70), Is.True, "long address");
            Assert.That(people.Any(citizen => citizen.Citizenship != "WNI" && citizen.ValidUntil != "SEUMUR HIDUP"), Is.True, "foreigner");
        });
    }

    [Test]
    public void The_background_follows_birth_year_and_citizenship()
    {
        foreach (var person in People(3, 60))
        {
            var expected = person.Citizen.Citizenship != "WNI" ? PortraitBackground.Orange
                : int.Parse(person.Citizen.BirthDate[^4..]) % 2 == 1 ? PortraitBackground.Red : PortraitBackground.Blue;
            Assert.That(person.Look.Background, Is.EqualTo(expected));
        }
    }

    [TestCase(nameof(PortraitBackground.Red))]
    [TestCase(nameof(PortraitBackground.Blue))]
    [TestCase(nameof(PortraitBackground.Orange))]
    public void A_portrait_shows_its_background_is_3_to_4_and_within_its_limits(string name)
    {
        var background = Enum.Parse<PortraitBackground>(name);
        var look = new PortraitLook(Seed: 5, Woman: true, Age: 30, Hijab: false, background);
        var (photo, chipPhoto) = PortraitArtist.Photograph(look, 4_000);
        var (again, _) = PortraitArtist.Photograph(look, 4_000);
        using var bitmap = SKBitmap.Decode(photo);
        var corner = bitmap.GetPixel(20, 20);
        Assert.Multiple(() =>
        {
            Assert.That(again, Is.EqualTo(photo));
            Assert.That(photo, Has.Length.LessThan(64 * 1024));
            Assert.That(bitmap.Width * 4, Is.EqualTo(bitmap.Height * 3));
            Assert.That(chipPhoto, Has.Length.LessThanOrEqualTo(4_000));
            Assert.That(corner.Red > 120, Is.EqualTo(background != PortraitBackground.Blue));
            Assert.That(corner.Blue > 120, Is.EqualTo(background == PortraitBackground.Blue));
            Assert.That(corner.Green > 90, Is.EqualTo(background == PortraitBackground.Orange));
        });
    }

    [Test]
    public void Portraits_of_different_people_differ()
    {
        var photos = People(7, 20).Select(person => Convert.ToHexString(PortraitArtist.Photograph(person.Look, 4_000).Photo));
        Assert.That(photos, Is.Unique);
    }

    [Test]
    public void A_signature_is_the_same_dots_as_png_and_as_bits()
    {
        var (png, bits) = SignatureArtist.Sign(5);
        using var bitmap = SKBitmap.Decode(png);
        Assert.That((bitmap.Width, bitmap.Height, bits.Length), Is.EqualTo((168, 44, 924)));
        var ink = 0;
        for (var y = 0; y < 44; y++)
        {
            for (var x = 0; x < 168; x++)
            {
                var black = (bits[(y * 21) + (x / 8)] & (0x80 >> (x % 8))) != 0;
                Assert.That(bitmap.GetPixel(x, y), Is.EqualTo(black ? SKColors.Black : SKColors.White));
                ink += black ? 1 : 0;
            }
        }

        Assert.That(ink, Is.InRange(200, 2_000));
    }

    [Test]
    public async Task A_seeded_queue_opens_at_the_station_within_every_limit()
    {
        await using var central = await TestCentral.StartAsync();
        using var station = await central.EnrollAsync("5371");
        await SeedAsync(central, cards: 6);
        foreach (var job in (await station.ClaimAsync(10)).Expect200().Jobs)
        {
            var payload = station.Open((await station.PayloadAsync(job.JobId)).Expect200());
            Assert.Multiple(() =>
            {
                Assert.That(payload.Chip.Keys, Is.EquivalentTo(ChipElements.Signed.Append(ChipElements.DigitalSignature)));
                Assert.That(payload.Chip[ChipElements.Photo], Has.Length.LessThanOrEqualTo(4_000));
                Assert.That(payload.Chip[ChipElements.Biodata], Has.Length.LessThanOrEqualTo(1_022));
                Assert.That(payload.Chip[ChipElements.FingerRight], Has.Length.LessThanOrEqualTo(512));
                Assert.That(payload.Chip[ChipElements.FingerLeft], Is.Not.EqualTo(payload.Chip[ChipElements.FingerRight]));
                Assert.That(payload.Chip[ChipElements.DigitalSignature], Has.Length.EqualTo(80));
            });
        }
    }

    private static async Task SeedAsync(TestCentral central, int cards)
    {
        using var signer = central.Server.Directory.OpenChipSigner();
        var result = await new Seeder(central.Books, signer, central.Clock).RecordAsync("5371", cards, 7, bad: false, CancellationToken.None);
        Assert.That(result.Refused, Is.Empty);
    }

    private static List<Invented> People(int seed, int count)
    {
        var inventor = new CitizenInventor(seed, "5371", Today);
        return [.. Enumerable.Range(0, count).Select(inventor.Next)];
    }
}
