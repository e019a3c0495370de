using System.Globalization;

/// <summary>Figures of the reports beside the plastic: how many were compared, which differ, and what the plastic cannot say.</summary>
internal sealed class Tally
{
    private readonly List<string> _differences = [];
    private readonly List<string> _open = [];

    public int Compared { get; private set; }

    public IReadOnlyList<string> Differences => _differences;

    /// <summary>In words, each with its reason.</summary>
    public IReadOnlyList<string> LeftOpen => _open;

    public void Same(string about, string figure, int plastic, int report) => Within(about, figure, plastic, plastic, report);

    /// <summary>Where the plastic knows a figure only as nearly as this.</summary>
    public void Within(string about, string figure, int least, int most, int report)
    {
        Compared++;
        if (report >= least && report <= most)
            return;
        var differs = string.Create(CultureInfo.InvariantCulture, $"{about}: {figure} is {report:N0}, and the plastic says {least:N0}");
        Differ(least == most ? differs : string.Create(CultureInfo.InvariantCulture, $"{differs} to {most:N0}"));
    }

    public void Differ(string words) => _differences.Add(words);

    public void LeaveOpen(string words) => _open.Add(words);
}
