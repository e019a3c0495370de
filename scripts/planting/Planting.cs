using System.Text.Json;
using System.Text.Json.Nodes;

/// <summary>Plants one bug after another into one copy, and lets the simulation look for it.</summary>
internal sealed class Planting(string root, PlantedOptions options)
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan PatchLimit = TimeSpan.FromMinutes(1);

    /// <summary>Days of one slice: most bugs are found in the first, and a slice is a new process.</summary>
    private const int FirstSlice = 8;
    private const int SliceGrowth = 3;

    private readonly string _directory = Path.Combine(root, "tests", "planted");
    private readonly FoundTable _table = new(Path.Combine(root, "tests", "planted", "found.md"));
    private readonly HashSet<int> _seeds = [];

    public async Task<int> RunAsync(CancellationToken token)
    {
        IReadOnlyList<PlantedBug> all = [.. Directory.GetFiles(_directory, "*.patch").Order(StringComparer.Ordinal).Select(PlantedBug.Read)];
        IReadOnlyList<PlantedBug> chosen = [.. all.Where(bug => options.Only is null || bug.Name == options.Only)
            .Where(bug => !options.Missing || _table.Of(bug.Name)?.Seed is null)];
        if (chosen.Count == 0 && options.Only is not null)
            throw new PlantingException($"--only {options.Only}: there is no tests/planted/{options.Only}.patch.", isUsage: true);

        using var copy = await TreeCopy.MakeAsync(root, token);
        var simulation = new Simulation(copy.Directory);
        var troubles = new List<string>();
        foreach (var bug in chosen)
            if (await TroubleAsync(bug, copy, simulation, all, token) is { } trouble)
            {
                troubles.Add(trouble);
                await Console.Error.WriteLineAsync(trouble);
            }

        troubles.AddRange(await WithoutBugsAsync(copy, simulation, token));
        Say(new JsonObject { ["bugs"] = chosen.Count, ["troubles"] = new JsonArray([.. troubles.Select(text => (JsonNode)text)]) },
            $"{chosen.Count} bugs planted, {chosen.Count - troubles.Count} found");
        return troubles.Count == 0 ? 0 : 1;
    }

    /// <summary>Null when the bug was found.</summary>
    private async Task<string?> TroubleAsync(
        PlantedBug bug, TreeCopy copy, Simulation simulation, IReadOnlyList<PlantedBug> all, CancellationToken token)
    {
        var applied = await ApplyAsync(copy, bug, reverse: false, token);
        if (applied.ExitCode != 0)
            return $"{bug.Name} does not apply: {applied.Error.Trim()} Make the patch anew for the code as it is now.";
        try
        {
            if (await BuildAsync(copy, token) is { } mistakes)
                return $"{bug.Name} does not build: make the patch anew for the code as it is now.\n{mistakes}";
            var found = await FindAsync(bug, simulation, token);
            var known = _table.Of(bug.Name);
            if (found.Seed is { } seed)
                _seeds.Add(seed);
            // One seed only asks whether it still bites, and a slice that finds nothing says nothing against a seed outside it.
            if (options.First < options.Last
                && (found.Seed is not null ? found.Seed != known?.Seed : known?.Seed is not { } before || (before >= options.First && before <= options.Last)))
                _table.Keep(bug, found, all);
            Say(new JsonObject { ["name"] = bug.Name, ["seed"] = found.Seed, ["finding"] = found.Kind },
                $"{bug.Name}: {(found.Seed is null ? found.Kind : $"seed {found.Seed}, {found.Kind}")}");
            return found.Seed is null
                ? $"{bug.Name} is {found.Kind}: the simulation does not see it. Let a day of it happen, or take it out and say in the second table of found.md what guards against it."
                : null;
        }
        finally
        {
            await ApplyAsync(copy, bug, reverse: true, CancellationToken.None);
        }
    }

    private async Task<Found> FindAsync(PlantedBug bug, Simulation simulation, CancellationToken token)
    {
        if (_table.Of(bug.Name)?.Seed is { } known && known >= options.First && known <= options.Last
            && await simulation.FirstFindingAsync(known, known, null, token) is { } again)
            return again;
        // Of ten days perhaps one is of the kind.
        var size = bug.Days is null ? FirstSlice : 10 * FirstSlice;
        for (var first = options.First; first <= options.Last; size *= SliceGrowth)
        {
            var last = Math.Min(options.Last, first + size - 1);
            if (await simulation.FirstFindingAsync(first, last, bug.Days, token) is { } found)
                return found;
            first = last + 1;
        }

        return new Found(null, $"not found in seeds {options.First}..{options.Last}");
    }

    /// <summary>A day that finds something anyway proves nothing, also one that has found the bug before.</summary>
    private async Task<IReadOnlyList<string>> WithoutBugsAsync(TreeCopy copy, Simulation simulation, CancellationToken token)
    {
        if (_seeds.Count == 0)
            return [];
        if (await BuildAsync(copy, token) is { } mistakes)
            return [$"The tree itself does not build.\n{mistakes}"];
        var troubles = new List<string>();
        foreach (var seed in _seeds.Order())
            if (await simulation.FirstFindingAsync(seed, seed, null, token) is { } found)
                troubles.Add($"Seed {seed} finds {found.Kind} without any bug as well: mend that first, then plant again.");
        troubles.ForEach(Console.Error.WriteLine);
        return troubles;
    }

    private static Task<Ended> ApplyAsync(TreeCopy copy, PlantedBug bug, bool reverse, CancellationToken token) => Tool.RunAsync(
        "git", ["apply", "--recount", .. reverse ? (string[])["--reverse"] : [], bug.Path], copy.Directory, PatchLimit, token);

    /// <summary>Null when it was built; analyzers have no say about bugs.</summary>
    private static async Task<string?> BuildAsync(TreeCopy copy, CancellationToken token)
    {
        var built = await Tool.RunAsync(
            "dotnet", ["build", Simulation.Project, "--configuration", "Release", "--nologo", "--verbosity", "quiet", "-p:RunAnalyzers=false"],
            copy.Directory, BuildLimit, token);
        return built.ExitCode == 0 ? null : $"{built.Output}{built.Error}";
    }

    private void Say(JsonObject json, string text) => Console.WriteLine(options.Json ? json.ToJsonString(JsonSerializerOptions.Default) : text);
}
