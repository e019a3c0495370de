namespace PrintStation.Tests;

/// <summary>The checkout that the tests run in.</summary>
internal static class Repository
{
    public static readonly string Root = Find(new DirectoryInfo(TestContext.CurrentContext.TestDirectory));

    private static string Find(DirectoryInfo? directory)
    {
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "PrintStation.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("PrintStation.sln is not above the tests.");
    }
}
