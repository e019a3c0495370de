using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PrintStation.Emulators;

/// <summary>A box of blanks as it came from the ministry.</summary>
/// <param name="Uids">Upper-case hex: 7 bytes starting with 04 for type A, 8 bytes for type B.</param>
internal sealed record BlanksFile(string DocumentNumber, string BlankVersion, IReadOnlyList<string> Uids)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>About half type A, half type B; the same for the same seed.</summary>
    public static BlanksFile Make(int count, int seed, string documentNumber, string blankVersion) =>
        new(documentNumber, blankVersion, [.. Enumerable.Range(0, count).Select(index => MakeUid(seed, index))]);

    /// <exception cref="OfficeConfigurationException">Not readable, or a UID is none.</exception>
    public static BlanksFile Load(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<BlanksFile>(File.ReadAllText(path), Json);
            if (file is not { DocumentNumber: not null, BlankVersion: not null, Uids: not null })
                throw new OfficeConfigurationException($"blanks: {path} needs documentNumber, blankVersion and uids.");

            var uids = file.Uids.Select(uid => uid.ToUpperInvariant()).ToList();
            if (uids.FirstOrDefault(uid => !IsUid(uid)) is { } wrong)
                throw new OfficeConfigurationException($"blanks: uid {wrong} is not allowed. Allowed: 7 or 8 bytes in hex.");
            if (uids.Distinct().Count() != uids.Count)
                throw new OfficeConfigurationException("blanks: a uid stands there twice. Allowed: each once.");

            return file with { Uids = uids };
        }
        catch (JsonException exception)
        {
            throw new OfficeConfigurationException($"blanks: {path}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OfficeConfigurationException($"blanks: {path} is not readable. {exception.Message}");
        }
    }

    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json));

    private static bool IsUid(string uid) => uid.Length is 14 or 16 && uid.All(char.IsAsciiHexDigit);

    private static string MakeUid(int seed, int index)
    {
        Span<byte> place = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(place, seed);
        BinaryPrimitives.WriteInt32BigEndian(place[4..], index);
        var random = SHA256.HashData([.. Encoding.ASCII.GetBytes("blank"), .. place]);
        // The index in the UID keeps two blanks of one box apart for certain.
        return random[31] % 2 == 0
            ? Convert.ToHexString([0x04, .. random[..4], (byte)(index >> 8), (byte)index])
            : Convert.ToHexString([.. random[..6], (byte)(index >> 8), (byte)index]);
    }
}
