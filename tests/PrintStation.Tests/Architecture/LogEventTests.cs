using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace PrintStation.Tests.Architecture;

/// <summary>Whoever searches logs searches for ids: each line of the station has one, and none stands for two things.</summary>
internal sealed partial class LogEventTests
{
    [Test]
    public void Every_log_line_of_the_station_has_an_id()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/PrintStation"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToList();
        var lines = files.SelectMany(file => LogLine().Matches(File.ReadAllText(file)).Select(line => (File: Path.GetFileName(file), First: line.Groups[1].Value))).ToList();
        Assert.That(lines, Has.Count.GreaterThan(20));
        Assert.That(lines.Where(line => line.First.StartsWith('"') || line.First.StartsWith('$')).Select(line => $"{line.File}: {line.First}"), Is.Empty);
    }

    [Test]
    public void No_id_stands_for_two_things()
    {
        var ids = typeof(Program).Assembly.GetTypes().SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(EventId)).Select(field => (field.Name, Id: (EventId)field.GetValue(null)!)).ToList();
        Assert.That(ids.Select(one => one.Id.Id), Is.Unique.And.Not.Empty);
        Assert.That(ids.Select(one => one.Id.Name), Is.EqualTo(ids.Select(one => one.Name)));
    }

    [GeneratedRegex(@"\.Log(?:Trace|Debug|Information|Warning|Error|Critical)\(\s*([^,;)]+)")]
    private static partial Regex LogLine();
}
