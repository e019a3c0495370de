using System.Globalization;
using System.Security;
using System.Text;
using PrintStation.Cards;

namespace PrintStation.Benchmarks.Render;

/// <summary>The same face as an SVG: the lines where our own typesetter puts them, the same images in the same boxes.</summary>
internal static class SvgFace
{
    /// <summary>Height of a capital of Liberation Sans as a share of its em.</summary>
    private const double CapitalHeight = 0.729;

    public static string Draw(CardFace face, CardLayout layout, PanelGeometry geometry)
    {
        var grid = new CardGrid(layout, geometry);
        using var fonts = new CardFonts();
        var lines = new List<SetLine>();
        new Typesetter(fonts).Set(face.Texts, layout, grid, lines);
        var bold = layout.Texts.Where(text => text.Font.EndsWith("bold", StringComparison.OrdinalIgnoreCase)).Select(text => face.Texts[text.Field]).ToHashSet();
        var svg = new StringBuilder(Start(geometry));
        Image(grid.Box(layout.Photo), "jpeg", face.PhotoJpeg);
        Image(grid.Box(layout.Signature), "png", face.SignaturePng);
        foreach (var line in lines)
        {
            var weight = bold.Any(line.Text.EndsWith) ? "bold" : "normal";
            svg.AppendLine(CultureInfo.InvariantCulture, $"""
                <text x="{line.X}" y="{line.Baseline}" font-family="Liberation Sans" font-weight="{weight}"
                  font-size="{line.CapitalDots / CapitalHeight:0.##}">{SecurityElement.Escape(line.Text)}</text>
                """);
        }

        return svg.Append("</svg>\n").ToString();

        void Image(DotBox box, string format, byte[] bytes) => svg.AppendLine(CultureInfo.InvariantCulture, $"""
            <image x="{box.Left}" y="{box.Top}" width="{box.Width}" height="{box.Height}"
              xlink:href="data:image/{format};base64,{Convert.ToBase64String(bytes)}"/>
            """);
    }

    public static string Empty(PanelGeometry geometry) => Start(geometry) + "</svg>\n";

    private static string Start(PanelGeometry geometry) => string.Create(CultureInfo.InvariantCulture, $"""
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{geometry.DotsAlong}"
          height="{geometry.DotsAcross}" viewBox="0 0 {geometry.DotsAlong} {geometry.DotsAcross}">
        <rect width="100%" height="100%" fill="white"/>

        """);
}
