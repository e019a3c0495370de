using System.Globalization;
using System.Text.Json.Nodes;

internal sealed class Chaos : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private readonly ChaosOptions _options;
    private readonly Options _demonstration;
    private readonly Place _place;
    private readonly TimeProvider _time;
    private readonly Queue<Kill> _plan;
    private readonly Trigger _trigger;
    private readonly List<string> _ownEnds = [];
    private readonly List<Victim> _victims = [];
    private Child? _office;
    private World _world = null!;
    private Inquiry _inquiry = null!;
    private StreamWriter? _journal;
    private long _started;
    private int _withCardInside;

    public Chaos(ChaosOptions options, TimeProvider time)
    {
        (_options, _time, _demonstration) = (options, time, options.Demonstration);
        _place = new Place(_demonstration);
        _plan = KillPlan.Draw(options.Kills, options.Seed);
        _trigger = new Trigger(_demonstration, time);
    }

    public async Task<int> RunAsync(CancellationToken token)
    {
        var preparation = new Preparation(_demonstration, _place, networkOutside: true);
        await preparation.RunAsync(token);
        _journal = new StreamWriter(_place.Log("kills")) { AutoFlush = true };
        var isDone = false;
        TimeSpan took;
        try
        {
            await BeginAsync(preparation, token);
            isDone = await AttendAsync(token);
            took = _time.GetElapsedTime(_started);
        }
        finally
        {
            await StopAsync();
        }

        return await new Verdict(_options, _place, isDone, took, _victims, _withCardInside, _ownEnds).TellAsync(token);
    }

    public void Dispose()
    {
        foreach (var victim in _victims)
            victim.Dispose();
        _office?.Dispose();
        _world?.Dispose();
        _journal?.Dispose();
    }

    private async Task BeginAsync(Preparation preparation, CancellationToken token)
    {
        var centre = Add(KillPlan.Centre, _ => new Child("printcentral", _place.Program("printcentral"),
            ["run", "--data", _place.Central, "--listen", $"127.0.0.1:{preparation.CentralPort}"], _place.Log("printcentral")));
        // Another seed for each life: otherwise its first connections would always have the same fate.
        var network = Add(KillPlan.Network, life => new Child("network", _place.Program("printemulators"),
            ["proxy", "--listen", $"{preparation.NetworkPort}", "--target", $"127.0.0.1:{preparation.CentralPort}",
                "--seed", $"{(_options.Seed + (life * 7919)) & int.MaxValue}"], _place.Log("network")));
        var station = Add(KillPlan.Station, _ => new Child("printstation", _place.Program("printstation"),
            ["run", "--instance", _place.Instance], _place.Log("printstation")));
        _office = new Child("printemulators", _place.Program("printemulators"), ["run", "--config", _place.OfficeFile],
            _place.Log("printemulators"));
        centre.Begin("listening on");
        await centre.WaitUntilReadyAsync(token);
        network.Begin("ready");
        await network.WaitUntilReadyAsync(token);
        _office.Begin("ready");
        await _office.WaitUntilReadyAsync(_time, token);
        _world = new World(_place.WorldFile);
        _inquiry = new Inquiry(_demonstration, _place, _time);
        _started = _time.GetTimestamp();
        station.Begin();

        Victim Add(string name, Func<int, Child> make)
        {
            var victim = new Victim(name, make, _time);
            _victims.Add(victim);
            return victim;
        }
    }

    /// <summary>Until all kills are made, all three stand again and the queue is done, or the time is over; whether it is done.</summary>
    private async Task<bool> AttendAsync(CancellationToken token)
    {
        using var timer = new PeriodicTimer(Tick, _time);
        Task<JsonNode?>? look = null;
        var looked = 0L;
        JsonNode? status = null;
        _trigger.Aim(_plan.Peek());
        while (await timer.WaitForNextTickAsync(token))
        {
            foreach (var happened in _world.ReadNew())
                _trigger.Happened(happened);
            foreach (var victim in _victims)
                if (victim.Attend(NoteOwnEnd))
                    Restarted(victim);
            if (_office!.HasExited)
                throw new DemoException($"The virtual office ended by itself:\n{_office.Tail()}");
            if (_time.GetElapsedTime(_started) > _options.TimeLimit)
            {
                Say(await _inquiry.WaitingForAsync(status, _world, token));
                await _inquiry.ExportAsync(token);
                return false;
            }

            if (_plan.Count > 0)
            {
                KillWhenDue();
            }
            else if (look is null && _time.GetElapsedTime(looked) > LookEvery && _victims.All(victim => victim.IsUp))
            {
                (look, looked) = (_inquiry.AskAsync(["status"], token), _time.GetTimestamp());
            }
            else if (look is { IsCompleted: true })
            {
                status = await look;
                look = null;
                if (await _inquiry.IsQueueDoneAsync(status, _world, token))
                {
                    await _inquiry.ExportAsync(token);
                    return true;
                }
            }
        }

        throw new OperationCanceledException(token);
    }

    private void KillWhenDue()
    {
        var kill = _plan.Peek();
        var victims = kill.Names.Select(name => _victims.Single(victim => victim.Name == name)).ToList();
        if (!_trigger.IsDue() || !victims.All(victim => victim.IsUp))
            return;
        _plan.Dequeue();
        foreach (var (victim, downtime) in victims.Zip(kill.Downtimes))
            victim.Kill(downtime);
        if (kill.Names.Contains(KillPlan.Station) && _world.InMachines > 0)
            _withCardInside++;
        Say($"killed {string.Join(" and ", kill.Names)} ({kill.Moment}); last in the world: {_world.Last}");
        _trigger.Aim(_plan.Count > 0 ? _plan.Peek() : null);
    }

    private void Restarted(Victim victim)
    {
        Say($"{victim.Name} started again");
        if (victim.Name == KillPlan.Station)
            _trigger.StationStarted();
    }

    private void NoteOwnEnd(string what)
    {
        _ownEnds.Add(what);
        Say(what);
    }

    private void Say(string line)
    {
        var at = _time.GetUtcNow();
        _journal!.WriteLine($"{at:O} {line}");
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_time.GetElapsedTime(_started).TotalSeconds,7:0.0}s  {line}"));
    }

    /// <summary>The station first: it reports its last words. Whatever was started ends.</summary>
    private async Task StopAsync()
    {
        foreach (var victim in _victims.AsEnumerable().Reverse())
            await victim.StopAsync();
        if (_office is not null)
            await _office.StopAsync(_time);
    }
}
