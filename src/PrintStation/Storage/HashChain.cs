using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PrintStation.Storage;

/// <summary>How books are chained: each entry carries a hash over itself and over the entry before it.</summary>
internal static class HashChain
{
    /// <summary>Before the first entry.</summary>
    public const string Genesis = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Each part with its length before it, so that no two different entries have the same bytes.</summary>
    /// <param name="parts">The hash before it first. A part that came into use later stands at the end, and only where it says something: the hashes
    /// of older entries stay as they are.</param>
    public static string HashOf(IEnumerable<string?> parts)
    {
        var text = string.Concat(parts.Select(part => part is null ? "-;" : $"{part.Length}:{part};"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>A number as a part.</summary>
    public static string Part(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A moment as a part.</summary>
    public static string Part(DateTimeOffset moment) => Part(moment.ToUnixTimeMilliseconds());

    /// <summary>The moment as an entry keeps it: what is finer than the disk's form would give another hash when it is read again.</summary>
    public static DateTimeOffset Kept(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds());
}
