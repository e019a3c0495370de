using System.Buffers.Binary;
using System.Text;

namespace PrintStation.Emulators.Chips;

/// <summary>The chip's biodata file by name, for people and for comparison with the centre.</summary>
internal static class Biodata
{
    private static readonly string[] Names =
    [
        "nik", "address", "rt", "rw", "birthPlace", "district", "village", "regency", "sex", "bloodGroup", "religion", "maritalStatus",
        "occupation", "name", "birthDate", "province", "validUntil", "issuedOn", "citizenship",
    ];

    /// <summary>Empty when the chip holds no readable biodata.</summary>
    public static IReadOnlyDictionary<string, string> Read(KtpChip chip)
    {
        var file = chip.Files[KtpChip.BiodataFile];
        var length = BinaryPrimitives.ReadUInt16BigEndian(file);
        if (length == 0 || length > file.Length - 2)
            return new Dictionary<string, string>();

        var fields = Parse(Encoding.UTF8.GetString(file, 2, length));
        return Names.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>Quoted fields between commas; a quote inside a field is doubled.</summary>
    public static IReadOnlyList<string> Parse(string text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(text[i]);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
