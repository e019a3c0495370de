using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
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

    private static readonly string SchemaFile = Path.Combine(Models, "model.schema.json");

    private static readonly JsonSchema Schema = JsonSchema.FromFile(SchemaFile);

    private static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Models, "*.json", SearchOption.AllDirectories).Where(path => Path.GetDirectoryName(path) != Models)
            .Select(path => Path.GetRelativePath(Models, path));

    /// <summary>Each key, needed or not: left out, of another type, and out of its range.</summary>
    private static IEnumerable<TestCaseData> Mistakes() =>
        from key in Keys()
        from wrong in new[] { null, "null", "{}", "\"\"", "-1", "[]", "[\"x\"]" }
        where !(wrong switch
        {
            null => !key.IsNeeded,
            "\"\"" => key.Name is "$schema" or "description" or "timings.description",
            "[]" => key.Name is "settings" or "counters" or "queriesWithEncodedCard" or "moves",
            _ => false,
        })
        select new TestCaseData(key.Name, wrong).SetName($"{key.Name} {(wrong is null ? "is missing" : $"is {wrong}")}");

    [TestCaseSource(nameof(Files))]
    public void A_model_of_the_repository_is_valid(string file)
    {
        var path = Path.Combine(Models, file);
        Assert.That(IsValid(JsonNode.Parse(File.ReadAllText(path))!));
        Assert.That(() => PrinterModelFile.Load(path), Throws.Nothing);
    }

    [TestCaseSource(nameof(Mistakes))]
    public void A_wrong_key_is_found_by_both_in_every_model_and_named(string key, string? wrong)
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "wrong.json");
        using var _ = Assert.EnterMultipleScope();
        foreach (var model in Files())
        {
            var file = JsonNode.Parse(File.ReadAllText(Path.Combine(Models, model)))!.AsObject();
            var parts = key.Split('.');
            var section = parts.Length == 1 ? file : file[parts[0]]!.AsObject();
            if (wrong is null)
                section.Remove(parts[^1]);
            else
                section[parts[^1]] = JsonNode.Parse(wrong);
            Assert.That(IsValid(file), Is.False, model);

            File.WriteAllText(path, file.ToJsonString());
            Assert.That(() => PrinterModelFile.Load(path),
                Throws.TypeOf<DeviceFileException>().With.Message.Match($@": {Regex.Escape(key)}[.:\[]"), model);
        }
    }

    private static IEnumerable<(string Name, bool IsNeeded)> Keys()
    {
        var schema = JsonNode.Parse(File.ReadAllText(SchemaFile))!;
        return KeysOf(schema, "").Concat(KeysOf(schema["properties"]!["timings"]!, "timings."));
    }

    private static IEnumerable<(string Name, bool IsNeeded)> KeysOf(JsonNode section, string prefix)
    {
        var needed = section["required"]!.AsArray().Select(name => (string)name!).ToHashSet();
        return section["properties"]!.AsObject().Select(key => (prefix + key.Key, needed.Contains(key.Key)));
    }

    private static bool IsValid(JsonNode file) => Schema.Evaluate(JsonSerializer.SerializeToElement(file)).IsValid;
}
