using System.Globalization;
using System.Text.Json.Nodes;

/// <summary>Three weeks of an office in simulated time, and then its books asked, each question by one command of the real station.</summary>
internal sealed class Weeks(Options options, Place place, TimeProvider time)
{
    private const string BooksBehind = "books-behind";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SimulationLimit = TimeSpan.FromMinutes(80);

    /// <summary>What a person waits for without losing his thought.</summary>
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(1);

    private const int TimesAsked = 3;

    private string SettingsFile => Path.Combine(place.Instance, "station.json");

    /// <summary>Every question has its answer.</summary>
    public bool Asked { get; private set; }

    public async Task<int> RunAsync(CancellationToken token)
    {
        if (!options.NoBuild)
            foreach (var project in new[] { place.Script("programs.slnf"), place.Simulation })
                await DoAsync("dotnet", ["build", project, "--configuration", options.Configuration, "--nologo", "--verbosity", "quiet"], token);
        Preparation.RefuseWhenInUse(place);
        if (!options.Keep || !IsOffice())
            await SimulateAsync(token);
        Directory.CreateDirectory(place.Logs);
        var port = ConnectCentre();
        using var centre = new Child("printcentral", place.Program("printcentral"),
            ["run", "--data", place.Central, "--listen", $"127.0.0.1:{port}"], place.Log("printcentral"));
        using var station = new Child("printstation", place.Program("printstation"), ["run", "--instance", place.Instance], place.Log("printstation"));
        try
        {
            centre.Begin("listening on");
            await centre.WaitUntilReadyAsync(time, token);
            station.Begin();
            await WaitAsync(station, token);
            var answered = await AskAllAsync(token);
            var counted = await Recount.OfAsync(place, token);
            Console.WriteLine("\nThe same counted in the plastic, by a program that knows nothing of the books:");
            var differs = counted.Print();
            Asked = true;
            Console.WriteLine($"The books are in {place.Instance}; what really happened, in {place.WorldFile}.");
            if (options.Exit)
                return answered ? differs : 1;
            Console.WriteLine($"Ask on with scripts/printstation --instance {place.Instance} …; Ctrl-C ends station and centre.");
            await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
        }
        finally
        {
            await station.StopAsync(time);
            await centre.StopAsync(time);
        }

        return 0;
    }

    private async Task SimulateAsync(CancellationToken token)
    {
        if (IsOffice())
            Directory.Delete(place.Out, recursive: true);
        Console.Error.WriteLine($"three weeks of an office are simulated into {place.Out}; each of the 15 days tells when it is over");
        Console.WriteLine(await DoAsync("dotnet",
            [place.SimulationProgram, "scenario", options.Scenario!, "--way", "PrintFetched", "--scale", $"{options.Scale}", "--keep", place.Out,
                "--config", place.Config("")], token));
    }

    /// <summary>The directory holds one that was left before.</summary>
    private bool IsOffice() => File.Exists(place.WorldFile) && File.Exists(SettingsFile);

    /// <summary>In the simulated weeks there was no network; from now on the station finds its centre on this machine.</summary>
    private int ConnectCentre()
    {
        var port = Preparation.FreePorts(1).Dequeue();
        var settings = JsonNode.Parse(File.ReadAllText(SettingsFile))!;
        settings["Central"]!["Url"] = $"https://127.0.0.1:{port}";
        File.WriteAllText(SettingsFile, Place.Json(settings));
        return port;
    }

    private static async Task<string> DoAsync(string program, string[] arguments, CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(program, arguments, token, SimulationLimit, Console.Error.WriteLine);
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

    /// <returns>Whether each was answered, of the whole office in time, and the books are in order.</returns>
    private async Task<bool> AskAllAsync(CancellationToken token)
    {
        var answered = true;
        var slow = 0;
        foreach (var (question, command) in WeeksQuestions.All)
        {
            var (code, output, took) = await AskAsync(command, token);
            // Another program may have held the machine up: three times it does not.
            for (var again = 1; took > Quick && again < TimesAsked; again++)
                took = TimeSpan.FromTicks(Math.Min(took.Ticks, (await AskAsync(command, token)).Took.Ticks));
            answered &= code == 0;
            var isSlow = took > Quick;
            slow += isSlow ? 1 : 0;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"\n{question}\n$ printstation {string.Join(' ', command)}   ({took.TotalSeconds:0.00} s{(isSlow ? $": SLOW, more than {Quick.TotalSeconds:0} s" : "")})\n{output.TrimEnd()}"));
        }

        Console.WriteLine(slow == 0
            ? $"\n{WeeksQuestions.All.Count} questions, each answered in less than a second"
            : $"\n{WeeksQuestions.All.Count} questions, {slow} answered in more than a second, however often they were asked");
        // A smaller office is for a try, or a test, beside other programs.
        return answered && (slow == 0 || options.Scale != 1) && await AreBooksGoodAsync(token);
    }

    private async Task<(int Code, string Output, TimeSpan Took)> AskAsync(string[] command, CancellationToken token)
    {
        var began = time.GetTimestamp();
        var (code, output) = await Child.RunAsync(place.Program("printstation"), ["--instance", place.Instance, "--lang", "en", .. command], token);
        return (code, output, time.GetElapsedTime(began));
    }

    /// <summary>Its printers are nowhere, and it may say so; but no machine, file or centre knows more than its books.</summary>
    private async Task<bool> AreBooksGoodAsync(CancellationToken token)
    {
        var (code, status) = await Child.RunAsync(place.Program("printstation"), ["--instance", place.Instance, "status", "--json"], token);
        var good = code == 0 && JsonNode.Parse(status)!["reasons"]!.AsArray().All(reason => (string?)reason!["reason"] != BooksBehind);
        if (!good)
            Console.WriteLine($"The station takes its books for older than they are:\n{status.TrimEnd()}");
        return good;
    }
}
