namespace PrintStation.EndToEnd.Demonstration;

[TestFixture]
internal sealed class DemoUsageTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [TestCase("--colour")]
    [TestCase("--cards")]
    [TestCase("--cards", "none")]
    [TestCase("--speed", "0")]
    [TestCase("--operator", "somebody")]
    public async Task AWrongOptionIsAUsageErrorThatNamesIt(params string[] arguments)
    {
        var finished = await Repository.RunAsync(Repository.Script("demo"), arguments, Limit);

        Assert.That(finished.ExitCode, Is.EqualTo(2));
        Assert.That(finished.Error, Does.StartWith(arguments[0]));
    }

    [Test]
    public async Task ADirectoryOfSomethingElseIsNeverCleaned()
    {
        using var directory = new TemporaryDirectory();
        var letter = Path.Combine(directory.Path, "letter.txt");
        await File.WriteAllTextAsync(letter, "keep me");

        var finished = await Repository.RunAsync(
            Repository.Script("demo"), ["--no-build", "--configuration", Repository.Configuration, "--exit", "--out", directory.Path],
                Limit);

        Assert.That(finished.ExitCode, Is.EqualTo(1));
        Assert.That(finished.Error, Does.Contain("something else than a demonstration"));
        Assert.That(letter, Does.Exist);
    }
}
