using PrintStation.Chips;
using PrintStation.Printers;
using PrintStation.Tests.Chips;

namespace PrintStation.Tests.Printers;

/// <summary>A card's way through the machine.</summary>
internal enum CardStep
{
    Feed,
    Encode,
    Print,
    Return,
    Eject,
}

internal static class CardSteps
{
    /// <summary>The card's steps from where it is up to that one; what came of the last, and all before it are done.</summary>
    public static async Task<(CommandOutcome Outcome, PrinterReason? Reason)> StrikeAsync(
        this OfficeStation station, CardStep last, CancellationToken token)
    {
        var result = (Outcome: CommandOutcome.Done, Reason: (PrinterReason?)null);
        var first = station.Office.Printer.Inside is null ? CardStep.Feed : CardStep.Encode;
        for (var step = first; step <= last; step++)
        {
            Assert.That(result.Outcome, Is.EqualTo(CommandOutcome.Done), $"before {step}");
            result = await DoAsync(station, step, isLast: step == last, token);
        }

        return result;
    }

    /// <summary>A machine that is off does not answer, and one that starts up may still move its card.</summary>
    public static async Task<PrinterEvidence> SeenAsync(this OfficeStation station, Func<PrinterEvidence, bool> isIt, CancellationToken token)
    {
        PrinterEvidence? seen;
        do
        {
            token.ThrowIfCancellationRequested();
            seen = await station.Printer.ObserveAsync(token);
        }
        while (seen is null || !isIt(seen));

        return seen;
    }

    /// <summary>As a person does it, who then gives the word that all is clear.</summary>
    public static async Task ClearPathAsync(this OfficeStation station, CancellationToken token)
    {
        station.TakeCardOut();
        Assert.That((await station.Printer.ClearErrorAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
    }

    public static void TakeCardOut(this OfficeStation station)
    {
        station.Office.Printer.SetCover(true);
        Assert.That(station.Office.World.RemoveFromPath(station.Office.Printer), Is.SameAs(station.Office.FirstFed()));
        station.Office.Printer.SetCover(false);
    }

    /// <summary>The way out of a fault: the machine rejects its card, and takes the next one from the same driver.</summary>
    public static async Task RejectAndFeedNextAsync(this OfficeStation station, CancellationToken token)
    {
        var inserted = station.Office.Printer.CardsInserted;
        Assert.That((await station.Printer.RejectAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        await station.NextCardIsFedAsync(inserted, token);
    }

    /// <param name="inserted">How many cards the machine has counted before.</param>
    public static async Task NextCardIsFedAsync(this OfficeStation station, long inserted, CancellationToken token)
    {
        Assert.That((await station.ReadyAsync(token)).CardsInserted, Is.EqualTo(inserted));
        Assert.That((await station.Printer.FeedAsync(token)).Outcome, Is.EqualTo(CommandOutcome.Done));
        var seen = (await station.Printer.ObserveAsync(token))!;
        Assert.That((seen.Position, seen.CardsInserted), Is.EqualTo((CardPosition.ContactlessStation, inserted + 1)));
    }

    private static async Task<(CommandOutcome Outcome, PrinterReason? Reason)> DoAsync(
        OfficeStation station, CardStep step, bool isLast, CancellationToken token)
    {
        switch (step)
        {
            case CardStep.Encode:
                // Only where it is the step that matters: it takes the longest.
                if (isLast && (await station.Encoder.EncodeAsync(new ChipUid(OfficeStation.TypeA), station.Content, token)).Outcome != EncodeOutcome.Done)
                    return (CommandOutcome.Unknown, null);
                return (CommandOutcome.Done, null);
            case CardStep.Print:
                var printed = await station.Printer.PrintAsync(OfficeStation.Panels(), token);
                return (printed.Outcome, printed.Reason);
            default:
                var moved = step switch
                {
                    CardStep.Feed => await station.Printer.FeedAsync(token),
                    CardStep.Return => await station.Printer.ReturnToChipStationAsync(token),
                    _ => await station.Printer.EjectAsync(token),
                };
                return (moved.Outcome, moved.Reason);
        }
    }
}
