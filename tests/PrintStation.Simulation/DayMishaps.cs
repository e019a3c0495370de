using PrintStation.Emulators.Faults;
using PrintStation.Emulators.World;
using PrintStation.Lifecycle;
using PrintStation.Storage;

namespace PrintStation.Simulation;

/// <summary>What befalls the whole office at its time, beside the weather on lines and network.</summary>
internal sealed partial class Day
{
    // So long after everything is fair again the station has certainly heard of each revocation.
    private TimeSpan _untilHeard;
    private int _busyMishaps;

    private async Task PlayAsync(Mishap mishap)
    {
        await Task.Delay(mishap.At, _time);
        if (_over)
            return;
        _diary.Note("mishap", $"{mishap}");
        var printer = _office.World.Printers[mishap.Printer];
        switch (mishap.Kind)
        {
            case MishapKind.NetworkDown:
                _network.IsDown = true;
                await Task.Delay(mishap.Length, _time);
                _network.IsDown = false;
                break;
            case MishapKind.PrinterUnplugged:
                await UnplugAsync(SimulatedOffice.PrinterPort + 1 + mishap.Printer, mishap.Length);
                break;
            case MishapKind.ReaderUnplugged:
                await UnplugAsync(SimulatedOffice.ReaderPort + 1 + mishap.Printer, mishap.Length);
                break;
            case MishapKind.SamUnplugged:
                await UnplugAsync(SimulatedOffice.SamPort, mishap.Length);
                break;
            case MishapKind.DeskUnplugged:
                await UnplugAsync(SimulatedOffice.DeskPort, mishap.Length);
                break;
            case MishapKind.PowerCut:
                printer.CutPower((PowerOnAction)(int)(mishap.Size * 4));
                break;
            case MishapKind.DiskFull:
                _disk?.IsFull = true;
                await Task.Delay(mishap.Length / 4, _time);
                _disk?.IsFull = false;
                break;
            case MishapKind.DiskReadOnly:
                _disk?.IsReadOnly = true;
                await Task.Delay(mishap.Length / 4, _time);
                _disk?.IsReadOnly = false;
                break;
            case MishapKind.ClockJump:
                _wallError = TimeSpan.FromHours((mishap.Size - 0.5) * 12);
                break;
            case MishapKind.SparePrinter:
                await SwapAsync(printer, mishap);
                break;
            case MishapKind.StationStop when _station is { Life.IsOver: false } station:
                await station.StopAsync();
                station.Life.End("stopped");
                break;
            case MishapKind.CentreRestore:
                await RestoreCentreAsync(mishap);
                break;
            case MishapKind.StationRestore:
                await RestoreStationAsync(mishap);
                break;
            case MishapKind.HeadFile:
                await LoseHeadAsync(mishap);
                break;
            case MishapKind.Revocation:
                _diary.Note("centre", await _centre.RevokeAsync(mishap.Size));
                _untilHeard = TimeSpan.FromMinutes(3);
                break;
            case MishapKind.SecondStation:
                if (mishap.Size < 0.5)
                    _centre.ClockError += TimeSpan.FromDays(8);
                await TakeBesideAsync((int)(mishap.Size * 20) + 1, mishap.Length);
                break;
            case MishapKind.ReadersExchanged:
                await ExchangeReadersAsync();
                break;
        }
    }

    /// <summary>While both machines are empty, as anybody would who reaches behind them. The cables are put right once the station says so; by then
    /// somebody may have said that it can go on as it is.</summary>
    private async Task ExchangeReadersAsync()
    {
        await UntilAsync(AreEmpty);
        await _office.ExchangeReadersAsync();
        await UntilAsync(() => _station is { Life.IsOver: false } station
            && _office.World.Printers.Any(printer => station.Gate.Has(printer.Name, GateReasons.ReaderElsewhere)));
        await UntilAsync(AreEmpty);
        _diary.Note("person", "puts the readers' cables right");
        await _office.ExchangeReadersAsync();

        bool AreEmpty() => _office.World.Printers.All(printer => printer is { IsMoving: false, InPath.Count: 0 });

        async Task UntilAsync(Func<bool> isSo)
        {
            while (!_over && !isSo())
                await Task.Delay(TimeSpan.FromSeconds(1), _time);
        }
    }

    private async Task UnplugAsync(int port, TimeSpan length)
    {
        _office.Unplugged.Add(port);
        await _office.HangUpAsync(port);
        await Task.Delay(length, _time);
        _office.Unplugged.Remove(port);
    }

    /// <summary>A person carries the machine away and puts a spare one in its place, with the cards of its hopper.</summary>
    private async Task SwapAsync(PrinterBody printer, Mishap mishap)
    {
        while (printer.IsMoving)
            await Task.Delay(TimeSpan.FromSeconds(1), _time);
        printer.SetCover(open: true);
        // A bare one that only the button took in, and that the station has not seen, goes back to the others.
        while (_office.World.RemoveFromPath(printer) is { } card)
            if (_states.At(printer.Name).Count == 0 && _states.Strays(printer.Name) == 0)
                printer.TryLoad(card);

        printer.SetCover(open: false);
        printer.Replace($"2000000{(int)(mishap.Size * 10000):0000}", cardsInserted: 3, panelsPrinted: 15);
        printer.CutPower(PowerOnAction.Eject);
    }

    private async Task RestoreCentreAsync(Mishap mishap)
    {
        var backup = Path.Combine(_scratch, $"central-{mishap.At.Ticks}.db");
        _centre.BackUp(backup);
        if (_plan.SecondIsLost)
            await _second.VanishWithAsync((int)(mishap.Size * 10) + 1);
        await Task.Delay(mishap.Length / 2, _time);
        await _second.ConfirmBoxAsync();
        await Task.Delay(mishap.Length / 2, _time);
        await _centre.RestoreAsync(backup);
        if (_plan.SecondIsLost)
        {
            await LoseSecondAsync(mishap.Length);
            return;
        }

        await _second.ResendAsync();
        _busyMishaps++;
        var box = TellOfBoxAsync();
        if (mishap.Size < 0.5)
            await TakeBesideAsync(Worker.Cards, mishap.Length);
        await box;
        _busyMishaps--;
    }

    /// <summary>The centre has forgotten what the second station took, two persons declare that station lost, and later it is there again.</summary>
    private async Task LoseSecondAsync(TimeSpan away)
    {
        await _second.ConfirmBoxAsync();
        await _centre.DeclareLostAsync(Template.SecondStation);
        _busyMishaps++;
        await Task.Delay(away, _time);
        await _second.ComeBackAsync();
        _busyMishaps--;
    }

    /// <summary>That the centre has forgotten its box the second station learns late.</summary>
    private async Task TellOfBoxAsync()
    {
        await Task.Delay(TimeSpan.FromMinutes(2), _time);
        await _second.ConfirmBoxAsync();
    }

    private async Task TakeBesideAsync(int count, TimeSpan keeps)
    {
        _busyMishaps++;
        await _second.TakeAsync(count, keeps, _plan.RestoresStation ? null : MayBeMade);
        _busyMishaps--;

        // To a restored centre what uses no blank goes back. A card that was falsely declared lost is voided, and its job made anew.
        bool MayBeMade(string jobId) => (_plan.RestoresCentre ? _states.HasCard(jobId) : _states.HoldsContent(jobId))
            || _office.World.Blanks.Any(blank => _good.JobOf(blank) == jobId && !_person.Lies.Contains(blank.Uid));
    }

    /// <summary>The station's database as it was some time ago comes back by the station's own commands: alone, or with the small file beside it,
    /// as a machine's whole image does.</summary>
    private async Task RestoreStationAsync(Mishap mishap)
    {
        var backup = Path.Combine(_scratch, $"backup-{mishap.At.Ticks}.db");
        try
        {
            DatabaseBackup.Write(Files, backup);
        }
        catch (StationDatabaseException e)
        {
            _diary.Note("person", $"makes no backup: {e.Code}");
            return;
        }

        var (head, since) = (ReadHead(), _office.World.Log.Events.Count);
        await Task.Delay(mishap.Length, _time);
        if (_over)
            return;
        _heldDown = true;
        _life?.End("stopped for a restore");
        // Whatever moves comes to its end before anybody has found the backup.
        await Task.Delay(TimeSpan.FromMinutes(2), _time);
        _states.Close();
        DatabaseRestore.Run(Files, backup, aside => aside, _time);
        if (mishap.Size >= 0.5)
            PutHead(head);
        _wire.Forget();
        _standing = [];
        _hasForgotten = true;
        _books.Forgot(_office.World.Log.Events.Skip(since));
        _heldDown = false;
        // The one that could tell that the books are older is the last to answer.
        if (_plan.UsedMachineIsLate && PrintersFed(since) is [var used])
            await UnplugAsync(SimulatedOffice.PrinterPort + used, TimeSpan.FromSeconds(3));
    }

    /// <summary>Numbers of the printers that took cards since that event.</summary>
    private List<int> PrintersFed(int since) =>
    [
        .. _office.World.Log.Events.Skip(since).Where(happened => happened.Name == "fed").Select(happened => happened.Printer).Distinct()
            .Select(name => _office.World.Printers.ToList().FindIndex(printer => printer.Name == name) + 1),
    ];

    /// <summary>While the station lives it would only write the file anew: it is found changed at a start.</summary>
    private async Task LoseHeadAsync(Mishap mishap)
    {
        var earlier = ReadHead();
        await Task.Delay(mishap.Length, _time);
        if (_over)
            return;
        _life?.End("stopped, and the file beside the books is not what it was");
        if (mishap.LosesHeadFile)
            PutHead(null);
        else if (earlier is not null)
            PutHead(earlier);
    }

    private StationFiles Files => new(Path.Combine(_directory, "data"));

    private string HeadPath => Path.Combine(_directory, "ledger-head.json");

    private byte[]? ReadHead() => File.Exists(HeadPath) ? File.ReadAllBytes(HeadPath) : null;

    private void PutHead(byte[]? content)
    {
        if (content is null)
            File.Delete(HeadPath);
        else
            File.WriteAllBytes(HeadPath, content);
    }
}
