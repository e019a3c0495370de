/// <summary>A bug as a patch: the text before the first "diff --git" says what it is and which promise it breaks.</summary>
internal sealed record PlantedBug(string Name, string Path, string Text)
{
    public static PlantedBug Read(string path)
    {
        var header = File.ReadLines(path).TakeWhile(line => !line.StartsWith("diff --git ", StringComparison.Ordinal));
        return new PlantedBug(System.IO.Path.GetFileNameWithoutExtension(path), path, string.Join(' ', header).Trim());
    }
}

/// <param name="Seed">The day that found the bug; null when none did.</param>
/// <param name="Kind">The promises found broken, or why there is none.</param>
internal sealed record Found(int? Seed, string Kind);
