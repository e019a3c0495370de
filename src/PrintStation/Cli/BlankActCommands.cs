using System.CommandLine;
using PrintStation.Web;

namespace PrintStation.Cli;

/// <summary>What people do with blanks beside receiving and loading them: one command an act.</summary>
internal static class BlankActCommands
{
    /// <summary>Verb, and what it takes beside quantity, person and date.</summary>
    private static readonly IReadOnlyList<(string Verb, bool Office, bool Document, bool Reason, bool Second)> Acts =
    [
        ("open", false, true, false, true), ("lend", true, true, false, true), ("take-back", true, true, false, true),
        ("borrow", true, true, false, true), ("give-back", true, true, false, true), ("return", false, true, false, true),
        ("spoil", false, false, true, false), ("test", false, false, false, false),
        ("reject-test", false, false, false, false),
    ];

    public static IEnumerable<Command> Create(CommonOptions common) => Acts.Select(act => Act(common, act));

    private static Command Act(CommonOptions common, (string Verb, bool Office, bool Document, bool Reason, bool Second) act)
    {
        var (verb, hasOffice, hasDocument, hasReason, hasSecond) = act;
        var texts = common.Texts;
        var quantity = Inputs.Quantity(texts, "quantity");
        var office = Inputs.Needed(texts, "office");
        var document = Inputs.Needed(texts, "document");
        var reason = new Option<string>("--reason") { Description = texts["cli.option.spoil-reason"], Required = true };
        var (at, refers, by, witness) = (Inputs.At(texts), Inputs.Refers(texts), Inputs.By(texts), Inputs.Witness(texts, required: false));
        var command = new Command(verb, texts[$"cli.blank.{verb}"]) { quantity, at, refers, by };
        if (hasSecond)
            command.Add(witness);
        if (hasOffice)
            command.Add(office);
        if (hasDocument)
            command.Add(document);
        if (hasReason)
            command.Add(reason);
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.PostAsync<MovementView>($"/blanks/act/{verb}", new DeskRequest
            {
                Quantity = result.GetValue(quantity),
                Office = hasOffice ? result.GetValue(office) : null,
                Document = hasDocument ? result.GetValue(document) : null,
                Reason = hasReason ? result.GetValue(reason) : null,
                At = result.GetValue(at),
                Refers = result.GetValue(refers),
                By = result.GetValue(by)!,
                Witness = hasSecond ? result.GetValue(witness) : null,
            }, movement => LedgerCommands.Print([movement], client.Texts), token);
        });
        return command;
    }
}
