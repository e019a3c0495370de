using System.Collections;
using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using PrintStation.Central.Jobs;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Architecture;

/// <summary>The bugs of tests/planted stay plantable while the code changes. Whether the simulation finds them is asked end to end.</summary>
internal sealed partial class PlantedBugTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly string Planted = Path.Combine(Repository.Root, "tests", "planted");
    private static readonly string[] Table = File.ReadAllLines(Path.Combine(Planted, "found.md"));

    private const string Unfound = "## Bugs that no day finds";

    private static IEnumerable<string> Bugs() => Directory.GetFiles(Planted, "*.patch").Order(StringComparer.Ordinal)
        .Select(path => Path.GetFileNameWithoutExtension(path));

    [TestCaseSource(nameof(Bugs))]
    public async Task A_planted_bug_applies_to_the_code_as_it_is(string bug)
    {
        var patch = Path.Combine(Planted, $"{bug}.patch");
        // An unpacked archive is no repository; git would leave out everything silently when there is another one around it.
        var (exitCode, output) = Path.Exists(Path.Combine(Repository.Root, ".git"))
            ? await RunAsync("git", "apply", "--check", "--recount", patch)
            : await RunAsync("patch", "--dry-run", "--strip=1", "--force", $"--input={patch}");
        Assert.That(exitCode, Is.Zero, $"{output}\nMake the patch anew for the code as it is now, then run scripts/planted --only {bug}.");
    }

    [TestCaseSource(nameof(Bugs))]
    public void A_planted_bug_says_what_it_is_and_which_promise_it_breaks(string bug)
    {
        var header = File.ReadLines(Path.Combine(Planted, $"{bug}.patch")).TakeWhile(line => !line.StartsWith("diff --git ", StringComparison.Ordinal));
        Assert.That(string.Join(' ', header), Does.Contain("Breaks ").And.Length.GreaterThan(40));
    }

    [Test]
    public void The_table_has_every_bug_and_its_seed()
    {
        var rows = Rows(Table.TakeWhile(line => line != Unfound));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(rows.Select(cells => cells[1]), Is.EqualTo(Bugs()), "Run scripts/planted --missing.");
            Assert.That(rows.Where(cells => !int.TryParse(cells[4], out _)).Select(cells => cells[1]), Is.Empty, "no day finds them");
            Assert.That(rows, Has.Count.AtLeast(20));
        }
    }

    [Test]
    public void A_bug_that_no_day_finds_is_not_among_those_that_one_does()
    {
        var rows = Rows(Table.SkipWhile(line => line != Unfound));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(rows.Select(cells => cells[1]), Is.Not.Empty.And.Unique.And.Ordered.Using((IComparer)StringComparer.Ordinal));
            Assert.That(rows.Select(cells => cells[1]).Intersect(Bugs()), Is.Empty);
            Assert.That(rows.Select(cells => cells[2]), Has.All.Contain("Breaks "));
        }
    }

    /// <summary>What keeps it out is named as `Class.Method`: a test, or the guard in the code that makes it harmless.</summary>
    [Test]
    public void What_guards_against_a_bug_that_no_day_finds_is_there()
    {
        foreach (var cells in Rows(Table.SkipWhile(line => line != Unfound)))
        {
            var guards = Guard().Matches(cells[5]);
            Assert.That(guards, Is.Not.Empty, cells[1]);
            foreach (var guard in guards.Select(match => match.Groups))
                Assert.That(Code.Any(type => type.Name == guard["type"].Value
                    && type.GetMember(guard["member"].Value, Everything).Length > 0), Is.True, $"{cells[1]}: {guard[0].Value}");
        }
    }

    [GeneratedRegex(@"`(?<type>\w+)\.(?<member>\w+)`")]
    private static partial Regex Guard();

    private const BindingFlags Everything = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly IReadOnlyList<Type> Code =
        [.. new[] { typeof(PlantedBugTests), typeof(StationGate), typeof(OutcomeBook) }.SelectMany(type => type.Assembly.GetTypes())];

    private static List<string[]> Rows(IEnumerable<string> lines) => [.. lines.Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Where(cells => cells.Length == 7 && cells[1] is not ("bug" or "---"))];

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root,
        }) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await error);
    }
}
