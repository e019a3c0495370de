using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PrintStation.Benchmarks;

/// <summary>One measured figure.</summary>
/// <param name="Median">Or the one value, where it was measured once.</param>
/// <param name="Count">Of how many values.</param>
internal sealed record Figure(string Name, string Unit, double Median, double? P99 = null, int Count = 1)
{
    public Figure(string name, string unit, Sample sample)
        : this(name, unit, sample.Median, sample.P99, sample.Count)
    {
    }
}

/// <param name="Measured">Null when the peer is not there.</param>
/// <param name="AtMost">Whether the limit must not be passed; else it must be reached.</param>
internal sealed record Goal(string What, double? Measured, double Limit, bool AtMost)
{
    public bool? IsMet => Measured is { } value ? AtMost ? value <= Limit : value >= Limit : null;
}

/// <param name="Notes">Where the time goes, and what must be known to read the figures.</param>
internal sealed record Report(IReadOnlyList<Figure> Figures, IReadOnlyList<Goal> Goals, IReadOnlyList<string> Notes)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string ToJson(string benchmark, MachineFacts machine) => JsonSerializer.Serialize(
        new
        {
            benchmark, machine,
            figures = Figures.Select(figure => figure with { Median = Rounded(figure.Median), P99 = figure.P99 is { } p99 ? Rounded(p99) : null }),
            goals = Goals.Select(goal => goal with { Measured = goal.Measured is { } value ? Rounded(value) : null, Limit = Rounded(goal.Limit) }),
            notes = Notes,
        }, Json);

    public string ToText(Benchmark benchmark, MachineFacts machine)
    {
        var text = new StringBuilder($"{benchmark.Name}: {benchmark.What}\n{machine}\n\n");
        var width = Math.Max(Figures.Max(figure => figure.Name.Length), 10);
        text.AppendLine(CultureInfo.InvariantCulture, $"{"".PadRight(width)}  {"median",12}  {"p99",12}  {"of",6}");
        foreach (var figure in Figures)
        {
            var p99 = figure.P99 is { } value ? Number(value) : "";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{figure.Name.PadRight(width)}  {Number(figure.Median),12}  {p99,12}  {figure.Count,6}  {figure.Unit}");
        }

        text.AppendLine();
        foreach (var goal in Goals)
        {
            var measured = goal.Measured is { } value ? Number(value) : "not measured";
            text.AppendLine($"{Verdict(goal)} {goal.What}: {measured}, {(goal.AtMost ? "at most" : "at least")} {Number(goal.Limit)}");
        }

        foreach (var note in Notes)
            text.AppendLine(note);
        return text.ToString().TrimEnd();
    }

    public static string Number(double value) => Rounded(value).ToString("#,0.###", CultureInfo.InvariantCulture);

    private static string Verdict(Goal goal) => goal.IsMet switch
    {
        true => "met   ",
        false => "MISSED",
        null => "open  ",
    };

    /// <summary>More digits would claim more than was measured.</summary>
    private static double Rounded(double value) => Math.Round(value, Math.Abs(value) >= 100 ? 0 : Math.Abs(value) >= 10 ? 1 : 3);
}
