using System.Diagnostics;

internal sealed record Ended(int ExitCode, string Output, string Error);

/// <summary>Runs a program to its end, or kills it with its children.</summary>
internal static class Tool
{
    /// <exception cref="PlantingException">It does not start, or was still running after the limit.</exception>
    public static async Task<Ended> RunAsync(
        string program, IEnumerable<string> arguments, string directory, TimeSpan limit, CancellationToken token)
    {
        var output = new List<string>();
        var (exitCode, error) = await FollowAsync(program, arguments, directory, limit, line =>
        {
            output.Add(line);
            return true;
        }, token);
        return new Ended(exitCode, string.Join('\n', output), error);
    }

    /// <summary>Reads what it says line by line until the reader has enough, then kills it.</summary>
    /// <returns>The exit code, 0 when it was ended early.</returns>
    /// <inheritdoc cref="RunAsync" path="/exception"/>
    public static async Task<(int ExitCode, string Error)> FollowAsync(
        string program, IEnumerable<string> arguments, string directory, TimeSpan limit, Func<string, bool> wantsMore, CancellationToken token)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory,
        };
        // The copy is no repository, and must not be taken for a part of one around it.
        start.Environment["GIT_CEILING_DIRECTORIES"] = Path.GetDirectoryName(directory);
        using var process = Start(start);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var timeout = new CancellationTokenSource(limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, timeout.Token);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(either.Token) is { } line)
                if (!wantsMore(line))
                {
                    await KillAsync(process);
                    return (0, "");
                }

            await process.WaitForExitAsync(either.Token);
            return (process.ExitCode, await error);
        }
        catch (OperationCanceledException)
        {
            await KillAsync(process);
            token.ThrowIfCancellationRequested();
            throw new PlantingException($"{program} {string.Join(' ', arguments)} was still running after {limit.TotalMinutes:0} minutes.");
        }
    }

    private static async Task KillAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new PlantingException($"{start.FileName} does not start.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new PlantingException($"{start.FileName} does not start ({e.Message}): install it.");
        }
    }
}
