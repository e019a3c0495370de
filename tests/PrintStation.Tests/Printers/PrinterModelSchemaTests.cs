using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using PrintStation.Printers;
using PrintStation.Tests.Transports;
using PrintStation.Transports;

namespace PrintStation.Tests.Printers;

/// <summary>The schema that editors use and the reader of the station say the same of every model file.</summary>
[TestFixture]
internal sealed class PrinterModelSchemaTests
{
    private static readonly string Models = Path.Combine(Repository.Root, "config", "printers");

    private static readonly JsonSchema Schema = JsonSchema.FromFile(Path.Combine(Models, "model.schema.json"));

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Models, "*.json", SearchOption.AllDirectories).Where(path => Path.GetDirectoryName(path) != Models)
            .Select(path => Path.GetRelativePath(Models, path));

    /// <summary>Each key left out, of another type, and out of its range.</summary>
    private static IEnumerable<TestCaseData> Mistakes() =>
        from key in Keys()
        from wrong in new[] { null, "null", "{}", "\"\"", "-1", "[]", "[\"x\"]" }
        where !(key is "settings" or "counters" or "queriesWithEncodedCard" or "moves" && wrong == "[]")
        select new TestCaseData(key, wrong).SetName($"{key} {(wrong is null ? "is missing" : $"is {wrong}")}");

    [TestCaseSource(nameof(Files))]
    public void A_model_of_the_repository_is_valid(string file)
    {
        var path = Path.Combine(Models, file);
        Assert.That(IsValid(JsonNode.Parse(File.ReadAllText(path))!));
        Assert.That(() => PrinterModelFile.Load(path), Throws.Nothing);
    }

    [TestCaseSource(nameof(Mistakes))]
    public void A_wrong_key_is_found_by_both_and_named(string key, string? wrong)
    {
        var file = Shipped();
        var parts = key.Split('.');
        var section = parts.Length == 1 ? file : file[parts[0]]!.AsObject();
        if (wrong is null)
            section.Remove(parts[^1]);
        else
            section[parts[^1]] = JsonNode.Parse(wrong);
        Assert.That(IsValid(file), Is.False);

        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "model.json");
        File.WriteAllText(path, file.ToJsonString());
        Assert.That(() => PrinterModelFile.Load(path), Throws.TypeOf<DeviceFileException>().With.Message.Contains(key));
    }

    private static IEnumerable<string> Keys()
    {
        var file = Shipped();
        return file.Select(pair => pair.Key).Where(key => key is not ("$schema" or "description" or "typeText" or "timings"))
            .Concat(file["timings"]!.AsObject().Select(pair => $"timings.{pair.Key}").Where(key => key != "timings.description"));
    }

    private static bool IsValid(JsonNode file) => Schema.Evaluate(JsonSerializer.SerializeToElement(file)).IsValid;

    private static JsonObject Shipped() => JsonNode.Parse(File.ReadAllText(Path.Combine(Models, "evolis", "primacy2.json")))!.AsObject();
}
