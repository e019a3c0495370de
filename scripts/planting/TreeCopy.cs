/// <summary>A copy of what is tracked, as it stands in the working tree; gone afterwards.</summary>
internal sealed class TreeCopy : IDisposable
{
    private static readonly string[] Untracked = ["bin", "obj", "out", "TestResults", ".git"];
    private static readonly TimeSpan GitLimit = TimeSpan.FromMinutes(1);

    private TreeCopy(string directory) => Directory = directory;

    public string Directory { get; }

    public static async Task<TreeCopy> MakeAsync(string root, CancellationToken token)
    {
        var copy = new TreeCopy(System.IO.Directory.CreateTempSubdirectory("planted-").FullName);
        try
        {
            foreach (var file in await FilesAsync(root, token))
            {
                var target = Path.Combine(copy.Directory, file);
                System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(Path.Combine(root, file), target);
            }

            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    /// <summary>Without git, as in an unpacked archive, everything that no build has made.</summary>
    private static async Task<IReadOnlyList<string>> FilesAsync(string root, CancellationToken token)
    {
        if (!Path.Exists(Path.Combine(root, ".git")))
            return [.. Below(new DirectoryInfo(root)).Select(file => Path.GetRelativePath(root, file.FullName))];
        var listed = await Tool.RunAsync("git", ["-C", root, "ls-files", "-z"], root, GitLimit, token);
        return listed.ExitCode == 0
            ? [.. listed.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(root, file)))]
            : throw new PlantingException($"git does not list the files of {root}: {listed.Error}");
    }

    private static IEnumerable<FileInfo> Below(DirectoryInfo directory) => directory.EnumerateFiles()
        .Concat(directory.EnumerateDirectories().Where(child => !Untracked.Contains(child.Name)).SelectMany(Below));
}
