using PrintStation.Cli;

namespace PrintStation.Tests;

/// <summary>What a person reads whom no station answers.</summary>
internal sealed class StationClientTests
{
    [TestCase(true, "Start it with: printstation run")]
    [TestCase(false, "There is no station.json in")]
    public async Task A_directory_of_no_station_is_told_from_a_station_that_does_not_run(bool isInstance, string sentence)
    {
        using var directory = new TemporaryDirectory();
        if (isInstance)
            await File.WriteAllTextAsync(Path.Combine(directory.Path, StationOptionsFile.Name), "{}");
        var (before, error) = (Console.Error, new StringWriter());
        Console.SetError(error);
        try
        {
            Assert.That(await new StationClient(directory.Path, new StationTexts("en"), json: true).ReadAsync(HttpMethod.Get, "/status", null, default),
                Is.EqualTo((1, "")));
        }
        finally
        {
            Console.SetError(before);
        }

        Assert.That(error.ToString(), Does.Contain(sentence).And.Contain(directory.Path));
    }
}
