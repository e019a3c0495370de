/// <summary>A bug as a patch: the text before the first "diff --git" says what it is and which promise it breaks.</summary>
/// <param name="By">From the line "author: …": "independent" had not written the simulator, "simulator" had it before the eyes. Of patches without it nobody wrote
/// that down.</param>
internal sealed record PlantedBug(string Name, string Path, string Text, string By)
{
    private const string Author = "author: ";
    private const string NotRecorded = "–";

    public static PlantedBug Read(string path)
    {
        var header = File.ReadLines(path).TakeWhile(line => !line.StartsWith("diff --git ", StringComparison.Ordinal)).ToList();
        return new PlantedBug(
            System.IO.Path.GetFileNameWithoutExtension(path), path,
            string.Join(' ', header.Where(line => !line.StartsWith(Author, StringComparison.Ordinal))).Trim(),
            header.Find(line => line.StartsWith(Author, StringComparison.Ordinal))?[Author.Length..] ?? NotRecorded);
    }
}

/// <param name="Seed">The day that found the bug; null when none did.</param>
/// <param name="Kind">The promises found broken, or why there is none.</param>
internal sealed record Found(int? Seed, string Kind);
