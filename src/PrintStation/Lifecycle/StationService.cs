using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Printers;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>The service: settles what the last process left, then runs lanes, intake, reports and heartbeats, each as one loop. A loop
/// that fails by a bug ends the process with exit code 1; the service manager starts it again, and evidence decides again.</summary>
internal sealed class StationService(
    IReadOnlyList<PrinterLane> lanes, CardQueue queue, CentralLink link, LostBooks lost, StationDatabase database, StationGate gate, TimeProvider clock,
    IHostApplicationLifetime lifetime, StationOptions options, ILogger<StationService> log) : IHostedService
{
    private static readonly TimeSpan BetweenDiskTries = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hard = new();
    private Task _work = Task.CompletedTask;

    public IReadOnlyList<PrinterLane> Lanes => lanes;

    public Task StartAsync(CancellationToken token)
    {
        lost.CompareHeadFile();
        log.LogInformation(LogEvents.StationStarted, "Station {Station} of office {Office} starts with {Printers} printers",
            options.Station.Id, options.Station.Office, lanes.Count);
        foreach (var lane in lanes)
            TellModel(log, lane.Name, lane.ModelFacts);
        // A machine that was used since the books were made must say so before another one begins a card, and before outcomes and heartbeats go out.
        var compared = Task.WhenAll(lanes.Select(lane => lane.Compared));
        var loops = lanes.Select(lane => GuardAsync($"lane {lane.Name}", stop => lane.WorkAsync(compared, stop, _hard.Token)))
            .Append(GuardAsync("intake", queue.FetchAsync))
            .Concat(options.Cards.BlankVersions.Select(version => GuardAsync("preparation", stop => queue.PrepareAsync(version, stop))))
            .Append(GuardAsync("reports", stop => AfterAsync(compared, link.ReportAsync, stop)))
            .Append(GuardAsync("heartbeat", stop => AfterAsync(compared, link.BeatAsync, stop)));
        _work = Task.WhenAll(loops.ToList());
        return Task.CompletedTask;
    }

    /// <summary>How far the model's file may be believed.</summary>
    internal static void TellModel(ILogger log, string printer, PrinterModel model)
    {
        log.LogInformation(LogEvents.ModelTried, "{Printer}: {Make} {Model}, known by {Support}", printer, model.Make, model.Model, model.Support);
        if (!model.IsProven)
            log.LogWarning(LogEvents.ModelUnproven,
                "{Printer}: the file of model {Model} has no typeText, so a machine of another model is not noticed", printer, model.Model);
    }

    private async Task AfterAsync(Task first, Func<IReadOnlyList<PrinterLane>, CancellationToken, Task> loop, CancellationToken token)
    {
        await first.WaitAsync(token);
        await loop(lanes, token);
    }

    /// <summary>Lets each lane come to a resting state; nothing is cut off in the middle of a command.</summary>
    public async Task StopAsync(CancellationToken token)
    {
        await _stop.CancelAsync();
        try
        {
            await _work.WaitAsync(token);
        }
        catch (OperationCanceledException)
        {
            await _hard.CancelAsync();
            log.LogWarning(LogEvents.StationStopping, "The time to stop is over; a card is left in a working state and will be resolved at start");
        }
    }

    private async Task GuardAsync(string name, Func<CancellationToken, Task> loop)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                try
                {
                    await loop(_stop.Token);
                    return;
                }
                catch (Exception e) when (StationDatabase.IsDiskFault(e))
                {
                    // The one place where a fault of the disk ends: the loop begins anew, a lane by asking its machine what happened.
                    log.LogError(LogEvents.DiskFault, "{Loop} cannot write to the disk: {Trouble}", name, e.Message);
                    await WaitForDiskAsync(_stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested || _hard.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (Exception e)
        {
            // The one place where a bug ends: a loop that died must not leave a process that looks alive.
            log.LogCritical(LogEvents.LoopFailed, e, "{Loop} failed; the process ends", name);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private async Task WaitForDiskAsync(CancellationToken token)
    {
        gate.Close(StationGate.Station, GateReasons.DiskFault);
        do
            await Task.Delay(BetweenDiskTries, clock, token);
        while (!database.CanWrite());
        try
        {
            gate.Open(StationGate.Station, GateReasons.DiskFault);
        }
        catch (Exception e) when (StationDatabase.IsDiskFault(e))
        {
            // Full again already: the loop will meet it.
        }
    }
}
