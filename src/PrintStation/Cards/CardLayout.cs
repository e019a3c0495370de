namespace PrintStation.Cards;

/// <summary>Where everything on a card's face goes; a file of config/cards. Lengths in millimetres from the card's top left corner,
/// landscape. A baseline is the line that capitals stand on; a size is the font's em (1 pt = 0.353 mm).</summary>
/// <param name="Name">Also the name of the file; what a job's layout names.</param>
/// <param name="Texts">Texts at a place of their own, such as the header.</param>
/// <param name="Rows">Texts in rows below each other: a text of several lines moves those below it.</param>
/// <param name="Photo">The photo is fitted inside, its shape kept.</param>
/// <param name="Signature">The signature is fitted inside, its shape kept.</param>
/// <param name="ChipHole">Where the overlay is left out; null: nowhere.</param>
internal sealed record CardLayout(
    string Name, decimal CardWidth, decimal CardHeight, IReadOnlyList<LayoutText> Texts, LayoutRows? Rows,
    LayoutBox Photo, LayoutBox Signature, LayoutBox? ChipHole)
{
    /// <summary>Reads and checks one layout.</summary>
    /// <exception cref="CardLayoutException">The file has mistakes; all of them are told at once.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CardLayout Load(string path)
    {
        using var fonts = new CardFonts();
        return CardLayoutReader.Read(path, File.ReadAllBytes(path), fonts);
    }

    /// <summary>Reads each *.json of a directory; the key is the layout's name.</summary>
    /// <exception cref="CardLayoutException">Mistakes of all files together, or no layout there.</exception>
    public static IReadOnlyDictionary<string, CardLayout> LoadDirectory(string directory)
    {
        var layouts = new Dictionary<string, CardLayout>(StringComparer.Ordinal);
        var mistakes = new List<CardLayoutMistake>();
        var files = Directory.Exists(directory) ? Directory.GetFiles(directory, "*.json") : [];
        Array.Sort(files, StringComparer.Ordinal);
        foreach (var file in files)
        {
            try
            {
                var layout = Load(file);
                layouts.Add(layout.Name, layout);
            }
            catch (CardLayoutException mistaken)
            {
                mistakes.AddRange(mistaken.Mistakes);
            }
        }

        if (files.Length == 0)
            mistakes.Add(new(directory, "", "no layout", "a directory with at least one card layout, such as ktp-el.json"));
        return mistakes.Count == 0 ? layouts : throw new CardLayoutException(mistakes);
    }
}

/// <summary>One text and how it may be fitted.</summary>
/// <param name="Field">One of <see cref="CardFields.Texts"/>.</param>
/// <param name="Prefix">Printed before the text, unless the text begins with it; may be empty.</param>
/// <param name="Label">Printed left of it with a colon; null: none.</param>
/// <param name="LabelX">Left edge of the label.</param>
/// <param name="ColonX">Left edge of the colon after the label.</param>
/// <param name="X">Left edge of the text.</param>
/// <param name="Right">The text never passes this.</param>
/// <param name="Baseline">Of the first line (of the last, when it grows up); unused in rows.</param>
/// <param name="Size">Used when it fits.</param>
/// <param name="MinimumSize">Shrunk down to this, then broken into lines.</param>
/// <param name="MaximumLines">1 to 3.</param>
/// <param name="LineHeight">Between baselines; unused in rows.</param>
/// <param name="SameRow">In rows: stands in the row of the text before it.</param>
internal sealed record LayoutText(
    string Field, string Prefix, string? Label, decimal LabelX, decimal ColonX, decimal X, decimal Right, decimal Baseline,
    string Font, decimal Size, decimal MinimumSize, TextAlign Align, int MaximumLines, decimal LineHeight, bool GrowUp, bool SameRow);

/// <param name="FirstBaseline">Of the first row.</param>
/// <param name="LastBaseline">No line stands lower.</param>
/// <param name="Pitch">From baseline to baseline, when there is room.</param>
/// <param name="MinimumPitch">Rows move together down to this when texts break into more lines.</param>
internal sealed record LayoutRows(
    decimal FirstBaseline, decimal LastBaseline, decimal Pitch, decimal MinimumPitch, IReadOnlyList<LayoutText> Fields);

internal sealed record LayoutBox(decimal X, decimal Y, decimal Width, decimal Height);

internal enum TextAlign
{
    Left,
    Center,
    Right,
}
