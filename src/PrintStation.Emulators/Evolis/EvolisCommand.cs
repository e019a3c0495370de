namespace PrintStation.Emulators.Evolis;

/// <summary>One command as it came over the line.</summary>
/// <param name="Name">Empty when the bytes are no command.</param>
/// <param name="Data">The binary part of a download; null when there is none or its header is wrong.</param>
/// <param name="StartedAt">When its first byte was taken.</param>
internal sealed record EvolisCommand(string Name, IReadOnlyList<string> Parameters, byte[]? Data, DateTimeOffset StartedAt)
{
    /// <summary>For tables: "Rlr;p".</summary>
    public string Text => string.Join(';', [Name, .. Parameters]);

    public bool IsQuery => Name.StartsWith('R');
}

/// <summary>The three characters of the language, changed by Psc.</summary>
internal sealed record EvolisSyntax(byte Start, byte Separator, byte End)
{
    public static readonly EvolisSyntax Default = new(27, 59, 13);
}
