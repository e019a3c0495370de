using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Printers;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>One printer with the reader at its chip station, as a lane sees it: evidence, and what the books must know of it.</summary>
internal sealed partial class Machine(
    string name, ICardPrinter printer, IChipEncoder encoder, ReaderProofs proofs, StationGate gate, StationDatabase database, BlankLedger ledger,
    BlankStock stock, TimeProvider clock, ILogger<Machine> log) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private volatile bool _replaced;
    private string? _told;
    private string? _stranger;

    public string Name => name;

    public ICardPrinter Printer => printer;

    public IChipEncoder Encoder => encoder;

    public ProvenReader Reader { get; } = proofs.Add(name, encoder);

    /// <summary>False at start, and after the machine lost its power or was out of sight: it must be seen, and get all settings again, before
    /// the next command.</summary>
    public bool SettingsStand { get; private set; }

    /// <summary>After a wait of any length: what is known of the machine may be true of another one by now.</summary>
    public void LoseSight()
    {
        SettingsStand = false;
        Reader.Doubt();
    }

    /// <summary>Ends commands in flight; only when the time to stop is over. Set by the lane. A card is otherwise brought to rest first.</summary>
    public CancellationToken Hard { get; set; }

    /// <summary>A card lay at the exit slot when the machine was last observed.</summary>
    public bool CardAtExit { get; private set; }

    /// <summary>The last serial number that the machine gave; null until it has answered.</summary>
    public string? SerialNumber { get; private set; }

    /// <summary>Until something changes at the gate, a second at most. Others may feed meanwhile.</summary>
    public Task WaitForChangeAsync(CancellationToken token)
    {
        Reader.End();
        return gate.WaitForChangeAsync(Patience, token);
    }

    /// <summary>Sends the settings when they do not stand. Never while a run is in a working state.</summary>
    /// <param name="anew">Before each card: the eject of the last one has changed them.</param>
    public async Task<bool> EnsureSettingsAsync(CancellationToken token, bool anew = false)
    {
        if (!anew && SettingsStand)
            return true;
        token.ThrowIfCancellationRequested();
        var result = await printer.SendSettingsAsync(Hard);
        SettingsStand = result.Outcome == CommandOutcome.Done;
        if (!SettingsStand)
        {
            gate.Close(name, result.Reason switch
            {
                PrinterReason.WrongModel => GateReasons.WrongModel,
                PrinterReason.Rejected => GateReasons.CommandRejected,
                _ => GateReasons.ConnectingToDevice,
            }, detail: result.DeviceText ?? printer.Trouble);
            return false;
        }

        gate.Open(name, GateReasons.WrongDevice);
        gate.Open(name, GateReasons.WrongModel);
        return true;
    }

    /// <summary>A person says that another machine stands in the place of the one that a run knows.</summary>
    public void ConfirmReplaced() => _replaced = true;

    /// <summary>Asks until a machine answers for itself, whichever it is; pauses the printer meanwhile.</summary>
    /// <param name="silent">Called when it was asked and did not answer.</param>
    public async Task<PrinterEvidence> ObserveAsync(CancellationToken token, Action? silent = null) => (await AskAsync(null, token, silent))!;

    /// <summary>Asks until the machine that this run knows answers for itself. Null when a person says that it is gone for good.</summary>
    public Task<PrinterEvidence?> ObserveAsync(CardRun run, CancellationToken token) => AskAsync(run.PrinterSerial, token);

    private async Task<PrinterEvidence?> AskAsync(string? serial, CancellationToken token, Action? silent = null)
    {
        while (true)
        {
            var evidence = await printer.ObserveAsync(Hard);
            if (evidence is null)
            {
                SettingsStand = false;
                gate.Close(name, GateReasons.ConnectingToDevice, detail: printer.Trouble);
                TellTrouble();
                silent?.Invoke();
            }
            else
            {
                gate.Open(name, GateReasons.ConnectingToDevice);
                if (serial is null || evidence.SerialNumber == serial)
                {
                    if (serial is not null)
                        gate.Open(name, GateReasons.WrongDevice);
                    _replaced = false;
                    SerialNumber = evidence.SerialNumber;
                    CardAtExit = evidence.CardAtExit;
                    SettingsStand &= !evidence.PowerLost;
                    return evidence;
                }

                // What is known of the settings is known of the other machine.
                SettingsStand = false;
                NoteStranger(evidence);
                if (_replaced)
                {
                    _replaced = false;
                    gate.Open(name, GateReasons.WrongDevice);
                    return null;
                }

                gate.Close(name, GateReasons.WrongDevice, detail: $"{evidence.SerialNumber} ≠ {serial}");
            }

            await WaitForChangeAsync(token);
        }
    }

    /// <summary>A machine in another's place counts from the moment it is first seen: what somebody lets in while he tries it is a stray.</summary>
    private void NoteStranger(PrinterEvidence evidence)
    {
        if (_stranger == evidence.SerialNumber)
            return;
        database.Write(transaction =>
        {
            if (CounterOnDisk(transaction, evidence.SerialNumber) is null)
                NoteCounter(transaction, evidence, 0, []);
        });
        _stranger = evidence.SerialNumber;
    }

    /// <summary>Once for each trouble: a machine that is off is asked every second.</summary>
    private void TellTrouble()
    {
        if (printer.Trouble is { } trouble && trouble != _told)
            log.LogWarning(LogEvents.DeviceTrouble, "{Printer}: {Trouble}", name, trouble);
        _told = printer.Trouble;
    }

    /// <summary>Waits until a person has confirmed that the path is clear, then clears the error that stood. For an error whose cause goes
    /// by itself, such as a new ribbon, it tries to clear once and leaves the look to the caller.</summary>
    /// <param name="serial">Of the machine at which it stood; null: of whichever is there.</param>
    public async Task WaitForPersonAsync(PrinterReason standing, string? serial, CancellationToken token)
    {
        var reason = GateReasons.All[standing.Word()];
        gate.Close(name, reason);
        if (reason.ClearsItself)
        {
            await WaitForChangeAsync(token);
            if (await ClearAsync(reason))
                gate.Open(name, reason);
            return;
        }

        while (gate.Has(name, reason))
            await WaitForChangeAsync(token);
        LoseSight();
        // The error of a machine that came into its place meanwhile is another one, and nobody has looked into that.
        if (serial is null || (await printer.ObserveAsync(Hard))?.SerialNumber == serial)
            await ClearAsync(reason);
    }

    /// <summary>Where another error forbids it, that one is said beside the one that stands: else nobody would mend it.</summary>
    /// <returns>Whether it was cleared.</returns>
    private async Task<bool> ClearAsync(GateReason standing)
    {
        var answer = await printer.ClearErrorAsync(Hard);
        if (answer is { Outcome: CommandOutcome.Refused, Reason: { } refused } && GateReasons.All[refused.Word()] is var other && other != standing)
            gate.Close(name, other);
        foreach (var gone in answer.Outcome == CommandOutcome.Done ? Mended : [])
            gate.Open(name, gone);
        return answer.Outcome == CommandOutcome.Done;
    }

    // What nobody needs to say: an error that could be cleared shows it.
    private static readonly GateReason[] Mended = [GateReasons.MarkerSupplyEmpty, GateReasons.MarkerSupplyMissing, GateReasons.CleaningRequired];

    /// <summary>The insert counter as it was last written; null for a machine never seen.</summary>
    public static long? CounterOnDisk(StationTransaction transaction, string serial) =>
        transaction.Find<long?>("SELECT cards_inserted FROM machine WHERE serial = @serial", new { serial });

    /// <summary>Writes the insert counter, and books what came in beyond the cards accounted for: strays.</summary>
    /// <param name="accounted">Cards that a run accounts for since the last note: 1 for a feed that took a card, else 0.</param>
    /// <param name="strayUids">Cards seen that are not the run's: their UIDs, null where none was read.</param>
    public void NoteCounter(StationTransaction transaction, PrinterEvidence evidence, int accounted, IReadOnlyList<string?> strayUids)
    {
        var before = CounterOnDisk(transaction, evidence.SerialNumber) ?? evidence.CardsInserted - accounted;
        transaction.Execute(
            """
            INSERT INTO machine (serial, printer, cards_inserted) VALUES (@SerialNumber, @name, @CardsInserted)
            ON CONFLICT (serial) DO UPDATE SET printer = excluded.printer, cards_inserted = excluded.cards_inserted
            """,
            new { evidence.SerialNumber, name, evidence.CardsInserted });
        // Books from an earlier moment do not know what the machine took in since: only a card that is really seen is a stray then.
        var unaccounted = AreBooksBehind(transaction) ? 0 : evidence.CardsInserted - before - accounted;
        var strays = Math.Max(unaccounted, strayUids.Count);
        for (var i = 0; i < strays; i++)
            BookStray(transaction, i < strayUids.Count ? strayUids[i] : null);
    }

    /// <summary>Whether a card came in since the counter was written; it is booked then.</summary>
    public bool TookInMeanwhile(StationTransaction transaction, PrinterEvidence evidence)
    {
        if (CounterOnDisk(transaction, evidence.SerialNumber) is not { } counter || counter >= evidence.CardsInserted)
            return false;
        NoteCounter(transaction, evidence, 0, []);
        return true;
    }

    /// <summary>Asked of the disk: inside a transaction the gate must not be asked, it writes under its own lock.</summary>
    private static bool AreBooksBehind(StationTransaction transaction) => transaction.Find<long>(
        "SELECT count(*) FROM gate WHERE scope = @Station AND reason = @Word",
        new { StationGate.Station, GateReasons.BooksBehind.Word }) > 0;

    public async ValueTask DisposeAsync()
    {
        await printer.DisposeAsync();
        await encoder.DisposeAsync();
    }

    /// <summary>A card in the machine that belongs to no run: booked, and waiting for a person.</summary>
    public void BookStray(StationTransaction transaction, string? uid)
    {
        var now = clock.GetUtcNow();
        var from = (uid is null ? null : BlankLedger.PlaceOf(transaction, uid)) ?? Places.Hopper(name);
        if (from == Places.Machine(name))
            return;
        var entry = ledger.Record(transaction, new Movement(1, from, Places.Machine(name), "stray-card", "station", now, ChipUid: uid));
        stock.HeadToFile(transaction, entry);
        transaction.Execute("INSERT INTO stray (printer, uid, booked_by, seen_at) VALUES (@name, @uid, @Sequence, @now)",
            new { name, uid, entry.Sequence, now });
        log.LogWarning(LogEvents.StraySeen, "{Printer}: a card came in without a run", name);
    }
}
