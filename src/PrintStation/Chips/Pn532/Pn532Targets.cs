namespace PrintStation.Chips.Pn532;

internal sealed record Pn532Target(byte Number, ChipTarget Chip);

/// <summary>Pure parsing of InListPassiveTarget's answers. Null: not of the right shape.</summary>
internal static class Pn532Targets
{
    private const int MostTargets = 2;

    /// <summary>SEL_RES bit that says: an ISO 14443-4 chip, its ATS follows.</summary>
    private const byte HasAts = 0x20;

    private const int AtqbBytes = 12;
    private const byte AtqbStart = 0x50;

    /// <summary>Count; for each: number, SENS_RES (2), SEL_RES, UID length, UID, and the ATS with its own length in front.</summary>
    public static IReadOnlyList<Pn532Target>? TypeA(byte[] data) => Parse(data, TypeATarget);

    /// <summary>Count; for each: number, ATQB (12), length of ATTRIB_RES, ATTRIB_RES. The PUPI in the ATQB is no UID.</summary>
    public static IReadOnlyList<Pn532Target>? TypeB(byte[] data) => Parse(data, TypeBTarget);

    private static List<Pn532Target>? Parse(byte[] data, Func<byte[], int, (Pn532Target Target, int Next)?> one)
    {
        if (data.Length == 0 || data[0] > MostTargets)
            return null;

        var targets = new List<Pn532Target>();
        var next = 1;
        for (var i = 0; i < data[0]; i++)
        {
            if (one(data, next) is not { } found || found.Target.Number == 0)
                return null;

            targets.Add(found.Target);
            next = found.Next;
        }

        return next == data.Length ? targets : null;
    }

    private static (Pn532Target Target, int Next)? TypeATarget(byte[] data, int at)
    {
        if (data.Length < at + 5)
            return null;

        var (number, selected, length) = (data[at], data[at + 3], data[at + 4]);
        var end = at + 5 + length;
        if (length is not (4 or 7 or 10) || data.Length < end)
            return null;

        var uid = data[(at + 5)..end];
        if ((selected & HasAts) != 0)
        {
            // The ATS counts its own length byte.
            if (data.Length <= end || data[end] == 0 || data.Length < end + data[end])
                return null;

            end += data[end];
        }

        return (new Pn532Target(number, new ChipTarget('A', uid)), end);
    }

    private static (Pn532Target Target, int Next)? TypeBTarget(byte[] data, int at)
    {
        var attributes = at + 1 + AtqbBytes;
        if (data.Length <= attributes || data[at + 1] != AtqbStart || data.Length < attributes + 1 + data[attributes])
            return null;

        return (new Pn532Target(data[at], new ChipTarget('B', [])), attributes + 1 + data[attributes]);
    }
}
