using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace PrintStation.Emulators.People;

/// <summary>The station's command line in the hands of a person.</summary>
/// <param name="command">Executable and the arguments that address the station.</param>
/// <param name="journal">File in which each answer but good ones to questions is noted; null notes nothing.</param>
internal sealed class StationCommand(IReadOnlyList<string> command, string? journal, TimeProvider timeProvider)
{
    /// <summary>A person gives up on a command after so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The answer to a question; null when the station gave none that can be read.</summary>
    public async Task<T?> AskAsync<T>(CancellationToken token, params string[] words)
        where T : class
    {
        var (exitCode, output, _) = await RunAsync([.. words, "--json"], token);
        if (exitCode != 0)
            return null;

        try
        {
            return JsonSerializer.Deserialize<T>(output, Json);
        }
        catch (JsonException exception)
        {
            Note(words, "answered what cannot be read", exception.Message);
            return null;
        }
    }

    /// <summary>False when it was refused, or when it is not known whether it was done.</summary>
    public async Task<bool> TellAsync(CancellationToken token, params string[] words) => (await SayAsync(token, words)).Done is true;

    /// <summary>Null when it is not known whether it was done; what the station complained of, when it refused.</summary>
    public async Task<(bool? Done, string Complaint)> SayAsync(CancellationToken token, params string[] words)
    {
        var (exitCode, _, complaint) = await RunAsync([.. words, "--json"], token);
        if (exitCode == 0)
            Note(words, "done", "");
        return (exitCode is null ? null : exitCode == 0, complaint);
    }

    private async Task<(int? ExitCode, string Output, string Complaint)> RunAsync(IReadOnlyList<string> words, CancellationToken token)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var argument in command.Skip(1).Concat(words))
            start.ArgumentList.Add(argument);

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            Note(words, "could not be started", exception.Message);
            return (null, "", "");
        }

        process.StandardInput.Close();
        return await FinishAsync(process, words, token);
    }

    private async Task<(int? ExitCode, string Output, string Complaint)> FinishAsync(Process process, IReadOnlyList<string> words, CancellationToken token)
    {
        using var patience = new CancellationTokenSource(Patience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, patience.Token);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(either.Token);
            var errors = process.StandardError.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token);
            var (said, complained) = (await output, await errors);
            if (process.ExitCode != 0)
                Note(words, $"exit {process.ExitCode}", complained.Trim());
            return (process.ExitCode, said, complained);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            Note(words, "gave no answer in time", "");
            return (null, "", "");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private void Note(IReadOnlyList<string> words, string what, string text)
    {
        if (journal is null)
            return;

        var at = timeProvider.GetUtcNow().UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        File.AppendAllText(journal, $"{at} {string.Join(' ', words)}: {what} {text.ReplaceLineEndings(" ")}\n");
    }
}
