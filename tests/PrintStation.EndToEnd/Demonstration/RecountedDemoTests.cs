using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Demonstration;

/// <summary>A day with a fault of every kind that spoils a card, and another ribbon: what the station reports of it is what the plastic says, counted
/// by a program that knows nothing of the station.</summary>
[TestFixture]
internal sealed class RecountedDemoTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private Demo _demo = null!;

    [OneTimeSetUp]
    public async Task PrintWithFaults() =>
        // A job that three faults meet goes back to the centre: the last one comes when the others are over.
        _demo = await Demo.RunAsync("--cards", "12", "--faults", "mute-chip@2,chip-tear@3,double-feed@4,jam@6:print,head-error@8,jam@10:feed,ribbon-end@16");

    [OneTimeTearDown]
    public void Leave() => _demo?.Dispose();

    [Test]
    public void TheReportsAreWhatThePlasticSays()
    {
        _demo.AssertGood(issued: 12);
        Assert.That(_demo.Finished.Output, Does.Contain("figures of the reports are what the plastic says").And.Not.Contain("left open: ribbons"));
    }

    /// <summary>The station has ended; its reports were kept.</summary>
    [TestCase("daily", "cards")]
    [TestCase("monthly", "received")]
    [TestCase("spoilage", "spoiled")]
    [TestCase("supplies", "used-up")]
    public async Task OneFigureThatIsChangedIsFound(string report, string column)
    {
        var reports = Directory.CreateDirectory(Path.Combine(_demo.Directory, $"changed-{report}")).FullName;
        foreach (var kept in Directory.GetFiles(Path.Combine(_demo.Directory, "reports")))
            File.Copy(kept, Path.Combine(reports, Path.GetFileName(kept)));
        var changed = Directory.GetFiles(reports, $"{report}*.json").Single();
        var answer = JsonNode.Parse(await File.ReadAllTextAsync(changed))!;
        var i = answer["columns"]!.AsArray().Select(name => (string)name!).ToList().IndexOf(column);
        answer["rows"]![0]![i] = (int)answer["rows"]![0]![i]! + 1;
        await File.WriteAllTextAsync(changed, answer.ToJsonString());

        var finished = await Repository.RunAsync(Repository.Script("recount"), [_demo.Directory, "--reports", reports], Limit);

        Assert.That(finished.ExitCode, Is.EqualTo(1), finished.ToString());
        Assert.That(finished.Output, Does.Contain($"{report}").And.Contain("and the plastic says"));
    }
}
