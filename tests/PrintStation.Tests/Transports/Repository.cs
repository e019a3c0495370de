namespace PrintStation.Tests.Transports;

internal static class Repository
{
    /// <summary>The folder that holds the solution, above the tests' output.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "PrintStation.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository."));
}
