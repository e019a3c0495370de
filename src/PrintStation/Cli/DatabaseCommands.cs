using System.CommandLine;
using System.Text.Json;
using PrintStation.Contracts;
using PrintStation.Lifecycle;
using PrintStation.Storage;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>Commands that do not ask the service: they must work when it is stopped, or will not start.</summary>
internal static class DatabaseCommands
{
    public static Command Create(CommonOptions common) => new("db", common.Texts["cli.db"])
    {
        Verify(common), Backup(common), Restore(common),
    };

    private static Command Verify(CommonOptions common)
    {
        var command = new Command("verify", common.Texts["cli.db.verify"]);
        command.SetAction(result => Guard(common, () =>
        {
            var place = DatabasePlace.Of(result.GetValue(common.Instance)!);
            DatabaseFindings found;
            using (var stopped = StationLock.TryTake(place.Files))
                found = DatabaseInspection.Inspect(place, isInUse: stopped is null);
            if (result.GetValue(common.Json))
                Write(new
                {
                    found.Database, found.InUse, found.Schema, found.Head, found.FileHead, found.Runs, found.ReportsWaiting, found.ReportsRefused,
                    Troubles = found.Troubles.Select(trouble => new { trouble.Code, trouble.Subject, Text = Sentence(common, trouble) }),
                });
            else
                Print(found, common);
            return found.Troubles.Count == 0 ? 0 : 1;
        }));
        return command;
    }

    private static Command Backup(CommonOptions common)
    {
        var to = new Option<string>("--to") { Description = common.Texts["cli.option.to"], Required = true };
        var command = new Command("backup", common.Texts["cli.db.backup"]) { to };
        command.SetAction(result => Guard(common, () =>
        {
            var made = DatabaseBackup.Write(DatabasePlace.Of(result.GetValue(common.Instance)!).Files, result.GetValue(to)!);
            if (result.GetValue(common.Json))
                Write(made);
            else
                Console.WriteLine(common.Texts.Format("database.written", made.File, made.Head));
            return 0;
        }));
        return command;
    }

    private static Command Restore(CommonOptions common)
    {
        var from = new Option<string>("--from") { Description = common.Texts["cli.option.from"], Required = true };
        var by = Inputs.Needed(common.Texts, "by");
        var command = new Command("restore", common.Texts["cli.db.restore"]) { from, by };
        command.SetAction(result => Guard(common, () =>
        {
            var (clock, texts) = (TimeProvider.System, common.Texts);
            var person = result.GetValue(by)!;
            if (string.IsNullOrWhiteSpace(person))
                throw new AnswerRefused("person.missing", "--by");
            var backup = Path.GetFullPath(result.GetValue(from)!);
            var place = DatabasePlace.Of(result.GetValue(common.Instance)!);
            var done = DatabaseRestore.Run(place.Files, backup, aside => texts.Format("database.note",
                clock.GetUtcNow().ToString("u", texts.Culture), person, backup, aside, texts["database.next"]), clock);
            if (result.GetValue(common.Json))
            {
                Write(new { done.From, done.Aside, done.Head, done.Runs, Next = texts["database.next"] });
            }
            else
            {
                Console.WriteLine(texts.Format("database.restored", done.From, done.Head, string.Join(", ", done.Aside.DefaultIfEmpty("–"))));
                Console.WriteLine(texts["database.next"]);
            }

            return 0;
        }));
        return command;
    }

    /// <summary>The one place where what hinders a database command becomes a sentence and an exit code.</summary>
    private static int Guard(CommonOptions common, Func<int> act)
    {
        try
        {
            return act();
        }
        catch (StationDatabaseException e)
        {
            Console.Error.WriteLine(Sentence(common, new DatabaseTrouble(e.Code, e.Subject)));
        }
        catch (AnswerRefused e)
        {
            Console.Error.WriteLine(common.Texts.Format($"error.{e.Code}", e.Subject));
        }
        catch (Exception e) when (e is ConfigurationException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
        }

        return 1;
    }

    private static string Sentence(CommonOptions common, DatabaseTrouble trouble) =>
        common.Texts.Format($"database.{trouble.Code}", trouble.Subject);

    private static void Write<T>(T value) => Console.WriteLine(JsonSerializer.Serialize(value, WireJson.Options));

    private static void Print(DatabaseFindings found, CommonOptions common)
    {
        var texts = common.Texts;
        var figures = Tables.New(texts, "figure", "value");
        figures.AddRow(Tables.Cells(texts["label.database"], found.Database));
        figures.AddRow(Tables.Cells(texts["label.in-use"], texts[found.InUse ? "label.yes" : "label.no"]));
        figures.AddRow(Tables.Cells(texts["label.schema"], found.Schema ?? "–"));
        figures.AddRow(Tables.Cells(texts["label.movements"], Known(found.Head)));
        figures.AddRow(Tables.Cells(texts["label.remembered"], found.FileHead?.ToString(texts.Culture) ?? "–"));
        figures.AddRow(Tables.Cells(texts["label.runs"],
            string.Join(", ", found.Runs.Select(run => $"{texts.CardState(run.Key)} {run.Value}").DefaultIfEmpty("–"))));
        figures.AddRow(Tables.Cells(texts["label.reports"], Known(found.ReportsWaiting)));
        figures.AddRow(Tables.Cells(texts["label.refused"], Known(found.ReportsRefused)));
        AnsiConsole.Write(figures);
        if (found.Troubles.Count == 0)
            Console.WriteLine(texts["database.sound"]);
        foreach (var trouble in found.Troubles)
            Console.Error.WriteLine($"{trouble.Code}: {Sentence(common, trouble)}");

        string Known(long? figure) => figure?.ToString(texts.Culture) ?? "–";
    }
}
