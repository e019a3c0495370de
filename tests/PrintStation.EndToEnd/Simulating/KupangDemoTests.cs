using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Simulating;

/// <summary>The three weeks of Kupang with a tenth of their cards, as a user demonstrates them: the books are asked, and the answers counted again
/// in the plastic.</summary>
[TestFixture]
internal sealed class KupangDemoTests
{
    private const int Blanks = 850;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(40);
    private readonly TemporaryDirectory _directory = new();
    private Finished _finished = null!;

    private string Out => Path.Combine(_directory.Path, "kupang");

    [OneTimeSetUp]
    public async Task Demonstrate() => _finished = await Repository.RunAsync(Repository.Script("demo"),
        ["--scenario", "kupang", "--scale", "10", "--exit", "--no-build", "--configuration", Repository.Configuration, "--out", Out], Limit);

    [OneTimeTearDown]
    public void Forget() => _directory.Dispose();

    [Test]
    public void EveryQuestionIsAnsweredAndTheAnswersAreThePlastics()
    {
        Assert.That(_finished.ExitCode, Is.Zero, _finished.ToString());
        Assert.That(_finished.Output, Does.Contain("BAST/471/11/2026").And.Contain("BAST/472/11/2026")
            .And.Contain("figures of the reports are what the plastic says").And.Not.Contain("books-behind"));
        foreach (var command in new[] { "report receipts", "report daily", "report spoilage", "report forecast", "report interruptions", "status" })
            Assert.That(_finished.Output, Does.Contain($"$ printstation {command}"));
    }

    [TestCase("monthly", 0, "cards", -1, "monthly 2026-11: cards is ")]
    [TestCase("interruptions", 0, "minutes", 30, "interruptions blanks printer-1: minutes is ")]
    public async Task AFigureThatIsChangedIsFound(string report, int row, string column, int change, string named)
    {
        var reports = Directory.CreateDirectory(Path.Combine(_directory.Path, $"changed-{report}")).FullName;
        foreach (var kept in Directory.GetFiles(Path.Combine(Out, "reports")))
            File.Copy(kept, Path.Combine(reports, Path.GetFileName(kept)));
        var path = Path.Combine(reports, $"{report}.json");
        var answer = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        var i = answer["columns"]!.AsArray().Select(name => (string)name!).ToList().IndexOf(column);
        answer["rows"]![row]![i] = (int)answer["rows"]![row]![i]! + change;
        await File.WriteAllTextAsync(path, answer.ToJsonString());

        var finished = await Repository.RunAsync(Repository.Script("recount"), [Out, "--reports", reports], Limit);

        Assert.That(finished.ExitCode, Is.EqualTo(1), finished.ToString());
        Assert.That(finished.Output, Does.Contain(named));
    }

    [Test]
    public async Task EveryBlankThatCameIsInTheMonth()
    {
        var month = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Out, "reports", "monthly.json")))!;
        var received = month["columns"]!.AsArray().Select(name => (string)name!).ToList().IndexOf("received");
        Assert.That((int)month["rows"]![0]![received]!, Is.EqualTo(Blanks));
    }
}
