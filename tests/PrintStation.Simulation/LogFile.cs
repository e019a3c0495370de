namespace PrintStation.Simulation;

/// <summary>The file of `--log`.</summary>
internal static class LogFile
{
    /// <exception cref="FormatException">Its directory is not there.</exception>
    public static string In(string path) => Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))
        ? path
        : throw new FormatException($"--log {path}: its directory does not exist. Make it first.");
}
