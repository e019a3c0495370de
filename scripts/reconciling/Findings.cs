using System.Text;
using System.Text.Json;

internal enum Kind
{
    /// <summary>A file is missing or malformed.</summary>
    Input,

    /// <summary>A citizen, a job or a chip has two good cards.</summary>
    Duplicate,

    /// <summary>A blank is not where the events, the trays or the books have it.</summary>
    Blank,

    /// <summary>A card's content or history is not what was issued.</summary>
    Card,

    /// <summary>A run ended, and the centre knows nothing of it or something else.</summary>
    Unreported,

    /// <summary>The ledger contradicts itself.</summary>
    Ledger,
}

internal sealed class Findings
{
    private readonly List<(Kind Kind, string Subject, string Text)> _all = [];

    public IReadOnlyList<string> Lines => [.. _all.Select(finding => $"{finding.Subject}: {finding.Text}").Distinct()];

    /// <summary>The subject names the card, run or job; the text says who says what.</summary>
    public void Add(Kind kind, string subject, string text) => _all.Add((kind, subject, text));

    public string ToJson() => JsonSerializer.Serialize(
        new { duplicates = Count(Kind.Duplicate), unaccountedBlanks = Count(Kind.Blank), unreportedRuns = Count(Kind.Unreported),
            findings = Lines },
        new JsonSerializerOptions { WriteIndented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>"a, b, c", or "none".</summary>
    public static string List<T>(IEnumerable<T> members) => string.Join(", ", members.Select(member => $"{member}").DefaultIfEmpty("none"));

    private int Count(Kind kind) => _all.Where(finding => finding.Kind == kind).Select(finding => finding.Subject).Distinct().Count();
}
