using System.Text.Json.Nodes;
using PrintStation.EndToEnd.Databases;

namespace PrintStation.EndToEnd.Offices;

/// <summary>The configuration names another model than the one of the printer that stands there.</summary>
[TestFixture]
internal sealed class WrongModelTests
{
    [Test]
    public async Task APrinterOfAnotherModelPausesWithTheNextStepAndFeedsNoBlankUntilItsOwnModelIsNamed()
    {
        using var models = new TemporaryDirectory();
        var other = Path.Combine(models.Path, "primacy.json");
        await File.WriteAllTextAsync(other, OtherModel().ToJsonString());
        var own = "";
        using var office = await LiveOffice.StartAsync(cards: 2, options => own = Name(options, other));

        Assert.That(await office.UntilPausedAsync("printer-1", "wrong-model"),
            Does.Contain("name the file of this model in Printers[].Model in station.json").And.EndsWith("[Primacy2]"));
        Assert.That(office.Feeders, Is.Empty);

        await office.Station.StopAsync(TimeProvider.System);
        Assert.That(office.Feeders, Is.Empty, "to the end");
        office.Configure(options => Name(options, own));
        office.Station.Begin();

        await office.UntilQueueDoneAsync();
        await office.AssertOneCardEachAsync();
        Assert.That(office.Feeders, Has.Count.EqualTo(2), "none was spoiled");
    }

    [Test]
    public async Task AModelOfWhichNobodyKnowsWhatItCallsItselfIsSaidInTheLogAndInTheStatus()
    {
        using var office = await LiveOffice.StartAsync(
            cards: 1, options => Name(options, Path.Combine(Repository.Root, "config", "printers", "evolis", "primacy.json")));

        JsonNode? printer = null;
        await office.UntilAsync("the station answers", async () => (printer = (await office.StatusAsync())?["printers"]![0]) is not null);
        Assert.That(((string?)printer!["model"], (string?)printer["support"], (bool?)printer["modelProven"]), Is.EqualTo(("Evolis Primacy", "document", false)));
        Assert.That((await office.StationAsync("status")).Output.ReplaceLineEndings(" "), Does.Contain("printer-1: a machine of another model would not be noticed"));
        var log = Directory.EnumerateFiles(Path.Combine(office.Instance, "data", "logs")).Single();
        using var lines = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.That(await lines.ReadToEndAsync(), Does.Contain("\"ModelUnproven\""));
    }

    /// <returns>The model that was named before.</returns>
    private static string Name(JsonObject options, string model)
    {
        var printer = options["Printers"]![0]!;
        var before = (string)printer["Model"]!;
        printer["Model"] = model;
        return before;
    }

    /// <summary>The shipped one, as it is when somebody has seen such a machine and written down what it calls itself.</summary>
    private static JsonObject OtherModel()
    {
        var model = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "config", "printers", "evolis", "primacy.json")))!.AsObject();
        model["typeText"] = "Primacy";
        return model;
    }
}
