using System.Globalization;
using System.Text.RegularExpressions;

namespace PrintStation.EndToEnd.Tracing;

/// <summary>One line of `strace -ff -T -yy -ttt`. Pure.</summary>
/// <param name="At">Seconds since 1970 when it began.</param>
/// <param name="Took">Seconds.</param>
/// <param name="Target">What its first file descriptor is: a path, or the two ends of a connection; empty when it has none.</param>
/// <param name="Data">The bytes of its first string, as far as strace shows them.</param>
/// <param name="Result">What it returned; null when it never did.</param>
internal sealed partial record SystemCall(decimal At, decimal Took, string Name, string Target, byte[] Data, long? Result)
{
    public decimal End => At + Took;

    /// <summary>The port of the other side of a TCP connection; null for anything else.</summary>
    public int? PeerPort => Connection().Match(Target) is { Success: true } found
        ? int.Parse(found.Groups["port"].Value, CultureInfo.InvariantCulture)
        : null;

    /// <summary>Null for a line that is no call, such as a signal or the end of a thread.</summary>
    public static SystemCall? Parse(string line)
    {
        if (Line().Match(line) is not { Success: true } call)
            return null;
        return new SystemCall(
            Seconds(call.Groups["at"].Value), call.Groups["took"] is { Success: true } took ? Seconds(took.Value) : 0,
            call.Groups["name"].Value, call.Groups["target"].Value, Unescape(call.Groups["data"].Value),
            long.TryParse(call.Groups["result"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var result) ? result : null);
    }

    [GeneratedRegex(
        """^(?<at>\d+\.\d+) (?<name>\w+)\((?:\d+<(?<target>(?:->|[^<>])*)>)?(?:[^"]*"(?<data>(?:[^"\\]|\\.)*)")?.* = (?<result>-?\d+|\?)(?:[^<]*<(?<took>\d+\.\d+)>)?""")]
    private static partial Regex Line();

    [GeneratedRegex(@"^TCP.*->.*:(?<port>\d+)\]$")]
    private static partial Regex Connection();

    private static decimal Seconds(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>C's escapes: letters, and up to three octal digits.</summary>
    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                bytes.Add((byte)text[i]);
                continue;
            }

            i++;
            var digits = text.AsSpan(i, Math.Min(3, text.Length - i));
            var end = digits.IndexOfAnyExceptInRange('0', '7');
            digits = end < 0 ? digits : digits[..end];
            if (digits.Length > 0)
                i += digits.Length - 1;
            bytes.Add(digits.Length > 0 ? Octal(digits) : Letter(text[i]));
        }

        return [.. bytes];
    }

    private static byte Octal(ReadOnlySpan<char> digits)
    {
        var value = 0;
        foreach (var digit in digits)
            value = (value * 8) + (digit - '0');
        return (byte)value;
    }

    private static byte Letter(char letter) => letter switch
    {
        'n' => 0x0A,
        't' => 0x09,
        'r' => 0x0D,
        'f' => 0x0C,
        'v' => 0x0B,
        _ => (byte)letter,
    };
}
