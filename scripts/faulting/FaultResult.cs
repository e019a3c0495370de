using System.Globalization;

/// <summary>A row of the table.</summary>
/// <param name="Faults">One, or several separated by commas.</param>
/// <param name="Took">With the start and the end of all programs.</param>
internal sealed record FaultResult(string Faults, int Exit, TimeSpan Took)
{
    public static readonly string Head = Row("fault", "exit", "issued", "spoiled", "seconds", "paused for");

    public int Issued { get; init; }

    public int Spoiled { get; init; }

    /// <summary>Each job got its card, and nothing waits for a person.</summary>
    public bool IsWhole { get; init; }

    public int Happened { get; init; }

    public IReadOnlyList<string> Pauses { get; init; } = [];

    /// <summary>Null when all was good. Of two faults the first may take the card away from the second; one alone must happen.</summary>
    public string? Trouble => Exit != 0 ? "failed" : !IsWhole ? "not all issued" : Happened == 0 ? "did not happen" : null;

    public override string ToString() => Row(Faults, $"{Exit}", $"{Issued}", $"{Spoiled}",
        Took.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
        string.Join(' ', [.. Pauses, .. Trouble is null ? (string[])[] : [$"– {Trouble}"]]));

    private static string Row(string fault, string exit, string issued, string spoiled, string seconds, string pauses) =>
        $"{fault,-50} {exit,4} {issued,6} {spoiled,7} {seconds,7}  {pauses}".TrimEnd();
}
