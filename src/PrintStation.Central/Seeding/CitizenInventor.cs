using System.Globalization;
using PrintStation.Central.Registry;
using PrintStation.Contracts;

namespace PrintStation.Central.Seeding;

/// <summary>Invents citizens. The same seed invents the same people again.</summary>
/// <param name="office">Code of a regency without dot, for example "5371".</param>
/// <param name="today">Day of recording, in the office's time zone.</param>
internal sealed class CitizenInventor(int seed, string office, DateOnly today)
{
    private const int LongNameEvery = 6;
    private const int MononymEvery = 7;
    private const int ForeignerEvery = 11;

    private readonly Random random = new(seed);
    private readonly HashSet<string> used = [];

    /// <param name="index">Counts from 0; decides which rare kind of person comes, so that few cards already show each.</param>
    public Invented Next(int index)
    {
        var regions = Regions.Official;
        var regencyCode = $"{office[..2]}.{office[2..]}";
        var villages = regions.Villages.Where(village => village.IsWithin(regencyCode)).ToList();
        var village = villages[random.Next(villages.Count)];
        var district = village.Code[..village.Code.LastIndexOf('.')];
        var foreign = index % ForeignerEvery == ForeignerEvery - 1;
        var country = random.Next(InventedNames.ForeignCountries.Length);
        var woman = foreign ? country == 1 : random.Next(2) == 0;
        var birth = today.AddYears(-17).AddDays(-random.Next(60 * 365));
        var islam = Pick(InventedNames.Religions) is var religion && religion == "ISLAM";
        var citizen = new Citizen(
            UniqueNik(district, birth, woman), foreign ? InventedNames.ForeignNames[country] : Name(index, woman), Pick(InventedNames.BirthPlaces),
            Date(birth), woman ? "PEREMPUAN" : "LAKI-LAKI", Pick(InventedNames.BloodGroups), Address(index),
            string.Create(CultureInfo.InvariantCulture, $"{1 + random.Next(40):000}/{1 + random.Next(15):000}"),
            village.Name.ToUpperInvariant(), regions.NameOf(district)!.ToUpperInvariant(), regions.NameOf(regencyCode)!,
            regions.NameOf(office[..2])!, religion, Pick(InventedNames.MaritalStatuses), Pick(InventedNames.Occupations),
            foreign ? InventedNames.ForeignCountries[country] : "WNI", foreign ? Date(today.AddYears(5)) : "SEUMUR HIDUP",
            regions.NameOf(regencyCode)!, Date(today));
        return new Invented(citizen, Look(birth, woman, islam, foreign));
    }

    private PortraitLook Look(DateOnly birth, bool woman, bool islam, bool foreign) => new(
        Seed: random.Next(), Woman: woman, Age: today.Year - birth.Year, Hijab: woman && islam && random.Next(4) != 0,
        Background: foreign ? PortraitBackground.Orange : birth.Year % 2 == 1 ? PortraitBackground.Red : PortraitBackground.Blue);

    private string UniqueNik(string district, DateOnly birth, bool woman)
    {
        // Serials are drawn small as real ones are; a drawn one may be taken, ten thousand cannot.
        for (var serial = 1 + random.Next(20); serial <= 9_999; serial++)
        {
            var nik = Nik.Compose(district, birth, woman, serial);
            if (used.Add(nik))
                return nik;
        }

        throw new InvalidOperationException("All serials of one district and day are used.");
    }

    private string Name(int index, bool woman)
    {
        if (index % LongNameEvery == LongNameEvery - 1)
            return Pick(InventedNames.LongNames);
        if (index % MononymEvery == MononymEvery - 1)
            return Pick(InventedNames.Mononyms);

        string[] parts = [Pick(woman ? InventedNames.Women : InventedNames.Men), Pick(InventedNames.Middles), Pick(InventedNames.Families)];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    private string Address(int index) => index % LongNameEvery == 2
        ? Pick(InventedNames.LongAddresses)
        : string.Create(CultureInfo.InvariantCulture, $"{Pick(InventedNames.Streets)} NO. {1 + random.Next(180)}");

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];

    private static string Date(DateOnly date) => date.ToString("dd-MM-yyyy", CultureInfo.InvariantCulture);
}

/// <summary>A person of nowhere, and how the portrait shall look.</summary>
internal sealed record Invented(Citizen Citizen, PortraitLook Look);
