using PrintStation.Chips;
using PrintStation.Printers;

namespace PrintStation.Lifecycle;

/// <summary>What the command itself said; evidence decides, this only adds to it.</summary>
internal sealed record Said(bool Done, string? Reason, bool CardGood = false, byte[]? Binding = null)
{
    public static readonly Said Nothing = new(false, "interrupted");

    /// <summary>Only looked at: no command was in flight.</summary>
    public static readonly Said NotAsked = new(false, "not-asked");
}

/// <summary>Puts together what machine and chip show of one run's card.</summary>
internal sealed class CardWitness(Machine machine, StationGate gate)
{
    /// <returns>Null where the chip could not be asked at once: the machine is to be seen anew.</returns>
    public async Task<CardEvidence?> WeighAsync(
        CardRun run, PreparedCard? card, Said said, PrinterEvidence seen, ChipReading reading, CancellationToken token)
    {
        var chip = reading.Presence switch
        {
            ChipPresence.None => ChipSeen.Nothing,
            ChipPresence.Several => ChipSeen.Several,
            _ => reading.Uids[0].Hex == run.BlankUid ? ChipSeen.Own : ChipSeen.Other,
        };
        var isAsked = !said.CardGood && run.State == CardState.Encoding && chip == ChipSeen.Own && card is not null;
        if ((isAsked ? await ContentIsGoodAsync(run, card!, token) : said.CardGood) is not { } content)
            return null;
        return new CardEvidence
        {
            CardInside = seen.Position is not CardPosition.Empty,
            Chip = chip,
            CardsInserted = seen.CardsInserted - (run.CardsInserted ?? seen.CardsInserted),
            PanelsAsSent = card is not null && seen.PanelsPrinted - (run.PanelsPrinted ?? 0) == card.Panels.Count,
            PowerLost = seen.PowerLost,
            PathDisturbed = run.PathDisturbed || seen.CoverOpen,
            ExitSeen = seen.CardAtExit && run.ExitClear,
            ContentGood = content,
            CommandSaidDone = said.Done,
        };
    }

    /// <summary>For a run found in Encoding: asks the chip itself, until reader and SAM answer. Null where that took a wait.</summary>
    private async Task<bool?> ContentIsGoodAsync(CardRun run, PreparedCard card, CancellationToken token)
    {
        for (var waited = false; ; waited = true)
        {
            var check = await machine.Encoder.VerifyAsync(new ChipUid(run.BlankUid!), card.Chip, machine.Hard);
            if (check.Verdict != ChipVerdict.Unknown)
            {
                gate.Open(machine.Name, GateReasons.ReaderUnreachable);
                return waited ? null : check.Verdict == ChipVerdict.Good;
            }

            machine.PauseForReader(check.Reason);
            await gate.WaitForChangeAsync(TimeSpan.FromSeconds(1), token);
        }
    }

    /// <summary>Cards read on the antenna that are not the run's. The second of two fed as one was booked with the feed.</summary>
    public static IReadOnlyList<string?> StrayUids(CardRun run, ChipReading reading) => reading.Presence == ChipPresence.Several
        ? []
        : [.. reading.Uids.Select(uid => uid.Hex).Where(hex => hex != run.BlankUid)];
}
