namespace PrintStation.Reports;

/// <summary>Figures of a period, or minutes of an act; no personal data of citizens.</summary>
/// <param name="From">First day, in office time.</param>
/// <param name="To">Last day; it counts. Of minutes: the day of the act.</param>
/// <param name="Columns">Keys of the headings in the resources ("report.&lt;key&gt;").</param>
/// <param name="Rows">A cell a column: text, or a whole number.</param>
/// <param name="Sum">The last line; null where a cell has no sum. Empty where nothing can be added up.</param>
internal sealed record Report(
    string Name, string Office, DateOnly From, DateOnly To, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows,
    IReadOnlyList<object?> Sum)
{
    /// <summary>The day that stands over the signatures.</summary>
    public DateOnly Made { get; init; }

    /// <summary>What the office's papers say beside its name.</summary>
    public LetterheadOptions Letterhead { get; init; } = new();

    /// <summary>What the words around the table say, by key ("report.fact.&lt;key&gt;"); empty for figures.</summary>
    public IReadOnlyDictionary<string, object?> Facts { get; init; } = new Dictionary<string, object?>();

    /// <summary>"Name, office" each: who signs beside the office.</summary>
    public IReadOnlyList<string> Witnesses { get; init; } = [];
}
