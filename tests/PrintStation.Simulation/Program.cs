using System.Text.Json;
using PrintStation.Simulation.Scenario;
using PrintStation.Simulation.Time;

namespace PrintStation.Simulation;

/// <summary>`simulate`. Exit codes: 0 nothing found, 1 a promise was broken, 2 usage.</summary>
public static class Program
{
    /// <summary>Marks a process that runs seeds; without it the process shares them out among such.</summary>
    private const string Worker = "worker";

    /// <summary>Marks `scenario`, whose command line follows.</summary>
    private const string Scenarios = "scenario";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is [Scenarios, .. var scenario])
            return await ScenarioProgram.RunAsync(scenario);
        SimulationOptions options;
        try
        {
            if (arguments.Contains("--help"))
            {
                Console.WriteLine(SimulationOptions.Usage);
                return 0;
            }

            options = SimulationOptions.Parse(arguments is [Worker, .. var rest] ? rest : arguments);
        }
        catch (FormatException e)
        {
            await Console.Error.WriteLineAsync($"{e.Message}\n\n{SimulationOptions.Usage}");
            return 2;
        }

        if (arguments is [Worker, ..])
        {
            SingleThread.Require();
            new Worker(options).Run(day => Console.WriteLine(JsonSerializer.Serialize(day, Json)));
            return 0;
        }

        return await new Workers(options).RunAsync() ? 0 : 1;
    }
}
