namespace PrintStation.Reports;

/// <summary>Figures of a period; no personal data of citizens.</summary>
/// <param name="From">First day, in office time.</param>
/// <param name="To">Last day; it counts.</param>
/// <param name="Columns">Keys of the headings in the resources ("report.&lt;key&gt;").</param>
/// <param name="Rows">A cell a column: text, or a whole number.</param>
/// <param name="Sum">The last line; null where a cell has no sum.</param>
internal sealed record Report(
    string Name, string Office, DateOnly From, DateOnly To, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows,
    IReadOnlyList<object?> Sum);
