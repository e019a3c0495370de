/// <summary>The minutes of waiting, within what the plastic allows: no pause stood while something moved, and one stood while a card was stuck.
/// Whether anybody waited meanwhile, the plastic does not say.</summary>
internal static class InterruptionCheck
{
    /// <summary>Each time: until the card that was inside is out, and until the station has seen what a person did.</summary>
    private const int MinutesUntilSeen = 2;

    public static void Compare(ReportTable report, Standstills still, Tally tally)
    {
        var rows = report.Rows.ToLookup(row => (Cause: report.Text(row, "cause")!, Scope: report.Text(row, "scope")!));
        var jammed = still.Printers.Where(printer => still.Jammed(printer) > 0).Select(printer => (Cause: "printer", Scope: printer));
        foreach (var about in rows.Select(row => row.Key).Union(jammed).Order())
        {
            var least = about.Cause == "printer" ? Math.Floor(still.Jammed(about.Scope)) : 0;
            var most = Math.Ceiling(still.Longest(about.Cause, about.Scope)) + (MinutesUntilSeen * Sum(about, "times"));
            tally.Within($"interruptions {about.Cause} {about.Scope}", "minutes", (int)least, (int)most, Sum(about, "minutes"));
        }

        int Sum((string Cause, string Scope) about, string column) => rows[about].Sum(row => report.Number(row, column));
    }
}
