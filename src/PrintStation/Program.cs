using PrintStation.Cli;

namespace PrintStation;

/// <summary>printstation: the service and the commands that speak to it.</summary>
public static class Program
{
    /// <returns>0 good, 1 failed, 2 wrong usage.</returns>
    public static Task<int> Main(string[] arguments) => CommandLine.RunAsync(arguments);
}
