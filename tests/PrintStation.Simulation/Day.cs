using Microsoft.Extensions.Logging;
using PrintStation.Emulators;
using PrintStation.Emulators.Faults;
using PrintStation.Emulators.World;
using PrintStation.Lifecycle;
using PrintStation.Simulation.Centre;
using PrintStation.Simulation.Checks;
using PrintStation.Simulation.Disk;
using PrintStation.Simulation.Lines;
using PrintStation.Simulation.People;
using PrintStation.Simulation.Time;
using PrintStation.Storage;

namespace PrintStation.Simulation;

/// <summary>What a day came to.</summary>
/// <param name="Exact">At its end the books were compared with the plastic place by place, and nothing was granted for what nobody can have seen.</param>
internal sealed record DayResult(
    int Seed, IReadOnlyList<Finding> Findings, int Issued, int Spoiled, int Deaths, int ActsChecked, bool Exact, TimeSpan Simulated, string Digest);

/// <summary>One seed: one office day of about forty cards on two printers, in which everything that can go wrong may.</summary>
internal sealed partial class Day : IAsyncDisposable
{
    private const int StaleSeed = 0x57A1E;
    private static readonly TimeSpan LongestFairTime = TimeSpan.FromHours(4);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenFairLooks = TimeSpan.FromSeconds(15);

    private readonly Template _template;
    private readonly string _config;
    private readonly string _scratch;
    private readonly Chance _chance;
    private readonly Plan _plan;
    private readonly SimulatedTime _time;
    private readonly Diary _diary;
    private readonly Findings _findings;
    private readonly LineWeather _lines;
    private readonly StaleReplies _stale;
    private readonly NetworkWeather _network;
    private readonly SimulatedOffice _office;
    private readonly Person _person;
    private readonly Hands _hands;
    private readonly DiskStates _states;
    private readonly EventCheck _events;
    private readonly WireCheck _wire;
    private readonly ChipWireCheck _chipWire;
    private readonly UnseenPairs _pairs;
    private readonly BooksCheck _books;
    private readonly GoodCards _good;
    private readonly JobCards _jobs;
    private SimulatedCentre _centre = null!;
    private SecondStation _second = null!;
    private StationProcess? _station;
    private StationDisk? _disk;
    private Life? _life;
    private IReadOnlyList<Pause> _standing = [];
    private string _directory;
    private TimeSpan _wallError;
    private bool _over;
    private bool _heldDown;
    private bool _hasForgotten;
    private int _deaths;
    private int _happened;
    private TimeSpan _noticed;

    public Day(int seed, Template template, JobCards jobs, string config, string scratch, SimulatedTime time, TextWriter? log)
    {
        (_template, _jobs, _config, _scratch, _time) = (template, jobs, config, scratch, time);
        Seed = seed;
        _chance = new Chance(seed);
        _plan = Plan.Of(seed, _chance);
        _diary = new Diary(time, log);
        _findings = new Findings(_diary);
        _lines = new LineWeather(_chance, _diary);
        _stale = new StaleReplies(new Chance(seed ^ StaleSeed), _diary);
        _network = new NetworkWeather(_chance, _diary);
        _office = new SimulatedOffice(OfficeOptions(), template.Boxes[0].Uids, _plan.CardFaults, _lines, time);
        _person = new Person(_office.World, _chance, _diary, _findings, time) { BooksMayBeBehind = _plan.BooksMayBeBehind };
        _hands = new Hands(_office.World, _chance, _diary, time);
        _states = new DiskStates(() => File.Exists(DatabasePath) ? DatabasePath : null);
        _events = new EventCheck(_states, _findings, _diary) { BooksMayForget = _plan.RestoresStation };
        _wire = new WireCheck(_states, _findings);
        _chipWire = new ChipWireCheck(_wire);
        _pairs = new UnseenPairs(_states);
        _books = new BooksCheck(_office.World, _states, _pairs, _person, _findings);
        _good = new GoodCards(_office.World, jobs, _person, _findings);
        _office.World.Log.Observed = Observe;
        _office.World.StaleReply = _stale.Draw;
        _directory = Directory.CreateDirectory(Path.Combine(scratch, "life-0")).FullName;
        // One office in eight is new. The others have their tables from before: a table more does not shift the moments of all deaths.
        if (seed % 8 != 0)
            template.PutDatabase(DatabasePath);
    }

    public int Seed { get; }

    private string DatabasePath => Path.Combine(_directory, "data", "station.db");

    /// <summary>Three days of four do not wait out the hour that the centre lets a job rest: an idle office costs as much to simulate as
    /// half a day's work.</summary>
    private bool IsRestCutShort => Seed % 4 != 0;

    private bool IsFair => _time.Elapsed >= _plan.FairFrom;

    public async Task<DayResult> RunAsync()
    {
        _diary.Note("plan", $"{_plan}");
        foreach (var mishap in _plan.Mishaps)
            _diary.Note("plan", $"{mishap}");
        var central = Path.Combine(_scratch, "central");
        Folders.Copy(_template.CentralDirectory, central);
        _centre = await SimulatedCentre.StartAsync(central, _time);
        _second = new SecondStation(_centre, _template, _time, _diary, _findings);
        (_lines.Roughness, _stale.Share, _network.Roughness, _person.Carelessness, _hands.Reach) =
            (_plan.LineRoughness, _plan.Staleness, _plan.NetworkRoughness, _plan.Carelessness, _plan.Reach);
        Task[] work = [SuperviseAsync(), AttendAsync(), _hands.RunAsync(), .. _plan.Mishaps.Select(PlayAsync)];
        await WatchAsync(work);
        _over = true;
        var issued = _jobs.Ids.Count(job => _office.World.Blanks.Any(blank => _good.JobOf(blank) == job));
        var spoiled = _office.World.Blanks.Count(blank => blank.Place.Kind is PlaceKind.RejectBox or PlaceKind.RejectTray);
        return new DayResult(Seed, _findings.All, issued, spoiled, _deaths, _events.Checked + _wire.Checked + _books.Checked, _books.WasExact, _time.Elapsed, _diary.Digest());
    }

    public async ValueTask DisposeAsync()
    {
        _life?.End("the day is over");
        if (_station is not null)
            await _station.DisposeAsync();
        await _office.DisposeAsync();
        if (_centre is not null)
            await _centre.DisposeAsync();
        _states.Dispose();
        _jobs.Forget();
        _diary.Dispose();
    }

    private static OfficeOptions OfficeOptions() => new()
    {
        Raster = Template.Raster,
        RibbonPrints = 60,
        Printers = [.. Enumerable.Range(1, 2).Select(number => new Emulators.PrinterOptions
        {
            Name = $"printer-{number}", Serial = $"1000000000{number}", Port = SimulatedOffice.PrinterPort + number,
            ReaderPort = SimulatedOffice.ReaderPort + number, HopperCapacity = 50,
        })],
    };

    /// <summary>Until the queue is worked off, or it is certain that it never will be.</summary>
    private async Task WatchAsync(IReadOnlyList<Task> work)
    {
        while (_findings.All.Count == 0)
        {
            await Task.Delay(IsFair ? BetweenFairLooks : BetweenLooks, _time);
            if (_office.Broken is { } broken)
                throw new InvalidOperationException("The emulators broke.", broken);
            if (work.FirstOrDefault(task => task.IsFaulted) is { } failed)
                await failed;
            _books.CheckRuns();
            if (_plan.IsOfCarefulPeople || !(_person.HasErred || _hands.HaveReached || _hasForgotten))
                CheckBooks();
            if (!IsFair)
                continue;
            BeFair();
            if (_station is not { Life.IsOver: false } station)
                continue;
            try
            {
                if (await IsDoneAsync(station))
                {
                    await new EndCheck(_plan, _office.World, _centre, _jobs, _good, _books, _pairs, _person, _findings).CheckAsync(station);
                    return;
                }

                if (IsRestCutShort && station.Book.Runs(DiskStates.Unended).Count == 0)
                    await _centre.EndRestAsync();
            }
            catch (ProcessDied)
            {
                continue;
            }

            if (_time.Elapsed > _plan.FairFrom + LongestFairTime)
                _findings.Add("stuck", await DescribeAsync(station));
        }
    }

    private void BeFair()
    {
        (_lines.Roughness, _stale.Share, _network.Roughness, _network.IsDown, _person.Carelessness, _hands.Reach) = (0, 0, 0, false, 0, 0);
        _office.Unplugged.Clear();
        if (_life is { } life)
            life.PointsLeft = null;
        if (_disk is { } disk)
            (disk.IsFull, disk.IsReadOnly) = (false, false);
    }

    private async Task<bool> IsDoneAsync(StationProcess station)
    {
        if (_busyMishaps > 0 || _time.Elapsed < _plan.FairFrom + _untilHeard || _time.Elapsed < _noticed)
            return false;
        var open = await _centre.Books.ReadAsync(session => session.SingleOrDefaultAsync<long>(
            "SELECT count(*) FROM job WHERE status IN ('waiting', 'leased', 'held')"), CancellationToken.None);
        return open == 0 && station.Desk.Status(Texts.English) is { Queue.OutcomesWaiting: 0 } && station.Held.List().Count == 0
            && station.Book.Runs(DiskStates.Unended).Count == 0 && _person.Unbooked == 0
            && _office.World.Printers.All(printer => printer.InPath.Count == 0)
            && !_office.World.Blanks.Any(blank => blank.Place.Kind == PlaceKind.Desk);
    }

    private async Task<string> DescribeAsync(StationProcess station)
    {
        var jobs = await _centre.Books.ReadAsync(session => session.QueryAsync<string>(
            "SELECT job_id || ' ' || status || ' ' || coalesce(reason, '') FROM job WHERE status IN ('waiting', 'leased', 'held')"),
            CancellationToken.None);
        var status = station.Desk.Status(Texts.English);
        return $"centre: {string.Join(", ", jobs.Take(5))}; pauses: {string.Join(", ", status.Reasons.Select(pause => $"{pause.Scope} {pause.Reason}"))}; "
            + $"waiting: {string.Join(", ", station.Held.List().Select(card => $"{card.RunId} {card.State} {card.BlankUid} {card.Reason}"))}; "
            + $"runs: {string.Join(", ", station.Book.Runs(DiskStates.Unended).Take(5).Select(run => $"{run.RunId} {run.State}"))}; "
            + $"outbox {status.Queue.OutcomesWaiting}; in machines {string.Join(", ", _office.World.Printers.Select(printer => printer.InPath.Count))}; "
            + $"hoppers {string.Join(", ", _office.World.Printers.Select(printer => printer.HopperCount))}; store {_office.World.StoreCount}";
    }

    private void Observe(WorldEvent happened)
    {
        _happened++;
        _events.Observe(happened);
        _pairs.Observe(happened);
        if (happened.Name is "ejected" or "put-in-output" && happened.Blank is { } uid)
            _good.Check(_office.World.Find(uid)!, _centre.IsVoided);
        _hands.Observe(happened);
        // A station with an empty queue looks at its machines now and then only.
        if (happened.Name == "button")
            _noticed = _time.Elapsed + TimeSpan.FromMinutes(2);
        if (happened.Name is "fed" or "moved" or "chip-locked" or "printed" or "ejected" or "rejected" or "power-cut")
            AimDeath(happened.Name == "power-cut" ? Math.Min(0.5, 20 * _plan.AimedDeaths) : _plan.AimedDeaths);
    }

    private async Task AttendAsync()
    {
        var heard = 0;
        while (!_over)
        {
            // Whoever has heard nothing move and was asked for nothing has other things to do.
            var isQuiet = _person.IsIdle && _happened == heard;
            heard = _happened;
            await Task.Delay(_chance.Between(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15)) * (isQuiet ? 5 : 1), _time);
            if (_station is { Life.IsOver: false } station)
                await await Task.WhenAny(_person.AttendAsync(station), station.Life.WhenOver);
            _books.CheckRuns();
        }
    }

    private void CheckBooks()
    {
        _books.Check();
        if (_books.IsRest)
            _books.CheckAtRest();
    }
}
