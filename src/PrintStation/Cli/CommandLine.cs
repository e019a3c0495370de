using System.CommandLine;
using System.Globalization;

namespace PrintStation.Cli;

/// <summary>Options that every command has.</summary>
internal sealed record CommonOptions(Option<string> Instance, Option<bool> Json, StationTexts Texts)
{
    public StationClient Client(ParseResult result) => new(result.GetValue(Instance)!, Texts, result.GetValue(Json));
}

/// <summary>The tree of commands: noun, verb. Results on stdout, trouble on stderr.</summary>
internal static class CommandLine
{
    private const string LanguageVariable = "PRINTSTATION_LANG";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var texts = new StationTexts(LanguageOf(arguments));
        var root = Root(texts);
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("printstation --help");
            return 2;
        }

        return await parsed.InvokeAsync();
    }

    private static RootCommand Root(StationTexts texts)
    {
        var common = new CommonOptions(
            new Option<string>("--instance")
            {
                Description = texts["cli.option.instance"],
                DefaultValueFactory = _ => Environment.GetEnvironmentVariable("PRINTSTATION_INSTANCE") ?? Directory.GetCurrentDirectory(),
                Recursive = true,
            },
            new Option<bool>("--json") { Description = texts["cli.option.json"], Recursive = true },
            texts);
        return new RootCommand(texts["cli.root"])
        {
            common.Instance,
            common.Json,
            new Option<string>("--lang") { Description = texts["cli.option.lang"], Recursive = true },
            RunCommand.Create(common),
            StatusCommand.Create(common),
            PauseCommands.CreatePause(common),
            PauseCommands.CreateResume(common),
            BlankCommands.Create(common),
            HeldCommands.Create(common),
            HeldCommands.CreateRecall(common),
            JobCommand.Create(common),
            ExportCommand.Create(common),
        };
    }

    /// <summary>Known before the tree is built: its own help is in that language too.</summary>
    private static string LanguageOf(string[] arguments)
    {
        var given = Array.IndexOf(arguments, "--lang") is >= 0 and var i && i + 1 < arguments.Length
            ? arguments[i + 1]
            : Environment.GetEnvironmentVariable(LanguageVariable) ?? CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return given == "en" ? "en" : given == "id" ? "id" : "en";
    }
}
