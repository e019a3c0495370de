using PrintStation.Central.Registry;
using PrintStation.Contracts;

namespace PrintStation.Central.Seeding;

/// <summary>One recording per way in which a job can be bad. They skip the centre's checks, which would refuse half of them.</summary>
internal static class BadRecordings
{
    // More than the 64 KiB that a photo may have.
    private const int OversizeBytes = 96 * 1024;

    /// <param name="record">Makes a good recording; the index counts from 0.</param>
    public static IEnumerable<Recording> Make(string office, int seed, Func<int, Recording> record) => BadEnvelopes.Kinds.Select((kind, index) =>
        Spoil(kind, record(index) with { RecordingId = $"{office}-{seed}-bad-{kind}", Fault = kind }));

    private static Recording Spoil(string kind, Recording good) => kind switch
    {
        BadEnvelopes.NotANik => WithCitizen(good, good.Person.Citizen with { Nik = good.Person.Citizen.Nik[..15] }),
        BadEnvelopes.UnprintableText => WithCitizen(good, good.Person.Citizen with { Name = "王小明" }),
        BadEnvelopes.MissingPhoto => WithPhoto(good, []),
        BadEnvelopes.UnreadablePhoto => WithPhoto(good, good.Person.PhotoJpeg[..200]),
        BadEnvelopes.OversizePhoto => WithPhoto(good, [.. good.Person.PhotoJpeg, .. new byte[OversizeBytes]]),
        BadEnvelopes.UnknownLayout => good with { Layout = "ktp-el-2099" },
        BadEnvelopes.UnknownBlankVersion => good with { BlankVersion = "1999" },
        _ => good,
    };

    private static Recording WithPhoto(Recording recording, byte[] photo) =>
        recording with { Person = recording.Person with { PhotoJpeg = photo } };

    private static Recording WithCitizen(Recording recording, Citizen citizen) => recording with
    {
        Person = recording.Person with
        {
            Citizen = citizen,
            Chip = new Dictionary<string, byte[]>(recording.Person.Chip) { [ChipElements.Biodata] = ChipBiodata.Encode(citizen) },
        },
    };
}
