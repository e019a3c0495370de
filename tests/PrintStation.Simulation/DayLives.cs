using Microsoft.Extensions.Logging;
using PrintStation.Lifecycle;
using PrintStation.Simulation.Centre;
using PrintStation.Simulation.Checks;
using PrintStation.Simulation.Disk;
using PrintStation.Simulation.Time;
using PrintStation.Storage;

namespace PrintStation.Simulation;

/// <summary>The lives of the station's process, one after another.</summary>
internal sealed partial class Day
{
    /// <summary>The service manager: starts the station, and starts it again.</summary>
    private async Task SuperviseAsync()
    {
        while (!_over)
        {
            if (_heldDown)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _time);
                continue;
            }

            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var life = NewLife(ended);
            var disk = _disk = new StationDisk(_directory, life) { IsFull = _disk?.IsFull ?? false, IsReadOnly = _disk?.IsReadOnly ?? false };
            StationProcess? station = null;
            _wire.Inherit();
            try
            {
                station = await StationProcess.StartAsync(
                    _template.Options(_directory, _config, 2, _plan.Offline, fetchAhead: 12), Surroundings(life), life, disk,
                    new DiaryLog(_diary, life, exception => _findings.Add("broken", $"the station ended itself: {exception}")));
                _station = station;
                CheckPauses(station);
            }
            catch (ProcessDied)
            {
                // Died while starting.
            }
            catch (Exception e) when (e is StationDatabaseException || StationDatabase.IsDiskFault(e))
            {
                _diary.Note("manager", $"the station does not start: {e.Message.Replace(_scratch, "", StringComparison.Ordinal)}");
                if (disk is { IsFull: false, IsReadOnly: false })
                    _findings.Add("broken", $"the station does not start on a good disk: {e.Message}");
                life.End("did not start");
            }

            await ended.Task;
            _station = null;
            await _office.HangUpAsync();
            await Task.Delay(_chance.Between(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10)), _time);
            if (station is not null)
                await station.DisposeAsync();
        }
    }

    /// <summary>A start is no person's word: what stood when the process died, and only a person ends, stands again.</summary>
    private void CheckPauses(StationProcess station)
    {
        var now = station.Gate.Pauses.Select(pause => (pause.Scope, pause.Reason)).ToHashSet();
        // Of a person who got no answer nobody knows whether it was done.
        foreach (var pause in _standing.Where(pause => !now.Contains((pause.Scope, pause.Reason)) && !_person.Unanswered.Contains(pause.Scope)))
            _findings.Add("silent-guess", $"{pause.Scope} no longer pauses for {pause.Reason} after a start, and no person has said that it may go on");
        _person.Unanswered.Clear();
    }

    private Life NewLife(TaskCompletionSource ended)
    {
        var life = _life = new Life { EndsByPower = _chance.Happens(0.3) };
        if (_plan.MeanPointsToDeath is { } mean && _deaths < _plan.MostDeaths && !IsFair)
            // Half of the time it dies soon again: while it finds out what the last death left.
            life.PointsLeft = _deaths > 0 && _chance.Happens(0.5) ? _chance.Next(1, 600) : 1 + (long)(-mean * Math.Log(1 - _chance.NextDouble()));
        life.Ended = where =>
        {
            if (_over)
                return;
            _deaths++;
            if (_station is { } dead)
                _standing = [.. dead.Gate.Pauses.Where(pause => GateReasons.All[pause.Reason] is { ClearsItself: false, OnDisk: true })];
            var next = Path.Combine(_scratch, $"life-{_deaths}");
            _diary.Note("death", $"{_deaths}{(life.EndsByPower ? " by power" : "")}: {where}, after {life.Points} points");
            _disk!.Image(next, life.EndsByPower ? () => _chance.Happens(0.5) : null);
            _directory = next;
            ended.TrySetResult();
        };
        return life;
    }

    private StationSurroundings Surroundings(Life life) => new(
        new ProcessTime(_time, life, () => _wallError), _chance.Apart(),
        (address, _, _) => _office.OpenLine(address, life, NoteSent),
        _ => new NetworkPath(_centre, _network, _template.Client, life, _time, _diary));

    private void NoteSent(int port, ReadOnlyMemory<byte> bytes)
    {
        if (port == SimulatedOffice.SamPort)
            _chipWire.AskedSam(bytes.Span);
        else if (port == SimulatedOffice.DeskPort)
            _chipWire.Sent("desk", bytes.Span);
        else if (port > SimulatedOffice.ReaderPort)
            _chipWire.Sent($"printer-{port - SimulatedOffice.ReaderPort}", bytes.Span);
        else
            NotePrinter($"printer-{port - SimulatedOffice.PrinterPort}", bytes.Span);
    }

    private void NotePrinter(string printer, ReadOnlySpan<byte> bytes)
    {
        _wire.Sent(printer, bytes);
        if (_diary.IsWritten)
            _diary.Tell("sent", $"to {printer}: {WireCheck.Told(bytes)}");
    }

    /// <summary>The process dies while it learns what has just happened.</summary>
    private void AimDeath(double share)
    {
        if (_life is { IsOver: false } life && !IsFair && _deaths < _plan.MostDeaths && _chance.Happens(share))
            life.PointsLeft = _chance.Next(1, 300);
    }
}
