using System.Text.RegularExpressions;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Reports;

/// <summary>No person reads a bare code: whatever the station writes as a reason of a run, and whatever the centre may refuse, has its words.</summary>
internal sealed partial class ReasonWordsTests
{
    private static readonly StationTexts[] Languages = [new("en"), new("id")];

    /// <summary>Codes with a sentence of their own, elsewhere.</summary>
    private static readonly string[] Sentences = ["error", "do", "sent", "database", "notice", "print-now", "ledger"];

    /// <summary>What is neither written as a reason nor shown to anybody.</summary>
    private static readonly string[] Unseen = ["epoch-changed", "not-now", "read-back", "resend-first", "run-differs"];

    /// <summary>Every code with a hyphen in the sources of a card's life, and those of one word where they are given as the reason of a move.</summary>
    [Test]
    public void Each_code_of_a_cards_life_has_words_in_both_languages()
    {
        var codes = Codes("PrintStation/Lifecycle", Hyphened()).Concat(Codes("PrintStation/Lifecycle", ReasonOfMove())).Concat(Codes("PrintStation/Chips", Hyphened()))
            .Concat(Codes("PrintStation.Contracts", Envelopes())).Distinct().Except(GateReasons.All.Keys).Except(Unseen).ToList();
        Assert.That(codes, Has.Count.GreaterThan(60).And.Contains("counted").And.Contains("known-to-centre"), "the test finds them");
        foreach (var texts in Languages)
            Assert.That(codes.Where(code => texts.Find($"report.reason.{code}") is null && !Sentences.Any(kind => texts.Find($"{kind}.{code}") is not null)),
                Is.Empty, $"{texts.Culture}");
    }

    [Test]
    public void Each_refusal_of_the_centre_has_words_in_both_languages()
    {
        var codes = Codes("PrintStation.Central", Refusals()).Distinct().ToList();
        Assert.That(codes, Has.Count.GreaterThan(20).And.Contains("fact-differs"), "the test finds them");
        foreach (var texts in Languages)
            Assert.That(codes.Where(code => texts.Find($"report.reason.{code}") is null), Is.Empty, $"{texts.Culture}");
    }

    /// <summary>Why a job is stopped stands with its run as the reason.</summary>
    [TestCase("counted")]
    [TestCase("found")]
    [TestCase(LostBooks.KnownToCentre)]
    [TestCase(LostBooks.LeaseEnded)]
    [TestCase(CentralLink.CentralRestored)]
    [TestCase(Job.Doubt)]
    [TestCase("job-revoked")]
    [TestCase("revoked")]
    [TestCase("fenced")]
    [TestCase("chip-signature: chip.digital-signature")]
    public void Each_reason_is_read_in_words(string reason)
    {
        foreach (var texts in Languages)
            Assert.That(texts.Reason(reason).Split(": ")[0], Does.Contain(' ').Or.Not.EqualTo(reason.Split(": ")[0]), $"{texts.Culture}");
    }

    private static IEnumerable<string> Codes(string project, Regex pattern) =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        from line in File.ReadLines(file)
        // The name of a setting, a log's event or a file is no code for people.
        where !line.Contains("Setting = ", StringComparison.Ordinal) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        from Match match in pattern.Matches(line)
        select match.Groups[1].Value;

    [GeneratedRegex("\"([a-z]+(?:-[a-z]+)+)\"")]
    private static partial Regex Hyphened();

    [GeneratedRegex("MoveDetails\\(\"([a-z]+)\"")]
    private static partial Regex ReasonOfMove();

    [GeneratedRegex("EnvelopeException\\(\"[^\"]*\", \"([a-z-]+)\"")]
    private static partial Regex Envelopes();

    [GeneratedRegex("new Refusal\\([^\"]*\"([a-z-]+)\"")]
    private static partial Regex Refusals();
}
