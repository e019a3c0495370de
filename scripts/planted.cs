#:property PublishAot=false
// The proof that the simulation bites: planted ROOT [options]. Each patch of tests/planted is applied to a copy, built, simulated until the
// first finding, and taken away again; which seed found it stands in tests/planted/found.md. Its parts are in planting/.
using System.Runtime.InteropServices;

var root = args[0];
PlantedOptions options;
try
{
    options = PlantedOptions.Parse(args[1..]);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{PlantedOptions.Usage}");
    return 2;
}

if (options.Help)
{
    Console.WriteLine(PlantedOptions.Usage);
    return 0;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    return await new Planting(root, options).RunAsync(stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
catch (PlantingException e)
{
    Console.Error.WriteLine(e.Message);
    return e.IsUsage ? 2 : 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
