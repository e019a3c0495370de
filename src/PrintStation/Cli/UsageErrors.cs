using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace PrintStation.Cli;

/// <summary>What is wrong with a command line, in the language of whoever wrote it. The parser knows neither Indonesian nor codes for its
/// errors, so its English sentences are known by their words; a test goes through all of them.</summary>
internal static partial class UsageErrors
{
    /// <summary>With more errors than one in so many letters it is another word.</summary>
    private const int LettersAnError = 3;

    /// <summary>A sentence for each thing that is wrong; one for all that is not known, or else one for all that is missing: what a person wrote in a way
    /// that is not known may well be what is missing.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed, StationTexts texts)
    {
        var (unknown, missing, rest) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var message in parsed.Errors.Select(error => error.Message))
        {
            if (Unknown().Match(message) is { Success: true } stray)
                unknown.Add(stray.Groups[1].Value);
            else if (Missing().Match(message) is { Success: true } needed)
                missing.Add(needed.Groups["it"].Value);
            else if (NoCommand().IsMatch(message))
                missing.Add(texts.Format("cli.usage.no-command", Names(parsed.CommandResult.Command)));
            else if (NoValue().Match(message) is { Success: true } bare)
                rest.Add(texts.Format("cli.usage.no-value", bare.Groups[1].Value));
            else if (Twice().Match(message) is { Success: true } repeated)
                rest.Add(texts.Format("cli.usage.twice", repeated.Groups[1].Value));
            else if (Choice().Match(message) is { Success: true } wrong)
                rest.Add(texts.Format("cli.usage.choice", wrong.Groups[1].Value, string.Join(", ", Quoted().Matches(wrong.Groups[2].Value).Select(one => one.Groups[1].Value))));
            else
                rest.Add(message);
        }

        if (unknown.Count > 0)
        {
            var sentence = texts.Format("cli.usage.unknown", string.Join(" ", unknown));
            rest.Insert(0, Nearest(unknown[0], parsed.CommandResult) is { } meant ? texts.Format("cli.usage.meant", sentence, meant) : sentence);
        }
        else if (missing.Count > 0)
            rest.Insert(0, texts.Format("cli.usage.missing", string.Join(", ", missing)));
        return rest;
    }

    /// <summary>The command or option of this place that is written most like it; null where none is.</summary>
    private static string? Nearest(string written, CommandResult place)
    {
        var names = place.Command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name).ToList();
        for (var result = place; result is not null; result = result.Parent as CommandResult)
            names.AddRange(result.Command.Options.Where(option => !option.Hidden && (result == place || option.Recursive)).Select(option => option.Name));
        return names.Where(name => name.StartsWith('-') == written.StartsWith('-')).Select(name => (Name: name, Apart: Distance(written, name)))
            .Where(one => one.Apart <= (written.TrimStart('-').Length + 1) / LettersAnError).OrderBy(one => one.Apart).ThenBy(one => one.Name, StringComparer.Ordinal)
            .Select(one => one.Name).FirstOrDefault();
    }

    /// <summary>So many letters were left out, put in or written for others.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }

    private static string Names(Command command) => string.Join(", ", command.Subcommands.Where(one => !one.Hidden).Select(one => one.Name));

    [GeneratedRegex(@"^Unrecognized command or argument '(.*)'\.$", RegexOptions.Singleline)]
    private static partial Regex Unknown();

    [GeneratedRegex(@"^(?:Option '(?<it>.*)' is required|Required argument '(?<it>.*)' missing for command: '.*')\.$")]
    private static partial Regex Missing();

    [GeneratedRegex(@"^Required command was not provided\.$")]
    private static partial Regex NoCommand();

    [GeneratedRegex(@"^Required argument missing for option: '(.*)'\.$")]
    private static partial Regex NoValue();

    [GeneratedRegex(@"^Option '(.*)' expects a single argument but \d+ were provided\.$")]
    private static partial Regex Twice();

    [GeneratedRegex(@"^Argument '(.*)' not recognized\. Must be one of:(.*)$", RegexOptions.Singleline)]
    private static partial Regex Choice();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
