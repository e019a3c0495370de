using System.CommandLine;
using PrintStation.Lifecycle;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

internal static class BlankCommands
{
    public static Command Create(CommonOptions common)
    {
        var command = new Command("blank", common.Texts["cli.blank"])
        {
            Receive(common),
            Move(common, "load"),
            Move(common, "unload"),
            Balance(common),
        };
        foreach (var act in BlankActCommands.Create(common))
            command.Add(act);
        return command;
    }

    private static Command Receive(CommonOptions common)
    {
        var delivery = new Option<string>("--delivery") { Description = common.Texts["cli.option.delivery"], Required = true };
        var count = Inputs.Quantity(common.Texts, "count");
        var (reason, witness) = (Inputs.Reason(common.Texts), Inputs.Witness(common.Texts, required: false));
        var by = Inputs.By(common.Texts);
        var command = new Command("receive", common.Texts["cli.blank.receive"]) { delivery, count, reason, by, witness };
        command.SetAction((result, token) => PostAsync(common.Client(result), "/blanks/receive", new DeskRequest
        {
            Delivery = result.GetValue(delivery),
            Quantity = result.GetValue(count),
            Reason = result.GetValue(reason),
            By = result.GetValue(by)!,
            Witness = result.GetValue(witness),
        }, token));
        return command;
    }

    private static Command Move(CommonOptions common, string verb)
    {
        var printer = Inputs.Printer(common.Texts, required: true);
        var quantity = Inputs.Quantity(common.Texts, "quantity");
        var by = Inputs.By(common.Texts);
        var command = new Command(verb, common.Texts[$"cli.blank.{verb}"]) { printer, quantity, by };
        command.SetAction((result, token) => PostAsync(common.Client(result), $"/blanks/{verb}", new DeskRequest
        {
            Printer = result.GetValue(printer),
            Quantity = result.GetValue(quantity),
            By = result.GetValue(by)!,
        }, token));
        return command;
    }

    private static Command Balance(CommonOptions common)
    {
        var to = Inputs.Day(common.Texts, "to");
        var command = new Command("balance", common.Texts["cli.blank.balance"]) { to };
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            var day = result.GetValue(to);
            return client.GetAsync<BalanceView>(day is null ? "/balance" : $"/balance?to={Uri.EscapeDataString(day)}", balance => Print(balance, client.Texts), token);
        });
        return command;
    }

    private static Task<int> PostAsync(StationClient client, string path, DeskRequest request, CancellationToken token) =>
        client.PostAsync<StatusView>(path, request, status => Print(new BalanceView(status.Balances, []), client.Texts), token);

    private static void Print(BalanceView balance, StationTexts texts)
    {
        var places = Tables.New(texts, "place", "blanks");
        // The ministry's side of the books is what came from there, and so is the citizens': no stock of this office.
        foreach (var (place, quantity) in balance.Balances.Where(row => row.Key is not ("Ministry" or "Citizens")))
            places.AddRow(Tables.Cells(place == "Difference" ? texts["cli.balance.difference"] : texts.Place(place), quantity.ToString("N0", texts.Culture)));
        AnsiConsole.Write(places);
        if (balance.Deliveries.Count == 0)
            return;
        var deliveries = Tables.New(texts, "delivery", "document", "quantity", "confirmed");
        foreach (var delivery in balance.Deliveries)
            deliveries.AddRow(Tables.Cells(delivery.DeliveryId, delivery.DocumentNumber, delivery.Quantity.ToString("N0", texts.Culture),
                delivery.ConfirmedBy ?? (delivery.Confirmed ? "✓" : "–")));
        AnsiConsole.Write(deliveries);
    }
}
