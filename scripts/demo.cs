#:property PublishAot=false
#:package Spectre.Console
// A whole office on one machine: starts the reference centre, the virtual office and the station as separate programs, kills and restarts
// the station as asked, shows the progress, and measures at the end. It knows their command lines and files, and shares no code with them.
// Its parts are in demonstration/ (Directory.Build.props adds them).
using System.Runtime.InteropServices;

Options options;
try
{
    options = Options.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{Options.Usage}");
    return 2;
}

if (options.Help)
{
    Console.WriteLine(Options.Usage);
    return 0;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var demo = new Demo(options, TimeProvider.System);
var weeks = new Weeks(options, new Place(options), TimeProvider.System);
try
{
    return options.Scenario is null
        ? await demo.RunAsync(stop.Token)
        : await weeks.RunAsync(stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return (demo.QueueDone || weeks.Asked) && !options.Exit ? 0 : 130;
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

