/// <summary>What a head of office, an auditor or a councillor asks of any day, each with the one command that answers it.</summary>
internal static class WeeksQuestions
{
    private const string LastDay = "2026-11-20";

    /// <summary>The simulated days.</summary>
    private static readonly string[] Period = ["--from", "2026-11-02", "--to", LastDay];

    public static readonly IReadOnlyList<(string Question, string[] Command)> All =
    [
        ("How many blanks came, from whom, with which document?", ["report", "receipts", .. Period]),
        ("How many became cards, day by day, and how many were left?", ["report", "daily", .. Period]),
        ("How many were spoiled, why, and where are they now?", ["report", "spoilage", .. Period]),
        ("How many are left, where, and for how many days?", ["report", "forecast", "--to", LastDay]),
        ("How many people wait, and why?", ["report", "interruptions", .. Period]),
        ("What is the matter now?", ["status"]),
    ];
}
