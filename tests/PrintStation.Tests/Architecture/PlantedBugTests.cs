using System.Diagnostics;

namespace PrintStation.Tests.Architecture;

/// <summary>The bugs of tests/planted stay plantable while the code changes. Whether the simulation finds them is asked end to end.</summary>
internal sealed class PlantedBugTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly string Planted = Path.Combine(Repository.Root, "tests", "planted");

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
        var rows = File.ReadLines(Path.Combine(Planted, "found.md")).Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 7 && cells[1] is not ("bug" or "---")).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(rows.Select(cells => cells[1]), Is.EqualTo(Bugs()), "Run scripts/planted --missing.");
            Assert.That(rows.Where(cells => !int.TryParse(cells[4], out _)).Select(cells => cells[1]), Is.Empty, "no day finds them");
            Assert.That(rows, Has.Count.AtLeast(20));
        }
    }

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
