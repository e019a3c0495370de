using System.Diagnostics;
using PrintStation.Cards;

namespace PrintStation.Benchmarks.Render;

/// <summary>The converter of librsvg, with the card's own fonts and no others.</summary>
internal sealed class Rsvg
{
    private const string Converter = "rsvg-convert";
    private const int WarmUp = 3;
    private readonly string _directory;
    private readonly string _fonts;
    private readonly PanelGeometry _geometry;

    public Rsvg(string directory, string fonts, PanelGeometry geometry)
    {
        (_directory, _geometry, _fonts) = (directory, geometry, Path.Combine(directory, "fonts.conf"));
        File.WriteAllText(_fonts, $"""
            <?xml version="1.0"?>
            <!DOCTYPE fontconfig SYSTEM "fonts.dtd">
            <fontconfig><dir>{fonts}</dir><cachedir>{Path.Combine(directory, "cache")}</cachedir></fontconfig>
            """);
    }

    public static async Task<bool> IsThereAsync(CancellationToken token)
    {
        try
        {
            return (await Child.RunAsync(Converter, ["--version"], token)).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <returns>Milliseconds from the start of a process to its end.</returns>
    public async Task<Sample> MeasureAsync(string svg, int times, CancellationToken token)
    {
        var took = new List<double>();
        for (var i = -WarmUp; i < times; i++)
        {
            var before = Stopwatch.GetTimestamp();
            using var process = Process.Start(Describe(svg)) ?? throw new BenchException($"{Converter} does not start.");
            await process.WaitForExitAsync(token);
            if (process.ExitCode != 0)
                throw new BenchException($"{Converter} failed with exit code {process.ExitCode}.");
            if (i >= 0)
                took.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        return new Sample(took);
    }

    private ProcessStartInfo Describe(string svg)
    {
        var start = new ProcessStartInfo(Converter,
            ["-w", $"{_geometry.DotsAlong}", "-h", $"{_geometry.DotsAcross}", "-o", Path.ChangeExtension(svg, "png"), svg]);
        start.Environment["FONTCONFIG_FILE"] = _fonts;
        return start;
    }
}
