using PrintStation.Central.Cli;

namespace PrintStation.Central;

/// <summary>`printcentral`. Exit codes: 0 good, 1 failed, 2 usage.</summary>
public static class Program
{
    private const int UsageError = 2;

    public static async Task<int> Main(string[] arguments)
    {
        var root = CentralCommands.Create(new CentralActions(Console.Out, Console.Error, TimeProvider.System));
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count == 0 && parsed.Action is not null)
            return await parsed.InvokeAsync();

        foreach (var problem in parsed.Errors)
            await Console.Error.WriteLineAsync(problem.Message);
        var command = parsed.CommandResult.Command == root ? "printcentral" : $"printcentral {parsed.CommandResult.Command.Name}";
        await Console.Error.WriteLineAsync($"See: {command} --help");
        return UsageError;
    }
}
