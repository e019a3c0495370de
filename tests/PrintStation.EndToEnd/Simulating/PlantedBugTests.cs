namespace PrintStation.EndToEnd.Simulating;

/// <summary>The command that plants bugs says what it was asked wrongly.</summary>
[TestFixture]
internal sealed class PlantedBugTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [TestCase("--colour")]
    [TestCase("--seeds", "9..1")]
    [TestCase("--only", "a-bug-that-nobody-made")]
    public async Task AWrongOptionIsAUsageErrorThatNamesIt(params string[] arguments)
    {
        var finished = await Repository.RunAsync(Repository.Script("planted"), arguments, Limit);
        Assert.That(finished.ExitCode, Is.EqualTo(2));
        Assert.That(finished.Error, Does.StartWith(arguments[0]));
    }
}
