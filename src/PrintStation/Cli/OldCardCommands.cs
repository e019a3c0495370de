using System.CommandLine;
using PrintStation.Web;

namespace PrintStation.Cli;

/// <summary>Cards that citizens bring back.</summary>
internal static class OldCardCommands
{
    public static Command Create(CommonOptions common) => new("old-card", common.Texts["cli.old-card"]) { Take(common) };

    /// <summary>The card lies on the desk reader; where there is none its number is typed, and a card without a chip has none.</summary>
    private static Command Take(CommonOptions common)
    {
        var texts = common.Texts;
        var (reason, document) = (new Option<string>("--reason") { Description = texts["cli.option.old-card-reason"], Required = true }, Inputs.Needed(texts, "document"));
        var uid = Inputs.Optional(texts, "uid");
        var noChip = new Option<bool>("--no-chip") { Description = texts["cli.option.no-chip"] };
        var (at, refers, by) = (Inputs.At(texts), Inputs.Refers(texts), Inputs.By(texts));
        var command = new Command("take", texts["cli.old-card.take"]) { reason, document, uid, noChip, at, refers, by };
        command.Validators.Add(result =>
        {
            if (result.GetValue(uid) is { } given && result.GetValue(noChip))
                result.AddError(texts.Format("error.old-card-chip", given));
        });
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.PostAsync<MovementView>("/old-cards", new DeskRequest
            {
                Reason = result.GetValue(reason),
                Document = result.GetValue(document),
                Uid = result.GetValue(uid),
                NoChip = result.GetValue(noChip),
                At = result.GetValue(at),
                Refers = result.GetValue(refers),
                By = result.GetValue(by)!,
            }, movement => LedgerCommands.Print([movement], client.Texts), token);
        });
        return command;
    }
}
