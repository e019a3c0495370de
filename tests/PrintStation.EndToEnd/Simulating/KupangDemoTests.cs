using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Simulating;

/// <summary>The three weeks of Kupang with a tenth of their cards, as a user demonstrates them: the books are asked, and the answers counted again
/// in the plastic.</summary>
[TestFixture]
internal sealed class KupangDemoTests
{
    private const int Blanks = 850;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);
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

    [Test]
    public async Task AFigureOfTheMonthThatIsChangedIsFound()
    {
        var path = Path.Combine(Out, "reports", "monthly.json");
        var month = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        var columns = month["columns"]!.AsArray().Select(column => (string)column!).ToList();
        var (received, cards) = (columns.IndexOf("received"), columns.IndexOf("cards"));
        Assert.That((int)month["rows"]![0]![received]!, Is.EqualTo(Blanks));
        month["rows"]![0]![cards] = (int)month["rows"]![0]![cards]! - 1;
        await File.WriteAllTextAsync(path, month.ToJsonString());

        var finished = await Repository.RunAsync(Repository.Script("recount"), [Out, "--reports", Path.Combine(Out, "reports")], Limit);

        Assert.That(finished.ExitCode, Is.EqualTo(1), finished.ToString());
        Assert.That(finished.Output, Does.Contain("monthly 2026-11: cards is "));
    }
}
