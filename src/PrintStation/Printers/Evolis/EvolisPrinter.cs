using PrintStation.Transports;

namespace PrintStation.Printers.Evolis;

/// <summary>A card printer that speaks the Evolis escape language, with a contactless chip station.</summary>
internal sealed class EvolisPrinter : ICardPrinter
{
    /// <summary>Sensors of two states answer about 0 or 5 volts; the half decides.</summary>
    private const decimal HalfVolts = 2.5m;

    /// <summary>The exit slot's sensor says "a card" from 1 volt up.</summary>
    private const decimal ExitVolts = 1m;

    private readonly EvolisLine _line;
    private readonly EvolisSequence _sequence;
    private readonly RepeatedQuery _repeated;
    private readonly TimeProvider _timeProvider;

    /// <param name="name">The station's name of the printer, for logs.</param>
    public EvolisPrinter(
        string name, PrinterModel model, IByteTransport transport, TimeProvider timeProvider, ILogger<EvolisPrinter> logger)
    {
        Model = model;
        _timeProvider = timeProvider;
        _line = new EvolisLine(transport, model.Timings.Query, timeProvider);
        _sequence = new EvolisSequence(_line, model.Timings.Settle, timeProvider, logger, name);
        _repeated = new RepeatedQuery(timeProvider);
    }

    public PrinterModel Model { get; }

    public string? Trouble => _line.Trouble;

    private PrinterTimings Limits => Model.Timings;

    /// <remarks>The whole bracket is what is asked again, never a question inside it: a late answer to the first asking could be taken
    /// for the answer to the next question, and the two counters look alike.</remarks>
    public Task<PrinterEvidence?> ObserveAsync(CancellationToken token) => _repeated.AskAsync(ObserveOnceAsync, token);

    public async Task<CardPosition?> ReadPositionAsync(CancellationToken token)
    {
        var place = await _repeated.AskAsync(ReadPlaceOnceAsync, token);
        return place?.Position;
    }

    public Task<PrinterSupplies?> ReadSuppliesAsync(CancellationToken token) => _repeated.AskAsync(ReadSuppliesOnceAsync, token);

    public async Task<CommandResult> SendSettingsAsync(CancellationToken token)
    {
        // Connects, and proves that question and answer are in step, before anything is set.
        var serial = await _repeated.AskAsync(t => _line.AskFirstAsync(EvolisCommand.SerialNumber, EvolisReply.SerialNumber, t), token);
        if (serial is null)
            return new CommandResult(CommandOutcome.Refused, PrinterReason.ConnectingToDevice);

        if (Model.TypeText is { } expected)
        {
            var type = await _line.AskNextAsync(EvolisCommand.Type, EvolisReply.Type, token);
            if (type is null)
                return new CommandResult(CommandOutcome.Refused, PrinterReason.ConnectingToDevice);

            // Another geometry on this head prints solid black and can snap the ribbon.
            if (type != expected)
                return new CommandResult(CommandOutcome.Refused, PrinterReason.WrongModel, type);
        }

        // The mode comes first and is asked for last: if it still stands then, the power was not lost in between and all settings stand.
        string[] settings = [$"Pem;{Model.ErrorManagement}", EvolisCommand.KeepCard, .. Model.Settings ?? []];
        foreach (var setting in settings)
        {
            var result = await _sequence.StepAsync(new EvolisStep(setting, Limits.Command, Moves: false), Input.Drained, token);
            if (result.Outcome != CommandOutcome.Done)
                return result;
        }

        var mode = await _repeated.AskAsync(t => _line.AskFirstAsync(EvolisCommand.ErrorManagement, EvolisReply.Mode, t), token);
        if (mode is null)
            return new CommandResult(CommandOutcome.Unknown);

        return mode == Model.ErrorManagement
            ? new CommandResult(CommandOutcome.Done)
            : new CommandResult(CommandOutcome.Refused, PrinterReason.Rejected, $"Rem {mode}");
    }

    public Task<CommandResult> FeedAsync(CancellationToken token) => ToChipStationAsync(token);

    public Task<CommandResult> ReturnToChipStationAsync(CancellationToken token) => ToChipStationAsync(token);

    public Task<CommandResult> EjectAsync(CancellationToken token) => _sequence.RunAsync(
        [
            new EvolisStep(EvolisCommand.StartSequence, Limits.Move, Moves: true),
            new EvolisStep(EvolisCommand.ReleaseCard, Limits.Command, Moves: false),
            new EvolisStep(EvolisCommand.EndSequence, Limits.Move, Moves: true),
        ],
        token);

    public Task<CommandResult> RejectAsync(CancellationToken token) => _sequence.RunAsync(
        [
            new EvolisStep(EvolisCommand.ReleaseCard, Limits.Command, Moves: false),
            new EvolisStep(EvolisCommand.RejectTray, Limits.Command, Moves: false),
            new EvolisStep(EvolisCommand.ToRejectBox, Limits.Move, Moves: true),
        ],
        token);

    public async Task<CommandResult> ClearErrorAsync(CancellationToken token)
    {
        var result = await _sequence.RunAsync([new EvolisStep(EvolisCommand.ClearStatus, Limits.Move, Moves: false)], token);
        // An error text answers that the error stands: it was not cleared. No guess is left.
        return result is { Outcome: CommandOutcome.Unknown, Reason: not null } ? result with { Outcome = CommandOutcome.Refused } : result;
    }

    public async Task<PrintResult> PrintAsync(IReadOnlyList<PrintPanel> panels, CancellationToken token)
    {
        var downloads = Downloads(panels);
        var started = _timeProvider.GetTimestamp();
        var sent = 0;
        // A choice of ribbon moves and prints nothing: whatever becomes of it, the print has not begun.
        var ribbon = new EvolisStep($"Pr;{Model.Ribbon}", Limits.Command, Moves: false);
        var chosen = await _sequence.StepAsync(ribbon, Input.MustBeSilent, token);
        if (chosen.Outcome != CommandOutcome.Done)
            return Result(chosen with { Outcome = CommandOutcome.Refused, Reason = chosen.Reason ?? PrinterReason.ConnectingToDevice });

        var start = new EvolisStep(EvolisCommand.StartSequence, Limits.Move, Moves: true);
        var begun = await _sequence.StepAsync(start, Input.Drained, token);
        if (begun.Outcome != CommandOutcome.Done)
            return Result(begun);

        foreach (var (words, frame) in downloads)
        {
            sent++;
            var result = await _sequence.SendAsync(words, frame, Limits.Download + _line.TimeFor(frame.Length), Input.Drained, token);
            if (result.Outcome != CommandOutcome.Done)
                return Result(result);
        }

        var ends = _timeProvider.GetTimestamp();
        var ended = await _sequence.StepAsync(new EvolisStep(EvolisCommand.EndSequence, Limits.Print, Moves: true), Input.Drained, token);
        return Result(ended, _timeProvider.GetElapsedTime(ends));

        // After the first panel byte nothing is a refusal any more: the head may have printed.
        // What the panels took on a slow line says nothing of printing, but a line may be faster than its rate.
        PrintResult Result(CommandResult result, TimeSpan ending = default) => new(
            result.Outcome == CommandOutcome.Refused && sent > 0 ? CommandOutcome.Unknown : result.Outcome, sent,
            Longer(_timeProvider.GetElapsedTime(started) - _line.TransferTime(downloads.Sum(download => download.Frame.Length)), ending), result.Reason, result.DeviceText);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    public ValueTask DisposeAsync() => _line.DisposeAsync();

    /// <summary>With a card inside this moves it, with none it feeds one (ours): the lane has proven which before it calls.</summary>
    private Task<CommandResult> ToChipStationAsync(CancellationToken token) =>
        _sequence.RunAsync([new EvolisStep(EvolisCommand.ToChipStation, Limits.Move, Moves: true)], token);

    /// <summary>All panels are checked and packed before the first byte is sent.</summary>
    private List<(string Words, byte[] Frame)> Downloads(IReadOnlyList<PrintPanel> panels)
    {
        var order = panels.Select(panel => Model.Ribbon.IndexOf(panel.Panel)).ToList();
        if (panels.Count == 0 || order.Zip(order.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new ArgumentException($"Panels must come once each, in the order of the ribbon \"{Model.Ribbon}\".", nameof(panels));

        return [.. panels.Select(panel => ($"Db;{panel.Panel};{panel.Levels}", EvolisCommand.Download(panel, Model, _line.Baud is not null)))];
    }

    private async Task<PrinterEvidence?> ObserveOnceAsync(CancellationToken token)
    {
        if (await _line.AskFirstAsync(EvolisCommand.SerialNumber, EvolisReply.SerialNumber, token) is not { } serial
            || await _line.AskNextAsync(EvolisCommand.Position, EvolisReply.Place, token) is not { } place
            || await _line.AskNextAsync<long?>(EvolisCommand.CardsInserted, EvolisReply.Counter, token) is not { } inserted
            || await _line.AskNextAsync<long?>(EvolisCommand.PanelsPrinted, EvolisReply.Counter, token) is not { } printed
            || await _line.AskNextAsync<decimal?>(EvolisCommand.CoverSensor, EvolisReply.Volts, token) is not { } cover
            || await _line.AskNextAsync<decimal?>(EvolisCommand.ExitSensor, EvolisReply.Volts, token) is not { } exit
            || !await ConfirmAsync(place, token)
            // Said twice: one spoilt digit would turn into so many cards, or panels, that nobody has seen.
            || await _line.AskNextAsync<long?>(EvolisCommand.CardsInserted, EvolisReply.Counter, token) != inserted
            || await _line.AskNextAsync<long?>(EvolisCommand.PanelsPrinted, EvolisReply.Counter, token) != printed
            || await _line.AskNextAsync(EvolisCommand.SerialNumber, EvolisReply.SerialNumber, token) != serial
            || await _line.AskNextAsync<int?>(EvolisCommand.ErrorManagement, EvolisReply.Mode, token) is not { } mode)
            return null;

        return new PrinterEvidence(
            serial, place.Position, inserted, printed, mode != Model.ErrorManagement, place.Standing, cover < HalfVolts, exit >= ExitVolts);
    }

    /// <remarks>A stale OK may come several times in a row, so an empty path needs another good answer in between; on a model that must
    /// not be asked anything else it stays unknown.</remarks>
    private async Task<PlaceReply?> ReadPlaceOnceAsync(CancellationToken token)
    {
        var place = await _line.AskFirstAsync(EvolisCommand.Position, EvolisReply.Place, token);
        if (place is not { Position: CardPosition.Empty })
            return place;

        if (!Model.QueriesWithEncodedCard.Contains("identity"))
            return new PlaceReply(null, null);

        return await _line.AskNextAsync(EvolisCommand.SerialNumber, EvolisReply.SerialNumber, token) is not null
            && await ConfirmAsync(place, token)
            ? place
            : null;
    }

    /// <summary>"No card" is spelt OK, and a stale OK is the fault these printers are known for: an empty path counts when it is said
    /// twice.</summary>
    private async Task<bool> ConfirmAsync(PlaceReply place, CancellationToken token) =>
        place.Position != CardPosition.Empty || await _line.AskNextAsync(EvolisCommand.Position, EvolisReply.Place, token) == place;

    private async Task<PrinterSupplies?> ReadSuppliesOnceAsync(CancellationToken token)
    {
        var feeder = await _line.AskFirstAsync(EvolisCommand.FeederSensor, SupplyReply.Level, token);
        var left = feeder is null ? null : await _line.AskNextAsync(EvolisCommand.RibbonLeft, SupplyReply.Count, token);
        var ribbonZone = left is null ? null : await _line.AskNextAsync(EvolisCommand.RibbonZone, SupplyReply.Count, token);
        var zone = ribbonZone is null ? null : await _line.AskNextAsync(EvolisCommand.PrinterZone, SupplyReply.Count, token);
        if (feeder is null || left is null || ribbonZone is null || zone is null)
            return null;

        SupplyReply[] all = [feeder, left, ribbonZone, zone];
        return new PrinterSupplies(
            feeder.Error == PrinterReason.CleaningRequired ? null : feeder.Volts >= HalfVolts,
            left.Number is { } sets ? (int)Math.Min(sets, int.MaxValue) : left.Error == PrinterReason.MarkerSupplyEmpty ? 0 : null,
            ribbonZone.Number is not null && ribbonZone.Number == zone.Number,
            all.Any(reply => reply.Error == PrinterReason.CleaningRequired));
    }

    /// <summary>An answer about supplies: a voltage or a number as asked, or an error that says the same in words. OK is none of them.</summary>
    private sealed record SupplyReply(decimal? Volts, long? Number, PrinterReason? Error)
    {
        public static SupplyReply? Level(string text) =>
            EvolisReply.Volts(text) is { } volts ? new SupplyReply(volts, null, null) : InWords(text);

        public static SupplyReply? Count(string text) =>
            EvolisReply.Counter(text) is { } number ? new SupplyReply(null, number, null) : InWords(text);

        private static SupplyReply? InWords(string text) =>
            EvolisReply.Error(text) is { Reason: not PrinterReason.Rejected } row ? new SupplyReply(null, null, row.Reason) : null;
    }
}
