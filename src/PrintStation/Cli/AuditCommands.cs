using System.CommandLine;
using System.Text.Json;
using PrintStation.Contracts;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>What persons did at this station, and the proof that nobody changed it since.</summary>
internal static class AuditCommands
{
    private const int LinesByDefault = 50;

    public static Command Create(CommonOptions common) => new("audit", common.Texts["cli.audit"]) { List(common), Verify(common) };

    private static Command List(CommonOptions common)
    {
        var most = new Option<int>("--most") { Description = common.Texts["cli.option.most"], DefaultValueFactory = _ => LinesByDefault, CustomParser = Inputs.Whole<int>(common.Texts) };
        var command = new Command("list", common.Texts["cli.audit.list"]) { most };
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<List<AuditView>>($"/audit?most={result.GetValue(most)}", entries => Print(entries, client.Texts), token);
        });
        return command;
    }

    private static Command Verify(CommonOptions common)
    {
        var command = new Command("verify", common.Texts["cli.audit.verify"]);
        command.SetAction(async (result, token) =>
        {
            var client = common.Client(result);
            var (exit, body) = await client.ReadAsync(HttpMethod.Get, "/audit/verify", null, token);
            if (exit != 0)
                return exit;
            var verdict = JsonSerializer.Deserialize<AuditVerdictView>(body, WireJson.Options)!;
            Console.WriteLine(client.Json ? body
                : client.Texts.Format(verdict.Centre ? "audit.compared" : "audit.no-centre", verdict.Entries, verdict.HeadsCompared));
            if (!client.Json)
                foreach (var trouble in verdict.Troubles)
                    await Console.Error.WriteLineAsync(client.Texts.Format($"audit.{trouble.Code}", trouble.Subject));
            return ExitCodeOf(verdict);
        });
        return command;
    }

    /// <summary>1 also when the centre gave no answer: the chain alone does not prove that nobody wrote it anew.</summary>
    public static int ExitCodeOf(AuditVerdictView verdict) => verdict is { Centre: true, Troubles.Count: 0 } ? 0 : 1;

    /// <summary>What the trail says by itself, in the reader's language; what a command was told stays as it was typed.</summary>
    public static string? InWords(string? written, StationTexts texts)
    {
        foreach (var (beginning, key) in new[] { (Doorkeeper.Citizen, "audit.citizen"), (Doorkeeper.TerminalOf, "audit.terminal-of") })
            if (written?.StartsWith(beginning, StringComparison.Ordinal) == true)
                return texts.Format(key, written[beginning.Length..]);
        return written;
    }

    /// <summary>A paragraph each, for a narrow screen: when and who; what; from what to what.</summary>
    private static void Print(List<AuditView> entries, StationTexts texts)
    {
        var words = new AuditWords(texts);
        foreach (var entry in entries)
        {
            var who = entry.OsUser is null || entry.OsUser == entry.Person ? entry.Person : $"{entry.Person} ({entry.OsUser})";
            AnsiConsole.Console.WriteLine($"{entry.Number}  {Tables.Time(entry.At)}  {who}{(entry.Second is { } second ? $" + {second}" : "")}");
            string?[] what = [words.Act(entry.Act), words.Subject(entry.Act, InWords(entry.Subject, texts) ?? ""), words.Words(InWords(entry.Words, texts) ?? "")];
            AnsiConsole.Console.WriteLine("    " + string.Join(" · ", what.Where(part => !string.IsNullOrEmpty(part))));
            if ((entry.Before ?? entry.After) is not null)
                AnsiConsole.Console.WriteLine($"    {texts["audit.from"]} {words.Effect(entry.Before ?? "–")} {texts["audit.to"]} {words.Effect(entry.After ?? "–")}");
        }

        if (entries.Count == 0)
            Console.WriteLine(texts["audit.none"]);
    }
}
