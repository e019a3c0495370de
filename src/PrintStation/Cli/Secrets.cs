using System.Text;

namespace PrintStation.Cli;

/// <summary>What is typed and must not be seen: at the terminal without echo, else a line of standard input. Never an argument, which other users see
/// and a shell keeps.</summary>
internal static class Secrets
{
    /// <returns>Null when there is no line.</returns>
    public static async Task<string?> AskAsync(string prompt, CancellationToken token)
    {
        if (Console.IsInputRedirected)
            return await Console.In.ReadLineAsync(token);
        await Console.Error.WriteAsync($"{prompt}: ");
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        await Console.Error.WriteLineAsync();
        return typed.ToString();
    }

    /// <summary>A new password; at the terminal, where nobody sees what he types, twice.</summary>
    /// <returns>Null when there is none, or the two differ.</returns>
    public static async Task<string?> AskNewAsync(StationTexts texts, string name, CancellationToken token)
    {
        var typed = await AskAsync(texts.Format("user.ask-new", name), token);
        return Console.IsInputRedirected || typed == await AskAsync(texts["user.ask-again"], token) ? typed : null;
    }
}
