#:property PublishAot=false
#:package Spectre.Console
// Real processes – station, centre, and the network between them – killed at random moments and started again until the queue is done.
// The virtual office outlives them all. What it prepares, asks and reconciles is the demonstration's; its own parts are in outages/.
using System.Runtime.InteropServices;

ChaosOptions options;
try
{
    options = ChaosOptions.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{ChaosOptions.Usage}");
    return 2;
}

if (options.Help)
{
    Console.WriteLine(ChaosOptions.Usage);
    return 0;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var chaos = new Chaos(options, TimeProvider.System);
try
{
    return await chaos.RunAsync(stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
catch (Exception e) when (e is DemoException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
