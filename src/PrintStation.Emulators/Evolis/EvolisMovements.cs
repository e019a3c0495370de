using PrintStation.Emulators.Faults;
using PrintStation.Emulators.World;

namespace PrintStation.Emulators.Evolis;

/// <summary>The commands that move a card or print on it.</summary>
internal sealed partial class EvolisPrinter
{
    /// <summary>By the button on the machine's front: a test of the feeder, with a card that no host asked for.</summary>
    /// <exception cref="OperationCanceledException">The power went.</exception>
    public async Task TakeCardByHandAsync(bool ejects, CancellationToken power)
    {
        await _oneAtATime.WaitAsync(power);
        try
        {
            if (_body.Inside is not null || Standing() is not null)
                return;
            _world.Log.Write("button", _body.Name);
            var motion = await _body.FeedAsync(ejects ? PlaceKind.PrintHead : PlaceKind.ChipStation, _world.Now(), power);
            if (motion == Motion.Done && ejects)
                motion = await _body.EjectAsync("button", power);
            Failed(motion);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<EvolisReply> StartAsync(EvolisCommand command, CancellationToken power)
    {
        if (Trouble() is { } trouble)
            return trouble;

        // A card inside goes to the print head with its first panel; without one the printer takes the next from the hopper.
        var motion = _body.Inside is null ? await _body.FeedAsync(PlaceKind.PrintHead, command.StartedAt, power) : Motion.Done;
        if (motion != Motion.Done)
            return Failed(motion);

        (_sequence, _failedPrint) = (new PrintSequence(), null);
        return EvolisReply.Ok;
    }

    private async Task<EvolisReply> DownloadAsync(EvolisCommand command, CancellationToken power)
    {
        if (EvolisRaster.Unpack(command, _world.Raster) is not { } panel)
            return EvolisReply.BadParameter;
        if (Trouble() is { } trouble)
            return trouble;
        if (_sequence is not { } sequence)
            return EvolisReply.NotNow;
        if (!sequence.Accepts(panel.Name, _settings.Ribbon))
            return EvolisReply.BadParameter;

        var waiting = sequence.Waiting;
        sequence.Receive(panel);
        var motion = await _body.MoveToPrintHeadAsync(power);
        if (motion == Motion.Done && waiting is { } before)
            motion = await _body.PrintPanelAsync(before.Side, before.Panel, power);

        return motion == Motion.Done ? EvolisReply.Ok : Failed(motion);
    }

    private async Task<EvolisReply> TurnAsync(EvolisCommand command, CancellationToken power)
    {
        if (Trouble() is { } trouble)
            return trouble;
        if (_sequence is not { Side: CardSide.Front, Received.Count: > 0 } sequence)
            return EvolisReply.NotNow;

        var motion = await FinishSideAsync(sequence, power);
        if (motion != Motion.Done)
            return Failed(motion);

        sequence.Turn();
        return EvolisReply.Ok;
    }

    private async Task<EvolisReply> EndAsync(EvolisCommand command, CancellationToken power)
    {
        if (command.Parameters is not ([] or ["1"]))
            return EvolisReply.BadParameter;
        if (Trouble() is { } trouble)
            return trouble;
        if (_sequence is not { } sequence)
            return EvolisReply.NotNow;

        var motion = await FinishSideAsync(sequence, power);
        if (motion != Motion.Done)
            return Failed(motion);

        var card = _body.Inside?.FeedNumber ?? 0;
        _sequence = null;
        if (_settings.KeepCard)
            return Answer(EvolisReply.Ok, card, Phase.Print);

        motion = await _body.EjectAsync("command", power);
        return Answer(motion == Motion.Done ? new EvolisReply("OK", CardDone: true) : Failed(motion), card, Phase.Eject);
    }

    private async Task<Motion> FinishSideAsync(PrintSequence sequence, CancellationToken power)
    {
        if (sequence.Waiting is not { } last)
            return Motion.Done;

        var motion = await _body.PrintPanelAsync(last.Side, last.Panel, power);
        if (motion != Motion.Done)
            return motion;

        sequence.Printed();
        if (sequence.PanelsOnSide == _settings.Ribbon.Length && _body.Inside is { } blank)
            _world.Printed(blank, _body, sequence.Side);
        return Motion.Done;
    }

    private async Task<EvolisReply> FetchAsync(EvolisCommand command, PlaceKind target, CancellationToken power)
    {
        if (command.Parameters.Count > 0)
            return EvolisReply.BadParameter;
        if (Standing() is { } standing)
            return new EvolisReply(standing);

        _sequence = null;
        var isNew = _body.Inside is null;
        var motion = isNew ? await _body.FeedAsync(target, command.StartedAt, power)
            : target == PlaceKind.ChipStation ? await _body.MoveToChipStationAsync(power)
            : await _body.MoveToPrintHeadAsync(power);
        if (motion != Motion.Done)
            return Failed(motion);

        return Answer(EvolisReply.Ok, _body.Inside?.FeedNumber ?? 0, isNew ? Phase.Feed : Phase.Verify);
    }

    private async Task<EvolisReply> RejectAsync(EvolisCommand command, CancellationToken power)
    {
        if (command.Parameters.Count > 0)
            return EvolisReply.BadParameter;
        if (Standing() is { } standing)
            return new EvolisReply(standing);
        if (!_settings.HasRejectTray)
            return EvolisReply.NoSuchOption;

        var card = _body.Inside?.FeedNumber ?? 0;
        var motion = await _body.RejectAsync("command", power);
        if (motion != Motion.Done)
            return Failed(motion);

        (_sequence, _failedPrint) = (null, null);
        return Answer(new EvolisReply("OK", CardDone: true), card, Phase.Eject);
    }

    private async Task<Motion> ReprintAsync(PrintSequence print, CancellationToken power)
    {
        var motion = await _body.MoveToPrintHeadAsync(power);
        foreach (var (side, panel) in print.Received)
        {
            if (motion == Motion.Done)
                motion = await _body.PrintPanelAsync(side, panel, power);
        }

        return motion;
    }
}
