using System.CommandLine;
using PrintStation.Cli;

namespace PrintStation.Tests;

/// <summary>What the command line finds wrong before it asks the station.</summary>
internal static class CommandErrors
{
    /// <param name="create">The commands that are there.</param>
    public static List<string> Of(string line, params Func<CommonOptions, Command>[] create) => Of("en", line, create);

    /// <inheritdoc cref="Of(string, Func{CommonOptions, Command}[])"/>
    public static List<string> Of(string language, string line, Func<CommonOptions, Command>[] create)
    {
        var common = new CommonOptions(
            new Option<string>("--instance") { Recursive = true }, new Option<bool>("--json") { Recursive = true }, new StationTexts(language));
        var root = new RootCommand { common.Instance, common.Json };
        foreach (var command in create)
            root.Add(command(common));
        return [.. root.Parse(line).Errors.Select(error => error.Message)];
    }
}
