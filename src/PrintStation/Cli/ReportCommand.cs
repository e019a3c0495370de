using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json;
using PrintStation.Contracts;
using PrintStation.Reports;
using PrintStation.Storage;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>Reports and minutes for whoever must account for blanks: on the screen, on paper, for a spreadsheet, or for a program.</summary>
internal static class ReportCommand
{
    private const string Screen = "table";
    private static readonly string[] Formats = [Screen, "json", "csv", "xlsx", "pdf"];
    private static readonly string[] BinaryFormats = ["xlsx", "pdf"];

    /// <summary>In which form, and where to; the form follows from the file's ending where it is not said.</summary>
    private sealed record Output(Option<string?> Format, Option<string?> File)
    {
        public string? FormatOf(SymbolResult result) => Chosen(result.GetValue(Format), result.GetValue(File));

        public string? FormatOf(ParseResult result) => Chosen(result.GetValue(Format), result.GetValue(File));

        private static string? Chosen(string? format, string? file)
        {
            var ending = file is null ? Screen : Path.GetExtension(file).TrimStart('.').ToLowerInvariant();
            return format ?? Formats.FirstOrDefault(known => known == ending);
        }
    }

    public static Command Create(CommonOptions common)
    {
        var texts = common.Texts;
        var command = new Command("report", texts["cli.report"]);
        foreach (var name in BlankReports.Names.Concat(SupplyReports.Names))
        {
            var (from, to) = (Inputs.Day(texts, "from"), Inputs.Day(texts, "to"));
            command.Add(Make(common, name, [from, to], (client, result, token) => client.ReadAsync(HttpMethod.Get,
                $"/reports/{name}?{Part("from", result.GetValue(from))}&{Part("to", result.GetValue(to))}", null, token)));
        }

        var until = Inputs.Day(texts, "to");
        command.Add(Make(common, Forecast.Name, [until], (client, result, token) => client.ReadAsync(HttpMethod.Get,
            $"/reports/forecast?{Part("to", result.GetValue(until))}", null, token)));
        command.Add(Receipt(common));
        command.Add(Destruction(common));
        command.Add(Batch(common));
        command.Add(Trail(common));
        return command;
    }

    private static Command Receipt(CommonOptions common)
    {
        var (delivery, document) = (Inputs.Optional(common.Texts, "delivery"), Inputs.Optional(common.Texts, "document"));
        var command = Make(common, Minutes.Receipt, [delivery, document], (client, result, token) => client.ReadAsync(HttpMethod.Get,
            $"/reports/receipt?{Part("delivery", result.GetValue(delivery))}&{Part("document", result.GetValue(document))}", null, token));
        command.Validators.Add(result =>
        {
            if (result.GetValue(delivery) is null == result.GetValue(document) is null)
                result.AddError(common.Texts["cli.report.delivery-or-document"]);
        });
        return command;
    }

    private static Command Destruction(CommonOptions common)
    {
        var document = new Option<string>("--document", "--number") { Description = common.Texts["cli.option.document"], Required = true };
        return Make(common, Minutes.Destruction, [document], (client, result, token) =>
            client.ReadAsync(HttpMethod.Get, $"/reports/destruction?{Part("document", result.GetValue(document))}", null, token));
    }

    private static Command Batch(CommonOptions common)
    {
        var number = new Option<long>("--number") { Description = common.Texts["cli.argument.batch"], Required = true, CustomParser = Inputs.Whole<long>(common.Texts) };
        return Make(common, Minutes.Batch, [number], (client, result, token) =>
            client.ReadAsync(HttpMethod.Get, $"/reports/batch?number={result.GetValue(number)}", null, token));
    }

    /// <summary>The NIK is asked for or read from standard input: other users see a command line, and a shell keeps it.</summary>
    private static Command Trail(CommonOptions common)
    {
        var texts = common.Texts;
        var by = Inputs.By(texts);
        var nik = new Option<string[]>("--nik") { Description = texts["cli.option.nik"], Required = true, Arity = ArgumentArity.ZeroOrMore, AllowMultipleArgumentsPerToken = true };
        nik.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0)
                result.AddError(texts["cli.report.nik-on-line"]);
        });
        var (unmask, reason) = (new Option<bool>("--unmask") { Description = texts["cli.option.unmask"] }, Inputs.Reason(texts));
        var command = Make(common, CitizenTrail.Name, [nik, by, unmask, reason], async (client, result, token) =>
        {
            if (!Console.IsInputRedirected)
                await Console.Error.WriteAsync($"{texts["cli.report.ask-nik"]} ");
            var given = await Console.In.ReadLineAsync(token);
            return await client.ReadAsync(HttpMethod.Post, "/reports/trail", new TrailRequest(given?.Trim() ?? "", result.GetValue(by)!,
                result.GetValue(unmask), result.GetValue(reason)), token);
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(unmask) == string.IsNullOrWhiteSpace(result.GetValue(reason)))
                result.AddError(texts["cli.report.unmask-why"]);
        });
        return command;
    }

    private static Command Make(
        CommonOptions common, string name, IReadOnlyList<Option> inputs, Func<StationClient, ParseResult, CancellationToken, Task<(int, string)>> ask)
    {
        var texts = common.Texts;
        var output = new Output(new Option<string?>("--format") { Description = texts["cli.option.format"] },
            new Option<string?>("--out") { Description = texts["cli.option.out"] });
        output.Format.AcceptOnlyFromAmong(Formats);
        var command = new Command(name, texts[$"cli.report.{name}"]);
        foreach (var option in inputs.Concat([output.Format, output.File]))
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (Misuse(output.FormatOf(result), result.GetValue(output.File), result.GetValue(common.Json)) is { } misuse)
                result.AddError(texts[misuse]);
        });
        command.SetAction(async (result, token) =>
        {
            var client = common.Client(result);
            var (exit, body) = await ask(client, result, token);
            return exit != 0 ? exit : await PutAsync(body, client.Json ? "json" : output.FormatOf(result)!, result.GetValue(output.File), texts, token);
        });
        return command;
    }

    /// <summary>What is wrong with the form that was asked for: a key of the texts, or null.</summary>
    private static string? Misuse(string? format, string? file, bool json)
    {
        if (json)
            return null;
        if (format is null || (format == Screen && file is not null))
            return "cli.report.file-format";
        return BinaryFormats.Contains(format) && file is null && !Console.IsOutputRedirected ? "cli.report.needs-out" : null;
    }

    private static async Task<int> PutAsync(string body, string format, string? file, StationTexts texts, CancellationToken token)
    {
        var report = JsonSerializer.Deserialize<Report>(body, WireJson.Options)!;
        if (format == Screen)
        {
            Print(report, texts);
            return 0;
        }

        var bytes = format switch
        {
            "pdf" => ReportPdf.Render(report, texts),
            "xlsx" => await ReportSheet.XlsxAsync(report, texts),
            "csv" => ReportSheet.CsvFile(report, texts),
            _ => Encoding.UTF8.GetBytes(body + "\n"),
        };
        try
        {
            if (file is not null)
                DurableFile.WriteAllBytes(file, bytes);
            else
            {
                await using var stdout = Console.OpenStandardOutput();
                await stdout.WriteAsync(bytes, token);
            }
        }
        catch (Exception e) when (file is not null && e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(texts.Format("error.cannot-write", file));
            return 1;
        }

        return 0;
    }

    private static void Print(Report report, StationTexts texts)
    {
        var words = new ReportWords(texts, report.To);
        AnsiConsole.Write(ReportScreen.TableOf(report, texts));
        foreach (var (key, fact) in report.Facts)
            AnsiConsole.MarkupLineInterpolated($"{words.Texts[$"report.fact.{key}"]}: {words.Cell(key, fact)}");
        // What the words under the table say of the facts on paper, their lines say here.
        foreach (var note in words.Notes(report))
            AnsiConsole.WriteLine(note);
        if (report.Witnesses.Count > 0)
            AnsiConsole.MarkupLineInterpolated($"{texts["report.fact.witnesses"]}: {string.Join("; ", report.Witnesses)}");
    }

    private static string Part(string name, string? value) => value is null ? "" : $"{name}={Uri.EscapeDataString(value)}";
}
