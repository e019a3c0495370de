using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using PrintStation.Emulators.Faults;

namespace PrintStation.Emulators;

/// <summary>printemulators: the virtual office. Exit 0 good, 1 failed, 2 wrong use.</summary>
public static class Program
{
    private const int Failed = 1;
    private const int WrongUse = 2;
    private const int MostBlanks = 10_000;

    public static async Task<int> Main(string[] arguments)
    {
        var root = new RootCommand("The virtual office: printers, blanks, chips, readers, a network and people that exist only here.")
        {
            RunCommand(),
            BlanksCommand(),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            return WrongUse;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static Command RunCommand()
    {
        var config = new Option<FileInfo>("--config") { Description = "JSON file that describes the office.", Required = true };
        var command = new Command("run", "Opens the office until SIGTERM; prints \"ready\" when all lines are open.") { config };
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(config).FullName));
        return command;
    }

    private static Command BlanksCommand()
    {
        var count = new Option<int>("--count") { Description = $"How many, 1 to {MostBlanks}.", Required = true };
        var seed = new Option<int>("--seed") { Description = "The same seed makes the same UIDs.", DefaultValueFactory = _ => 1 };
        var document = new Option<string>("--document") { Description = "Number of the hand-over record.", DefaultValueFactory = _ => "BAST/0001" };
        var version = new Option<string>("--blank-version") { Description = "Version of the blanks.", DefaultValueFactory = _ => "2019" };
        var output = new Option<FileInfo>("--out") { Description = "File to write.", Required = true };
        var command = new Command("blanks", "Makes a box of blanks: a file with their chip UIDs.") { count, seed, document, version, output };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(count) is < 1 or > MostBlanks)
            {
                Console.Error.WriteLine($"--count: {parsed.GetValue(count)} is not allowed. Allowed: 1 to {MostBlanks}.");
                return WrongUse;
            }

            BlanksFile.Make(parsed.GetValue(count), parsed.GetValue(seed), parsed.GetRequiredValue(document), parsed.GetRequiredValue(version))
                .Save(parsed.GetRequiredValue(output).FullName);
            return 0;
        });
        return command;
    }

    private static async Task<int> RunAsync(string config)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await using var office = await Office.StartAsync(OfficeOptions.Load(config), TimeProvider.System);
            await Console.Out.WriteLineAsync("ready");
            await (await Task.WhenAny(stop.Task, office.Failed));
            return stop.Task.IsCompleted ? 0 : Failed;
        }
        catch (Exception exception) when (exception is FaultSpecException or OfficeConfigurationException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return WrongUse;
        }
        catch (SocketException exception)
        {
            await Console.Error.WriteLineAsync($"A port is not free: {exception.Message} Choose other ports, or 0 for free ones.");
            return Failed;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }
    }
}
