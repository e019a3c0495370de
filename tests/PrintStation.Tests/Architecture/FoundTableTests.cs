namespace PrintStation.Tests.Architecture;

/// <summary>What scripts/planted writes: its own table anew each time, and nothing of what stands under it.</summary>
internal sealed class FoundTableTests
{
    private const string Row = "| a-lost-blank | It forgets a blank. Breaks \"never a lost blank\". | independent | 7 | lost-blank |\n";
    private const string ByHand = """

        ## Bugs that no day finds

        | bug | what it is | by | tried up to seed | what guards it |
        | --- | --- | --- | --- | --- |
        | a-harmless-bug | It is. | – | 60 | a test |

        """;

    private static readonly PlantedBug Bug = new("a-lost-blank", "", "It forgets a blank. Breaks \"never a lost blank\".", "independent", null);

    [Test]
    public void A_new_seed_changes_its_row_and_nothing_under_the_table([Values] bool hasMore)
    {
        var below = hasMore ? ByHand : "";
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "found.md");
        new FoundTable(path).Keep(Bug, new Found(7, "lost-blank"), [Bug]);
        Assert.That(File.ReadAllText(path), Does.EndWith(Row));
        File.AppendAllText(path, below);

        new FoundTable(path).Keep(Bug, new Found(12, "stuck"), [Bug]);

        Assert.That(File.ReadAllText(path), Does.EndWith(Row.Replace("7 | lost-blank", "12 | stuck", StringComparison.Ordinal) + below));
    }

    [Test]
    public void What_stands_under_the_table_is_no_seed()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "found.md");
        File.WriteAllText(path, Row + ByHand);
        var table = new FoundTable(path);
        Assert.That((table.Of("a-lost-blank"), table.Of("a-harmless-bug")), Is.EqualTo((new Found(7, "lost-blank"), (Found?)null)));
    }

    /// <summary>Also when a patch says something else of its bug by now.</summary>
    [Test]
    public void The_table_of_the_repository_is_what_would_be_written()
    {
        var planted = Path.Combine(Repository.Root, "tests", "planted");
        IReadOnlyList<PlantedBug> all = [.. Directory.GetFiles(planted, "*.patch").Order(StringComparer.Ordinal).Select(PlantedBug.Read)];
        using var directory = new TemporaryDirectory();
        var copy = Path.Combine(directory.Path, "found.md");
        File.Copy(Path.Combine(planted, "found.md"), copy);
        var table = new FoundTable(copy);

        table.Keep(all[0], table.Of(all[0].Name)!, all);

        Assert.That(File.ReadAllText(copy), Is.EqualTo(File.ReadAllText(Path.Combine(planted, "found.md"))));
    }
}
