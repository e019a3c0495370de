using System.Text.RegularExpressions;

namespace PrintStation.Tests.Architecture;

/// <summary>Each folder of the station is a namespace that may use only those below it.</summary>
internal sealed partial class DirectionTests
{
    private static readonly Dictionary<string, string[]> May = new()
    {
        ["Cards"] = [],
        ["Captures"] = [],
        ["Transports"] = [],
        ["Chips"] = ["Transports"],
        ["Printers"] = ["Transports"],
        ["Storage"] = [],
        ["Security"] = ["Storage"],
        ["Inventory"] = ["Storage"],
        ["Jobs"] = ["Storage", "Security", "Contracts"],
        ["Lifecycle"] = ["Jobs", "Cards", "Chips", "Printers", "Transports", "Inventory", "Storage", "Security", "Contracts"],
        ["Reports"] = ["Inventory", "Storage"],
        ["Web"] = ["Reports", "Lifecycle", "Inventory", "Transports", "Security", "Contracts"],
        ["Cli"] = ["Reports", "Lifecycle", "Web", "Captures", "Security", "Storage", "Contracts"],
    };

    private static IEnumerable<string> Folders() => Directory.GetDirectories(Path.Combine(Repository.Root, "src/PrintStation"))
        .Select(path => Path.GetFileName(path)!).Where(name => name is not ("bin" or "obj" or "Resources" or "Properties"));

    [TestCaseSource(nameof(Folders))]
    public void A_folder_uses_only_what_lies_below_it(string folder)
    {
        Assert.That(May, Does.ContainKey(folder), "a new folder needs its place in the order");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/PrintStation", folder), "*.cs", SearchOption.AllDirectories))
            foreach (Match match in UsedNamespace().Matches(File.ReadAllText(file)))
                Assert.That(match.Groups[1].Value == folder || May[folder].Contains(match.Groups[1].Value),
                    $"{Path.GetFileName(file)} in {folder} uses {match.Groups[1].Value}");
    }

    [Test]
    public void Projects_refer_only_downwards()
    {
        string[] projects = ["PrintStation.Contracts", "PrintStation", "PrintStation.Central", "PrintStation.Emulators"];
        foreach (var project in projects)
        {
            var text = File.ReadAllText(Path.Combine(Repository.Root, $"src/{project}/{project}.csproj"));
            var references = Regex.Matches(text, "ProjectReference Include=\"[^\"]*/([^/\"]+)\\.csproj\"").Select(match => match.Groups[1].Value);
            Assert.That(references, project is "PrintStation" or "PrintStation.Central"
                ? Is.EqualTo(new[] { "PrintStation.Contracts" })
                : Is.Empty, project);
        }
    }

    [GeneratedRegex(@"\bPrintStation\.(Cards|Captures|Transports|Chips|Printers|Storage|Security|Inventory|Jobs|Lifecycle|Web|Cli|Contracts|Reports)\b(?=[;.\s])")]
    private static partial Regex UsedNamespace();
}
