using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using PrintStation.Emulators.Faults;
using PrintStation.Emulators.Wire;

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
            ProxyCommand(),
            FaultsCommand(),
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

    private static Command FaultsCommand()
    {
        var card = new Option<int>("--card") { Description = "Which card it strikes, from 1.", DefaultValueFactory = _ => 2 };
        var command = new Command("faults", "Names every fault the office can play, one a line, as its configuration takes it.") { card };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(card) < 1)
            {
                Console.Error.WriteLine($"--card: {parsed.GetValue(card)} is not allowed. Allowed: 1 or more.");
                return WrongUse;
            }

            foreach (var fault in FaultPlan.Each(parsed.GetValue(card)))
                Console.WriteLine(fault);
            return 0;
        });
        return command;
    }

    private static Command ProxyCommand()
    {
        var listen = new Option<int>("--listen") { Description = "Port on this machine; 0 takes a free one.", Required = true };
        var target = new Option<string>("--target") { Description = "host:port of the centre.", Required = true };
        var seed = new Option<int?>("--seed") { Description = "Now and then cuts, delays or delivers half, by this seed. Default: never." };
        var command = new Command("proxy", "The network to the centre as a program of its own; prints \"ready\" when it is open.")
        {
            listen, target, seed,
        };
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(listen) is >= 0 and <= 65535 && ProxyOptions.TrySplit(parsed.GetRequiredValue(target), out var _, out var _))
                return await UntilStoppedAsync(() => OpenAsync(parsed.GetValue(listen), parsed.GetRequiredValue(target), parsed.GetValue(seed)));

            await Console.Error.WriteLineAsync("--listen: a port from 0 to 65535 is allowed; --target: host:port is allowed.");
            return WrongUse;
        });
        return command;
    }

    private static Task<int> RunAsync(string config) => UntilStoppedAsync(async () =>
    {
        var office = await Office.StartAsync(OfficeOptions.Load(config), TimeProvider.System);
        return (office, office.Failed);
    });

    private static Task<(IAsyncDisposable Network, Task Failed)> OpenAsync(int port, string target, int? seed)
    {
        var network = new RoughNetwork(port, target, seed, TimeProvider.System, Console.Out);
        network.Open();
        return Task.FromResult<(IAsyncDisposable, Task)>((network, network.Failed));
    }

    /// <summary>Opens, says "ready", and closes on SIGTERM or Ctrl-C, or when a bug ended it.</summary>
    private static async Task<int> UntilStoppedAsync<T>(Func<Task<(T Opened, Task Failed)>> open)
        where T : IAsyncDisposable
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            var (opened, failed) = await open();
            await using var closing = opened;
            await Console.Out.WriteLineAsync("ready");
            await (await Task.WhenAny(stop.Task, failed));
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
