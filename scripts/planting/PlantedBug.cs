/// <summary>A bug as a patch: the text before the first "diff --git" says what it is and which promise it breaks.</summary>
/// <param name="By">From the line "author: …": "independent" had not written the simulator, "simulator" had it before the eyes. Of patches without it nobody wrote
/// that down.</param>
/// <param name="Days">From the line "days: …": it can only be found on days that this befalls, so only such are simulated; null: on any.</param>
internal sealed record PlantedBug(string Name, string Path, string Text, string By, string? Days)
{
    private const string Author = "author: ";
    private const string OnDays = "days: ";
    private const string NotRecorded = "–";

    public static PlantedBug Read(string path)
    {
        var header = File.ReadLines(path).TakeWhile(line => !line.StartsWith("diff --git ", StringComparison.Ordinal)).ToList();
        return new PlantedBug(
            System.IO.Path.GetFileNameWithoutExtension(path), path,
            string.Join(' ', header.Where(line => !IsOf(Author, line) && !IsOf(OnDays, line))).Trim(),
            header.Find(line => IsOf(Author, line))?[Author.Length..] ?? NotRecorded,
            header.Find(line => IsOf(OnDays, line))?[OnDays.Length..]);
    }

    private static bool IsOf(string word, string line) => line.StartsWith(word, StringComparison.Ordinal);
}

/// <param name="Seed">The day that found the bug; null when none did.</param>
/// <param name="Kind">The promises found broken, or why there is none.</param>
internal sealed record Found(int? Seed, string Kind);
