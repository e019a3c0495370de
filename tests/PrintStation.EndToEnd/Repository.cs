using System.Diagnostics;
using System.Reflection;

namespace PrintStation.EndToEnd;

/// <summary>The working copy these tests were built from, and how they run its scripts.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(TestContext.CurrentContext.TestDirectory);

    /// <summary>Debug or Release: the programs of the same build are spawned.</summary>
    public static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";

    public static string Script(string name) => Path.Combine(Root, "scripts", name);

    /// <summary>The assembly of a program of this build, for `dotnet`.</summary>
    public static string Program(string name)
    {
        var project = name switch
        {
            "printcentral" => "PrintStation.Central",
            "printemulators" => "PrintStation.Emulators",
            _ => "PrintStation",
        };
        return Path.Combine(Root, "src", project, "bin", Configuration, "net10.0", $"{name}.dll");
    }

    /// <summary>Runs to its end, or kills it with its children after the limit.</summary>
    /// <exception cref="TimeoutException">It was still running.</exception>
    public static async Task<Finished> RunAsync(string program, IEnumerable<string> arguments, TimeSpan limit)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Root,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(limit, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            var command = $"{Path.GetFileName(program)} {string.Join(' ', arguments)}";
            throw new TimeoutException($"{command} was still running after {limit}.\n{await output}\n{await error}");
        }

        return new(process.ExitCode, await output, await error);
    }

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "PrintStation.sln"))
            ? directory
            : Find(Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("These tests run inside the working copy."));
}

internal sealed record Finished(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit {ExitCode}\n{Output}\n{Error}";
}
