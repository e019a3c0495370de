using PrintStation.Chips;
using PrintStation.Printers;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>What the readers of other printers, in doubt themselves, say of a card that a machine took.</summary>
internal enum OthersWord
{
    /// <summary>Nothing that counts.</summary>
    None,

    /// <summary>It answers in one of them.</summary>
    Theirs,

    /// <summary>None sees a card that it did not see before.</summary>
    NotTheirs,
}

/// <summary>The reader at the chip station of a machine, and the SAM behind it.</summary>
internal sealed partial class Machine
{
    // What a reader may say that is no word about the card.
    private static readonly (ChipPresence Presence, GateReason Reason)[] NoWord =
        [(ChipPresence.ReaderFault, GateReasons.ReaderUnreachable), (ChipPresence.WrongReader, GateReasons.WrongReader)];

    /// <summary>What lies on the antenna, which is asked only with a card at its station; asks until the reader answers, and pauses the printer
    /// meanwhile.</summary>
    /// <returns>Null where that took a wait: whatever was seen of the machine before is to be seen anew.</returns>
    public async Task<ChipReading?> ReadChipAsync(PrinterEvidence seen, CancellationToken token)
    {
        if (seen.Position != CardPosition.ContactlessStation)
            return new ChipReading(ChipPresence.None, []);
        for (var waited = false; ; waited = true)
        {
            var reading = await Reader.ReadUidAsync(Hard);
            if (SpeaksOfCard(reading))
                return waited ? null : reading;
            await WaitForChangeAsync(token);
        }
    }

    /// <summary>Before a feed, where the reader is not proven to be this machine's: nothing may answer in it while the machine is empty.</summary>
    /// <returns>False: no card is fed now, and the gate says why.</returns>
    public async Task<bool> BeginProofAsync(CancellationToken token)
    {
        if (Reader.IsProven)
            return true;
        await Reader.EnterAsync(token);
        if (!gate.MayPrint(name) || !proofs.OthersRest(Reader))
            return false;
        Reader.SeenByOthers = await proofs.SeenByHidingAsync(Reader, Hard);
        var reading = await Reader.GlanceAsync(Hard);
        if (!SpeaksOfCard(reading))
            return false;
        // A card that came in meanwhile is a stray, and the reader right.
        if (reading.Presence != ChipPresence.None && await ObserveAsync(token) is { Position: CardPosition.Empty })
            gate.Close(name, GateReasons.ReaderElsewhere);
        return reading.Presence == ChipPresence.None;
    }

    /// <summary>After a feed, while no other reader in doubt was given a card: what those say of the card that this machine took.</summary>
    public async Task<OthersWord> AskOthersAsync(PrinterEvidence seen, ChipReading reading)
    {
        if (seen.Position != CardPosition.ContactlessStation || Reader.IsProven || Reader.SeenByOthers is not { } before)
            return OthersWord.None;
        if (reading.Presence == ChipPresence.One)
            return (await proofs.SeenByHidingAsync(Reader, Hard)).IsSubsetOf(before) ? OthersWord.NotTheirs : OthersWord.None;
        if (reading.Presence != ChipPresence.None || await proofs.FindElsewhereAsync(Reader, Hard) is not { } other)
            return OthersWord.None;
        Reader.Doubt();
        gate.Close(name, GateReasons.ReaderElsewhere, detail: other.Printer);
        gate.Close(other.Printer, GateReasons.ReaderElsewhere, detail: name);
        return OthersWord.Theirs;
    }

    /// <summary>Whether the chip that was read after a feed can only be the card that this machine took; then its reader is proven.</summary>
    public bool IsOwnCard(StationTransaction transaction, OthersWord others)
    {
        if (others != OthersWord.NotTheirs && !proofs.SpeaksForPrinter(transaction, Reader))
            return false;
        transaction.AfterCommit(Reader.Prove);
        return true;
    }

    private bool SpeaksOfCard(ChipReading reading)
    {
        foreach (var (presence, reason) in NoWord)
            if (reading.Presence == presence)
                gate.Close(name, reason, detail: encoder.Trouble);
            else
                gate.Open(name, reason);
        return NoWord.All(no => no.Presence != reading.Presence);
    }

    /// <summary>The SAM for the next encoding; asks until it answers and may be used, and pauses meanwhile. Null where the profile needs none.</summary>
    public async Task<SamTurn?> TakeSamAsync(CancellationToken token)
    {
        if (encoder.SamName is null)
            return null;
        while (true)
        {
            var sam = await encoder.TakeSamAsync(Hard);
            if (sam is not null && !encoder.IsSuspended(sam))
                return sam;
            LoseSight();
            if (sam is null)
            {
                await WaitForSamAsync(token);
                continue;
            }

            sam.Dispose();
            gate.Close(StationGate.Station, GateReasons.SamSuspended);
            await WaitForChangeAsync(token);
        }
    }

    /// <summary>Pauses the printer until the SAM answers again.</summary>
    public async Task WaitForSamAsync(CancellationToken token)
    {
        for (var answers = false; !answers;)
        {
            PauseForReader(ChipReasons.SamUnreachable);
            await WaitForChangeAsync(token);
            using var sam = await encoder.TakeSamAsync(Hard);
            answers = sam is not null;
        }

        gate.Open(name, GateReasons.ReaderUnreachable);
    }

    /// <param name="reason">Why the encoder knows nothing of the card: which of the two readers is silent.</param>
    public void PauseForReader(string? reason) => gate.Close(
        name, GateReasons.ReaderUnreachable, detail: reason == ChipReasons.SamUnreachable ? $"SAM {encoder.SamTrouble ?? encoder.SamName}" : encoder.Trouble);
}
