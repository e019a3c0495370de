#:property PublishAot=false
#:package Spectre.Console
// Each fault that the virtual office can play, alone and then in pairs, in a demonstration of its own: whatever happens, every job gets its
// card and the books agree with the world. What it prepares and reconciles is the demonstration's; its own parts are in faulting/.
using System.Runtime.InteropServices;

FaultsOptions options;
try
{
    options = FaultsOptions.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{FaultsOptions.Usage}");
    return 2;
}

if (options.Help)
{
    Console.WriteLine(FaultsOptions.Usage);
    return 0;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    return await new FaultSweep(options, TimeProvider.System).RunAsync(stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
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
