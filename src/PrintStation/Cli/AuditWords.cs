using System.Text.RegularExpressions;

namespace PrintStation.Cli;

/// <summary>An entry of the trail in the language of whoever reads it. The chain keeps codes, so that its hashes stay; a command keeps its name, for it is
/// typed so; what a person said stays as he said it.</summary>
internal sealed partial class AuditWords(StationTexts texts)
{
    /// <summary>Beginnings of names under which an effect stands; after each comes what it is about, then how it stands.</summary>
    public static readonly IReadOnlyList<string> Things =
    [
        "paused", "print-now", "delivery", "stock of", "stock-take", "difference", "read in", "batch", "hand-over", "refused-report-", "refused-fact-",
        "closed month", "day",
    ];

    private const string SeenTo = "seen to by";

    public string Act(string act) => texts.Find($"audit.act.{act}") ?? act;

    /// <summary>"blank load: user.no-right": what was refused, and why.</summary>
    public string Subject(string act, string subject) => act == "refused" && subject.LastIndexOf(": ", StringComparison.Ordinal) is > 0 and var end
        && texts.Find($"audit.refusal.{subject[(end + 2)..]}") is { } why ? $"{subject[..end]}: {why}" : subject;

    /// <summary>"quantity 50, reason \"water, much\", path-empty".</summary>
    public string Words(string words) => Said().Replace(words, said => said.Groups["name"] is { Success: true } name
        ? $"{said.Groups["before"].Value}{texts.Find($"audit.word.{name.Value}") ?? name.Value}"
        : said.Value);

    /// <summary>"Hopper(printer-1) 50, Store 450".</summary>
    public string Effect(string effect) => string.Join(", ", effect.Split(", ").Select(Part));

    private string Part(string part)
    {
        if (Things.FirstOrDefault(name => part.StartsWith(name, StringComparison.Ordinal)) is not { } thing)
            return part.LastIndexOf(' ') is > 0 and var end ? $"{Name(part[..end])} {Value(part[(end + 1)..])}" : part;
        var rest = part[thing.Length..].TrimStart();
        var words = texts[$"audit.thing.{thing.TrimEnd('-')}"];
        // Of these there is one, so that no name stands between.
        if (thing is "closed month" or "day")
            return $"{words} {Value(rest)}";
        return rest.Split(' ', 2) is [var about, var stands] ? $"{words} {Name(about)}: {Value(stands)}" : $"{words} {rest}";
    }

    private string Name(string name) => texts.Find($"report.supply.{name}") ?? texts.Place(name);

    /// <summary>Several reasons of a pause stand beside each other; a day has its act in the middle.</summary>
    private string Value(string value) => value.StartsWith(SeenTo, StringComparison.Ordinal) ? $"{texts[$"audit.value.{SeenTo}"]}{value[SeenTo.Length..]}" : One(value) ?? string.Join(' ', value.Split(' ').Select(one => One(one) ?? one));

    private string? One(string value) => texts.Find($"audit.value.{value}") ?? texts.Find($"card.{value}") ?? texts.Find($"report.reason.{value}")
        ?? texts.Find($"report.cause.{value}");

    /// <summary>What stands in quotes, as it is; or a name, at the beginning or after a comma.</summary>
    [GeneratedRegex("\"(?:[^\"]|\"\")*\"|(?<before>^|, )(?<name>[a-z]+(?:-[a-z]+)*)(?= |,|$)")]
    private static partial Regex Said();
}
