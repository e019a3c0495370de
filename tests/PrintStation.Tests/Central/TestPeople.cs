using System.Globalization;
using PrintStation.Central.Registry;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

internal static class TestPeople
{
    private static readonly DateOnly Birth = new(1990, 1, 5);

    /// <param name="number">1 to 9999: the serial of the NIK.</param>
    public static Recording Record(string office, int number)
    {
        var citizen = new Citizen(
            Nik.Compose("53.71.04", Birth, woman: true, number), "MARIA D'ROSARI", "KUPANG", "05-01-1990", "PEREMPUAN", "O", "JL. TIMOR RAYA NO. 7",
            "003/011", "FATULULI", "OEBOBO", "KOTA KUPANG", "NUSA TENGGARA TIMUR", "KATHOLIK", "BELUM KAWIN", "GURU", "WNI", "SEUMUR HIDUP",
            "KOTA KUPANG", "01-11-2024");
        var person = new RecordedPerson(citizen, [0xFF, 0xD8, 0xFF], [0x89, 0x50], new Dictionary<string, byte[]>
        {
            [ChipElements.Biodata] = ChipBiodata.Encode(citizen),
            [ChipElements.Photo] = [0xFF, 0xD8],
            [ChipElements.Signature] = new byte[924],
            [ChipElements.FingerRight] = [1],
            [ChipElements.FingerLeft] = [2],
        });
        return new Recording(
            string.Create(CultureInfo.InvariantCulture, $"test-{number:0000}"), office, JobKind.IdentityCard, Priority: 0, "ktp-el", "2019", person);
    }

    /// <summary>A UID nobody else uses: type A, 7 bytes.</summary>
    public static string NewUid() => "04" + Convert.ToHexString(Guid.NewGuid().ToByteArray(), 0, 6);
}
