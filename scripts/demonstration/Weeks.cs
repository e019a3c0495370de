using System.Globalization;

/// <summary>Three weeks of an office in simulated time, and then its books asked, each question by one command of the real station.</summary>
internal sealed class Weeks(Options options, Place place, TimeProvider time)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SimulationLimit = TimeSpan.FromMinutes(80);

    /// <summary>The simulated days.</summary>
    private static readonly string[] Period = ["--from", "2026-11-02", "--to", "2026-11-20"];

    private static readonly (string Question, string[] Command)[] Questions =
    [
        ("How many blanks came, from whom, with which document?", ["report", "receipts", .. Period]),
        ("How many became cards, day by day, and how many are left?", ["report", "daily", .. Period]),
        ("How many were spoiled, why, and where are they now?", ["report", "spoilage", .. Period]),
        ("How many are left, and where?", ["blank", "balance"]),
        ("For how many days do they last, and how many people wait?", ["report", "forecast"]),
        ("Why do they wait?", ["report", "interruptions", .. Period]),
    ];

    /// <summary>Every question has its answer.</summary>
    public bool Asked { get; private set; }

    public async Task<int> RunAsync(CancellationToken token)
    {
        await SimulateAsync(token);
        Directory.CreateDirectory(place.Logs);
        using var station = new Child("printstation", place.Program("printstation"), ["run", "--instance", place.Instance], place.Log("printstation"));
        station.Begin();
        try
        {
            await WaitAsync(station, token);
            foreach (var (question, command) in Questions)
                await AskAsync(question, command, token);
            Asked = true;
            Console.WriteLine($"The books are in {place.Instance}; what really happened, in {place.WorldFile}.");
            if (!options.Exit)
            {
                Console.WriteLine($"Ask on with scripts/printstation --instance {place.Instance} …; Ctrl-C ends the station.");
                await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
            }
        }
        finally
        {
            await station.StopAsync(time);
        }

        return 0;
    }

    private async Task SimulateAsync(CancellationToken token)
    {
        if (!options.NoBuild)
            await DoAsync("dotnet", ["build", place.Simulation, "--configuration", options.Configuration, "--nologo", "--verbosity", "quiet"], token);
        if (File.Exists(place.WorldFile) && Directory.Exists(place.Instance))
            Directory.Delete(place.Out, recursive: true);
        Console.Error.WriteLine("three weeks of an office, twice: with what was fetched ahead, and without; ten minutes or more");
        Console.WriteLine(await DoAsync("dotnet",
            [place.SimulationProgram, "scenario", options.Scenario!, "--scale", options.Scale.ToString(CultureInfo.InvariantCulture), "--keep", place.Out,
                "--config", place.Config("")], token));
    }

    private static async Task<string> DoAsync(string program, string[] arguments, CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(program, arguments, token, SimulationLimit);
        return code == 0 ? output : throw new DemoException($"{program} {string.Join(' ', arguments)} failed with exit code {code}:\n{output}");
    }

    private async Task WaitAsync(Child station, CancellationToken token)
    {
        var began = time.GetTimestamp();
        while ((await Child.RunAsync(place.Program("printstation"), ["--instance", place.Instance, "status"], token)).Code != 0)
        {
            if (station.HasExited || time.GetElapsedTime(began) > StartLimit)
                throw new DemoException($"The station does not answer:\n{station.Tail()}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, token);
        }
    }

    private async Task AskAsync(string question, string[] command, CancellationToken token)
    {
        var began = time.GetTimestamp();
        var (code, output) = await Child.RunAsync(place.Program("printstation"), ["--instance", place.Instance, "--lang", "en", .. command], token);
        if (code != 0)
            throw new DemoException($"printstation {string.Join(' ', command)} failed:\n{output}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{question}\n$ printstation {string.Join(' ', command)}   ({time.GetElapsedTime(began).TotalMilliseconds:0} ms)\n{output.TrimEnd()}"));
    }
}
