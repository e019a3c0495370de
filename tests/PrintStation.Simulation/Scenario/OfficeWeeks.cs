using Dapper;
using PrintStation.Emulators;
using PrintStation.Emulators.Faults;
using PrintStation.Emulators.World;
using PrintStation.Simulation.Centre;
using PrintStation.Simulation.Disk;
using PrintStation.Simulation.Lines;
using PrintStation.Simulation.People;
using PrintStation.Simulation.Time;
using PrintStation.Storage;

namespace PrintStation.Simulation.Scenario;

/// <summary>The office through its three weeks: switched on in the morning, off at night, and in between what the plan has in store.</summary>
internal sealed class OfficeWeeks : IAsyncDisposable
{
    /// <summary>At closing time the cards in the machines come to their end; a jam may hold one up.</summary>
    private const int MostClosingLooks = 60;

    private static readonly Phase[] JamPhases = [Phase.Feed, Phase.Encode, Phase.Print, Phase.Eject];
    private static readonly TimeSpan Warming = TimeSpan.FromMinutes(5);

    private readonly KupangPlan _plan;
    private readonly OfflineMode _offline;
    private readonly KupangCentre _made;
    private readonly string _config;
    private readonly TextWriter _progress;
    private readonly SimulatedTime _time;
    private readonly Chance _chance = new(KupangPlan.Seed);
    private readonly Diary _diary;
    private readonly NetworkWeather _network;
    private readonly NetworkWatch _watch;
    private readonly SimulatedOffice _office;
    private readonly CardWatch _cards;
    private readonly Staff _staff;
    private SimulatedCentre _centre = null!;
    private StationProcess? _station;
    private DateTimeOffset? _queueEmpty;
    private Exception? _broken;

    /// <param name="progress">A line at the end of each day, for whoever waits.</param>
    public OfficeWeeks(
        KupangPlan plan, OfflineMode offline, KupangCentre made, string config, SimulatedTime time, TextWriter? log, TextWriter progress,
        string? worldDirectory = null)
    {
        (_plan, _offline, _made, _config, _time, _progress) = (plan, offline, made, config, time, progress);
        _diary = new Diary(time, log);
        _network = new NetworkWeather(_chance, _diary);
        _watch = new NetworkWatch(_network, time);
        _office = new SimulatedOffice(OfficeOptions(worldDirectory), [.. made.Template.Boxes.SelectMany(box => box.Uids)], "", new LineWeather(_chance, _diary), time);
        _cards = new CardWatch(_office.World, _diary);
        _staff = new Staff(_office.World, made.Template.Boxes, plan, _chance, _diary, time);
    }

    public static string StationDirectory(Template template) => Path.Combine(template.Directory, "station");

    public async Task<Figures> RunAsync()
    {
        _centre = await SimulatedCentre.StartAsync(_made.Template.CentralDirectory, _time);
        Task[] befalls = [LoseNetworkAsync(), RecordAsync(), JamAsync()];
        for (var day = 0; day < _plan.WorkingDays; day++)
        {
            await WorkAsync(day);
            await _progress.WriteLineAsync($"day {day + 1} of {_plan.WorkingDays} is over, {_office.World.CardsFed} blanks were fed");
            if (befalls.FirstOrDefault(task => task.IsFaulted) is { } failed)
                await failed;
        }

        return await new Account(_plan, _offline, _office.World, _centre, _made.Backlog, _cards, _watch)
            .SumAsync(_station!, _queueEmpty, _diary.Digest());
    }

    public async ValueTask DisposeAsync()
    {
        if (_station is not null)
            await EndAsync(_station);
        await _office.DisposeAsync();
        if (_centre is not null)
            await _centre.DisposeAsync();
        _diary.Dispose();
    }

    private static OfficeOptions OfficeOptions(string? worldDirectory) => new()
    {
        Out = worldDirectory,
        Raster = Template.Raster,
        Printers = [.. Enumerable.Range(1, KupangPlan.Printers).Select(number => new Emulators.PrinterOptions
        {
            Name = $"printer-{number}", Serial = $"1000000000{number}", Port = SimulatedOffice.PrinterPort + number,
            ReaderPort = SimulatedOffice.ReaderPort + number,
        })],
    };

    /// <summary>One working day. The station of the last one is left for the account.</summary>
    private async Task WorkAsync(int day)
    {
        if (_station is not null)
        {
            await EndAsync(_station);
            await UntilAsync(_plan.SwitchedOn(day) - Warming);
            // Printers were switched off as well.
            foreach (var printer in _office.World.Printers)
                printer.CutPower(PowerOnAction.Eject);
        }

        await UntilAsync(_plan.SwitchedOn(day));
        var station = _station = await StartAsync();
        if (day == 0)
            await PrepareAsync(station);
        await UntilAsync(KupangPlan.Opens(day));
        while (_time.GetUtcNow() < KupangPlan.Closes(day))
        {
            await LookAtQueueAsync();
            if (_time.GetUtcNow() < KupangPlan.BreakBegins(day) || _time.GetUtcNow() >= KupangPlan.BreakEnds(day))
                await _staff.AttendAsync(station);
            await Task.Delay(KupangPlan.BetweenLooks, _time);
        }

        await CloseAsync(station);
    }

    /// <summary>Before the first day begins: the delivery is booked, hoppers are filled, and the station fetches what it may.</summary>
    private async Task PrepareAsync(StationProcess station)
    {
        while (_time.GetUtcNow() < KupangPlan.Opens(0) - KupangPlan.BetweenLooks)
        {
            _staff.Pause(station);
            await Task.Delay(KupangPlan.BetweenLooks, _time);
            await _staff.AttendAsync(station, mayResume: false);
        }
    }

    private async Task CloseAsync(StationProcess station)
    {
        for (var look = 0; ; look++)
        {
            _staff.Pause(station);
            var status = station.Desk.Status(Texts.English);
            if (status.Printers.All(printer => printer.Run is null) && (_network.IsDown || status.Queue.OutcomesWaiting == 0))
                break;
            if (look == MostClosingLooks)
                throw new InvalidOperationException("The office does not come to rest: "
                    + string.Join(", ", status.Reasons.Select(pause => $"{pause.Scope} {pause.Reason}")));
            await Task.Delay(KupangPlan.BetweenLooks, _time);
            if (status.Reasons.Any(pause => pause is { ClearsItself: false, Reason: not "paused" }))
                await _staff.AttendAsync(station);
        }

        await station.StopAsync();
    }

    private async Task<StationProcess> StartAsync()
    {
        var life = new Life();
        var directory = StationDirectory(_made.Template);
        var surroundings = new StationSurroundings(
            new ProcessTime(_time, life, () => TimeSpan.Zero), _chance.Apart(), (address, _, _) => _office.OpenLine(address, life, (_, _) => { }),
            _ => _watch.Over(new NetworkPath(_centre, _network, _made.Template.Client, life, _time, _diary)));
        return await StationProcess.StartAsync(
            _made.Template.Options(directory, _config, KupangPlan.Printers, _offline, _plan.FetchAhead), surroundings, life,
            new StationDisk(directory, life),
            new DiaryLog(_diary, life, exception => _broken ??= exception));
    }

    private async Task EndAsync(StationProcess station)
    {
        _station = null;
        await station.DisposeAsync();
        station.Life.End("switched off");
        await _office.HangUpAsync();
    }

    private async Task LoseNetworkAsync()
    {
        await UntilAsync(_plan.NetworkDown);
        _watch.GoDown();
        await UntilAsync(_plan.NetworkBack);
        _watch.ComeBack(_station!.Database.Read(connection =>
            connection.ExecuteScalar<int>("SELECT count(*) FROM outbox WHERE state = 'waiting' AND kind = 'outcome'")));
    }

    private async Task RecordAsync()
    {
        for (var day = 0; day < _plan.WorkingDays; day++)
        {
            await UntilAsync(KupangPlan.Recorded(day));
            await _made.Backlog.RecordAsync(_centre.Books, _plan.RecordedEachDay);
        }
    }

    private async Task JamAsync()
    {
        var fed = -1;
        for (var day = 0; day < _plan.WorkingDays; day++)
        {
            await UntilAsync(KupangPlan.Jams(day));
            // One that still waits for a card is not joined by another.
            if (_office.World.CardsFed == fed)
                continue;
            fed = _office.World.CardsFed;
            _office.World.Expect(FaultKind.Jam, JamPhases[day % JamPhases.Length]);
        }
    }

    private async Task LookAtQueueAsync()
    {
        if ((_broken ?? _office.Broken) is { } broken)
            throw new InvalidOperationException("Station or emulators ended themselves.", broken);
        var open = await _centre.Books.ReadAsync(session => session.SingleOrDefaultAsync<long>(
            "SELECT count(*) FROM job WHERE status IN ('waiting', 'leased', 'held')"), CancellationToken.None);
        _queueEmpty = open > 0 ? null : _queueEmpty ?? _time.GetUtcNow();
    }

    private async Task UntilAsync(DateTimeOffset at)
    {
        if (at > _time.GetUtcNow())
            await Task.Delay(at - _time.GetUtcNow(), _time);
    }
}
