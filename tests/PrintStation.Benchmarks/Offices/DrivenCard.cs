using PrintStation.Cards;
using PrintStation.Printers;
using PrintStation.Tests.Cards;

namespace PrintStation.Benchmarks.Offices;

/// <summary>One card by the shipped driver alone: no chip, no books, nothing looked at.</summary>
internal static class DrivenCard
{
    /// <summary>A real face as the printer takes it.</summary>
    public static IReadOnlyList<PrintPanel> Panels(PrinterModel model)
    {
        using var renderer = new CardRenderer();
        var face = renderer.Render(CardFixtures.Face(), CardFixtures.Layout,
            new PanelGeometry(model.DotsAcross, model.DotsAlong, model.ColorLevels, model.NoDyeIsZero));
        return [.. (face.Panels ?? throw new BenchException("The face was refused."))
            .Select(panel => new PrintPanel(panel.Name, panel.Levels, panel.Dots))];
    }

    public static async Task PrintAsync(ICardPrinter printer, IReadOnlyList<PrintPanel> panels, CancellationToken token)
    {
        Require(await printer.SendSettingsAsync(token));
        Require(await printer.FeedAsync(token));
        var printed = await printer.PrintAsync(panels, token);
        Require(new CommandResult(printed.Outcome, printed.Reason, printed.DeviceText));
        Require(await printer.ReturnToChipStationAsync(token));
        Require(await printer.EjectAsync(token));
    }

    private static void Require(CommandResult result)
    {
        if (result.Outcome != CommandOutcome.Done)
            throw new BenchException($"The virtual printer did not do it: {result}.");
    }
}
