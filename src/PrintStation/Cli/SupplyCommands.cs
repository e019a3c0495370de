using System.CommandLine;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>Ribbons, films and cleaning kits.</summary>
internal static class SupplyCommands
{
    public static Command Create(CommonOptions common) => new("supply", common.Texts["cli.supply"])
    {
        List(common), Receive(common), Change(common), Count(common), Reverse(common),
    };

    private static Command List(CommonOptions common)
    {
        var command = new Command("list", common.Texts["cli.supply.list"]);
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<SuppliesView>("/supplies", supplies => Print(supplies, client.Texts), token);
        });
        return command;
    }

    private static Command Receive(CommonOptions common)
    {
        var texts = common.Texts;
        var (kind, quantity, document) = (Inputs.Needed(texts, "kind"), Number(texts, "items"), Inputs.Needed(texts, "document"));
        var each = new Option<int?>("--cards-each") { Description = texts["cli.option.cards-each"], CustomParser = Inputs.WholeOrNone<int>(texts) };
        var (at, refers, by) = (Inputs.At(texts), Inputs.Refers(texts), Inputs.By(texts));
        var command = new Command("receive", texts["cli.supply.receive"]) { kind, quantity, document, each, at, refers, by };
        command.SetAction((result, token) => PostAsync(common.Client(result), "receive", new DeskRequest
        {
            Kind = result.GetValue(kind),
            Quantity = result.GetValue(quantity),
            Document = result.GetValue(document),
            CardsEach = result.GetValue(each),
            At = result.GetValue(at),
            Refers = result.GetValue(refers),
            By = result.GetValue(by)!,
        }, token));
        return command;
    }

    private static Command Change(CommonOptions common)
    {
        var texts = common.Texts;
        var (kind, printer) = (Inputs.Needed(texts, "kind"), Inputs.Printer(texts, required: true));
        var another = new Option<bool>("--another") { Description = texts["cli.option.another"] };
        var (at, refers, by) = (Inputs.At(texts), Inputs.Refers(texts), Inputs.By(texts));
        var command = new Command("change", texts["cli.supply.change"]) { kind, printer, another, at, refers, by };
        command.SetAction((result, token) => PostAsync(common.Client(result), "change", new DeskRequest
        {
            Kind = result.GetValue(kind),
            Printer = result.GetValue(printer),
            Another = result.GetValue(another),
            At = result.GetValue(at),
            Refers = result.GetValue(refers),
            By = result.GetValue(by)!,
        }, token));
        return command;
    }

    private static Command Count(CommonOptions common)
    {
        var texts = common.Texts;
        var (kind, counted) = (Inputs.Needed(texts, "kind"), Number(texts, "counted-items"));
        var (reason, refers, by, witness) = (Inputs.Reason(texts), Inputs.Refers(texts), Inputs.By(texts), Inputs.Witness(texts, required: false));
        var command = new Command("count", texts["cli.supply.count"]) { kind, counted, reason, refers, by, witness };
        command.SetAction((result, token) => PostAsync(common.Client(result), "count", new DeskRequest
        {
            Kind = result.GetValue(kind),
            Quantity = result.GetValue(counted),
            Reason = result.GetValue(reason),
            Refers = result.GetValue(refers),
            By = result.GetValue(by)!,
            Witness = result.GetValue(witness),
        }, token));
        return command;
    }

    private static Command Reverse(CommonOptions common)
    {
        var texts = common.Texts;
        var number = Inputs.Number(texts, "supply-movement");
        var (reason, by, witness) = (Inputs.Needed(texts, "reason"), Inputs.By(texts), Inputs.Witness(texts, required: false));
        var command = new Command("reverse", texts["cli.supply.reverse"]) { number, reason, by, witness };
        command.SetAction((result, token) => PostAsync(common.Client(result), $"{result.GetValue(number)}/reverse", new DeskRequest
        {
            Reason = result.GetValue(reason),
            By = result.GetValue(by)!,
            Witness = result.GetValue(witness),
        }, token));
        return command;
    }

    /// <summary>--quantity or --counted, of items instead of blanks.</summary>
    private static Option<int> Number(StationTexts texts, string what) =>
        new(what == "items" ? "--quantity" : "--counted") { Description = texts[$"cli.option.{what}"], Required = true, CustomParser = Inputs.Whole<int>(texts) };

    private static Task<int> PostAsync(StationClient client, string act, DeskRequest request, CancellationToken token) =>
        client.PostAsync<SuppliesView>($"/supplies/{act}", request, supplies => Print(supplies, client.Texts), token);

    private static void Print(SuppliesView supplies, StationTexts texts)
    {
        var stock = Tables.New(texts, "supply", "in-store");
        foreach (var one in supplies.Stock)
            stock.AddRow(Tables.Cells(texts[$"report.supply.{one.Kind}"], Number(one.InStore, texts)));
        AnsiConsole.Write(stock);
        var printers = Tables.New(texts, "printer", "prints-left", "ribbon-since", "cards-since-ribbon", "cleaned-at", "cards-since-cleaning");
        foreach (var printer in supplies.Printers)
            printers.AddRow(Tables.Cells(printer.Printer, Number(printer.PrintsLeft, texts), Tables.Minute(printer.RibbonSince),
                Number(printer.CardsSinceRibbon, texts), printer.CleaningDue ? texts["supply.cleaning-due"] : Tables.Minute(printer.CleanedAt),
                Number(printer.CardsSinceCleaning, texts)));
        AnsiConsole.Write(printers);
        if (supplies.Recent.Count == 0)
            return;
        var movements = Tables.New(texts, "number", "when", "supply", "quantity", "reason", "document", "by");
        foreach (var one in supplies.Recent)
            movements.AddRow(Tables.Cells(one.Number, Tables.Minute(one.HappenedAt), texts[$"report.supply.{one.Kind}"],
                one.Change.ToString("+#,0;-#,0", texts.Culture), What(one, texts), Papers(one, texts), one.By));
        AnsiConsole.Write(movements);
    }

    /// <summary>Into which printer it went, else why it was booked; of a count in the words of who counted.</summary>
    private static string What(SupplyMovementView movement, StationTexts texts) => movement.Printer is { } printer
        ? texts.Format("supply.into", printer)
        : texts.Find($"supply.{movement.Reason}") ?? texts.Reason(movement.Reason);

    private static string Papers(SupplyMovementView movement, StationTexts texts) => string.Join(", ", new[]
    {
        movement.Document, movement.Reverses is { } reversed ? texts.Format("ledger.reverses", reversed) : null,
        movement.Refers is { } refers ? texts.Format("ledger.refers", refers) : null,
    }.OfType<string>());

    private static string Number(long? number, StationTexts texts) => number?.ToString("N0", texts.Culture) ?? "–";
}
