using System.CommandLine;
using System.CommandLine.Parsing;
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
    private const string InstanceVariable = "PRINTSTATION_INSTANCE";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var texts = new StationTexts(LanguageOf(arguments));
        var root = Root(texts);
        // The parser would speak its own choice of languages, among them no Indonesian: see UsageErrors.
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        // A reason may begin with "@": no file is meant.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var sentence in UsageErrors.Of(parsed, texts))
                await Console.Error.WriteLineAsync(sentence);
            await Console.Error.WriteLineAsync(texts.Format("cli.see", HelpOf(parsed.CommandResult)));
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
                DefaultValueFactory = _ => InstanceByDefault(),
                Recursive = true,
            },
            new Option<bool>("--json") { Description = texts["cli.option.json"], Recursive = true },
            texts);
        return new RootCommand(texts["cli.root"])
        {
            common.Instance,
            common.Json,
            Language(texts),
            RunCommand.Create(common),
            StatusCommand.Create(common),
            PauseCommands.CreatePause(common),
            PauseCommands.CreateResume(common),
            BlankCommands.Create(common),
            LedgerCommands.Create(common),
            StockTakeCommands.Create(common),
            DayCommands.Create(common),
            SupplyCommands.Create(common),
            MonthCommands.Create(common),
            OldCardCommands.Create(common),
            DestroyCommands.Create(common),
            ReportCommand.Create(common),
            HeldCommands.Create(common),
            HeldCommands.CreateRecall(common),
            JobCommand.Create(common),
            BatchCommands.Create(common),
            CardCommands.Create(common),
            ExportCommand.Create(common),
            UserCommands.Create(common),
            AuditCommands.Create(common),
            DatabaseCommands.Create(common),
            DecodeCommand.Create(common),
            WireCommand.Create(common),
        };
    }

    private static Option<string> Language(StationTexts texts)
    {
        var option = new Option<string>("--lang") { Description = texts["cli.option.lang"], Recursive = true };
        option.AcceptOnlyFromAmong("id", "en");
        return option;
    }

    private static string HelpOf(CommandResult result)
    {
        var names = new List<string>();
        for (SymbolResult? at = result; at is CommandResult command; at = at.Parent)
            names.Insert(0, command.Command is RootCommand ? "printstation" : command.Command.Name);
        return $"{string.Join(' ', names)} --help";
    }

    /// <summary>Known before the tree is built: its own help is in that language too. What is asked for, else what the environment says,
    /// else the station's own language, else the shell's.</summary>
    private static string LanguageOf(string[] arguments)
    {
        var given = After(arguments, "--lang") ?? Environment.GetEnvironmentVariable(LanguageVariable)
            ?? StationOptionsFile.LanguageOf(After(arguments, "--instance") ?? InstanceByDefault())
            ?? CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        return given == "id" ? "id" : "en";
    }

    private static string? After(string[] arguments, string option) =>
        Array.IndexOf(arguments, option) is >= 0 and var i && i + 1 < arguments.Length ? arguments[i + 1] : null;

    private static string InstanceByDefault() => Environment.GetEnvironmentVariable(InstanceVariable) ?? Directory.GetCurrentDirectory();
}
