using System.Text.Json;
using static System.FormattableString;

namespace PrintStation.Cards;

/// <summary>Bytes of a layout file to a layout; every mistake names file, key, value and what is allowed.</summary>
internal sealed class CardLayoutReader
{
    private const int MostTexts = 40;

    /// <summary>Part of the size that letters reach below the baseline; the embedded fonts need 0.22.</summary>
    private const decimal Descent = 0.25m;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private readonly string file;
    private readonly CardFonts cardFonts;
    private readonly List<CardLayoutMistake> mistakes = [];
    private readonly Dictionary<string, string> fontNames = new(StringComparer.Ordinal);
    private decimal cardWidth;
    private decimal cardHeight;

    private CardLayoutReader(string file, CardFonts cardFonts)
    {
        this.file = file;
        this.cardFonts = cardFonts;
    }

    /// <exception cref="CardLayoutException">The file has mistakes.</exception>
    public static CardLayout Read(string file, ReadOnlyMemory<byte> json, CardFonts cardFonts)
    {
        var reader = new CardLayoutReader(file, cardFonts);
        CardLayout layout;
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            layout = reader.ReadLayout(document.RootElement);
        }
        catch (JsonException unreadable)
        {
            var place = unreadable.LineNumber is { } line ? $"not JSON at line {line + 1}" : "not JSON, or a key twice";
            throw new CardLayoutException([new(file, "", place, "one JSON object, each key once")]);
        }

        return reader.mistakes.Count == 0 ? layout : throw new CardLayoutException(reader.mistakes);
    }

    private CardLayout ReadLayout(JsonElement root)
    {
        var top = new LayoutObject("", root, Note);
        var expectedName = Path.GetFileNameWithoutExtension(file);
        var name = top.Text("name", null);
        if (top.Has("name") && name != expectedName)
            top.Note("name", $"the name of the file, \"{expectedName}\"");
        top.Text("description", "");
        ReadCard(top.Object("card", required: true));
        ReadFonts(top.Object("fonts", required: true));

        var texts = top.List("texts", MostTexts).Select(item => ReadText(item, null)).ToList();
        var rows = ReadRows(top.Object("rows", required: false));
        var photo = ReadBox(top, "photo", required: true)!;
        var signature = ReadBox(top, "signature", required: true)!;
        var chipHole = ReadBox(top, "chipHole", required: false);
        top.End();
        CheckOnce(texts.Concat(rows?.Fields ?? []));
        return new CardLayout(name, cardWidth, cardHeight, texts, rows, photo, signature, chipHole);
    }

    private void ReadCard(LayoutObject? card)
    {
        cardWidth = card?.Number("width", 20, 300) ?? 300;
        cardHeight = card?.Number("height", 20, 300) ?? 300;
        if (card is not null && cardHeight >= cardWidth)
            card.Note("height", "less than card.width: faces are landscape");
        card?.End();
    }

    private void ReadFonts(LayoutObject? fonts)
    {
        if (fonts is null)
            return;
        foreach (var (key, value) in fonts.TextMembers(CardFonts.Names))
            fontNames[key] = value;
        if (!fontNames.ContainsKey("regular"))
            fonts.Note("regular", string.Join(", ", CardFonts.Names));
    }

    private LayoutRows? ReadRows(LayoutObject? block)
    {
        if (block is null)
            return null;
        var first = block.Number("firstBaseline", 0, cardHeight);
        var last = block.Number("lastBaseline", 0, cardHeight);
        var pitch = block.Number("pitch", 0.5m, cardHeight);
        var minimumPitch = block.Number("minimumPitch", 0.5m, cardHeight, pitch);
        if (minimumPitch > pitch)
            block.Note("minimumPitch", "at most rows.pitch");
        var defaults = ReadDefaults(block);
        var fields = block.List("fields", MostTexts).Select(item => ReadText(item, defaults)).ToList();
        block.End();
        if (block.IsFaulty)
            return new(first, last, pitch, minimumPitch, fields);
        CheckRowsHeight(block, first, last, fields.Select(field => field.Size).DefaultIfEmpty(0).Max());
        var needed = fields.Where((field, index) => index > 0 && !field.SameRow).Count();
        if (first + needed * pitch > last)
            block.Note("lastBaseline", Invariant($"at least {first + needed * pitch}, so that all rows fit at rows.pitch"));
        return new(first, last, pitch, minimumPitch, fields);
    }

    private LayoutText ReadDefaults(LayoutObject block)
    {
        var size = block.Number("size", 1, 10);
        var minimumSize = block.Number("minimumSize", 1, 10, size);
        return new(
            "", "", null, block.Number("labelX", 0, cardWidth), block.Number("colonX", 0, cardWidth), block.Number("x", 0, cardWidth),
            block.Number("right", 0, cardWidth), 0, ReadFont(block, "regular"), size, minimumSize, TextAlign.Left, 1, 0, false, false);
    }

    private LayoutText ReadText(LayoutObject item, LayoutText? row)
    {
        var label = item.Has("label") ? item.Text("label", "") : null;
        var size = item.Number("size", 1, 10, row?.Size);
        var text = new LayoutText(
            item.OneOf("field", CardFields.Texts, null),
            item.Text("prefix", ""),
            label,
            item.Number("labelX", 0, cardWidth, row?.LabelX ?? (label is null ? 0m : null)),
            item.Number("colonX", 0, cardWidth, row?.ColonX ?? (label is null ? 0m : null)),
            item.Number("x", 0, cardWidth, row?.X),
            item.Number("right", 0, cardWidth, row?.Right),
            row is null ? item.Number("baseline", 0, cardHeight) : 0,
            ReadFont(item, row?.Font ?? "regular"),
            size,
            item.Number("minimumSize", 1, 10, row is null ? size : Math.Min(size, row.MinimumSize)),
            Enum.Parse<TextAlign>(item.OneOf("align", ["left", "center", "right"], "left"), ignoreCase: true),
            item.Whole("maximumLines", 1, 3, 1),
            row is null ? item.Number("lineHeight", 0.5m, 20, size) : 0,
            row is null && item.OneOf("grow", ["up", "down"], "down") == "up",
            row is not null && item.Flag("sameRow", false));
        if (!item.IsFaulty)
            CheckText(item, text);
        if (!item.IsFaulty && row is null)
            CheckHeight(item, text);
        item.End();
        return text;
    }

    private void CheckText(LayoutObject item, LayoutText text)
    {
        if (text.MinimumSize > text.Size)
            item.Note("minimumSize", Invariant($"at most the size, {text.Size}"), text.MinimumSize);
        if (text.Right <= text.X)
            item.Note("right", Invariant($"more than x, {text.X}"), text.Right);
        if (text.SameRow && text.MaximumLines > 1)
            item.Note("maximumLines", "1 where sameRow is true");
        if (cardFonts.Find(text.Font) is not { } font)
            return;
        if (text.Prefix.Length > 0 && !font.Has(text.Prefix))
            item.Note("prefix", "characters that the font has");
        if (text.Label is null)
            return;
        if (!font.Has(text.Label))
            item.Note("label", "characters that the font has");
        var end = text.LabelX + font.WidthInEm(text.Label) * text.Size;
        if (end > text.ColonX || text.ColonX >= text.X)
            item.Note("colonX", Invariant($"a number from {end:0.00} (end of the label) to less than x, {text.X}"), text.ColonX);
    }

    /// <summary>A text that would leave the card at top or bottom would be clipped on each card.</summary>
    private void CheckHeight(LayoutObject item, LayoutText text)
    {
        var more = text.LineHeight * (text.MaximumLines - 1);
        var least = text.Size + (text.GrowUp ? more : 0);
        var most = cardHeight - text.Size * Descent - (text.GrowUp ? 0 : more);
        if (text.Baseline < least || text.Baseline > most)
            item.Note("baseline", Invariant($"a number from {least} to {most:0.00}, so that all lines are inside the card"));
    }

    private void CheckRowsHeight(LayoutObject block, decimal first, decimal last, decimal size)
    {
        if (first < size)
            block.Note("firstBaseline", Invariant($"at least the size, {size}: inside the card"));
        if (last > cardHeight - size * Descent)
            block.Note("lastBaseline", Invariant($"at most {cardHeight - size * Descent:0.00}: inside the card"));
    }

    /// <returns>Name of an embedded font; the empty text when the file names none that exists.</returns>
    private string ReadFont(LayoutObject item, string fallback)
    {
        var chosen = item.Has("font");
        if (fontNames.Count == 0)
            return "";
        if (!chosen)
            return fontNames.GetValueOrDefault(fallback, fallback);
        var key = item.OneOf("font", fontNames.Keys, fontNames.Keys.First());
        return fontNames.GetValueOrDefault(key, "");
    }

    private LayoutBox? ReadBox(LayoutObject top, string key, bool required)
    {
        if (top.Object(key, required) is not { } box)
            return required ? new(0, 0, 1, 1) : null;
        var x = box.Number("x", 0, cardWidth);
        var y = box.Number("y", 0, cardHeight);
        var width = box.Number("width", 0.5m, cardWidth);
        var height = box.Number("height", 0.5m, cardHeight);
        box.End();
        if (x + width > cardWidth)
            box.Note("width", Invariant($"at most {cardWidth - x}: inside the card"));
        if (y + height > cardHeight)
            box.Note("height", Invariant($"at most {cardHeight - y}: inside the card"));
        return new(x, y, width, height);
    }

    private void CheckOnce(IEnumerable<LayoutText> texts)
    {
        foreach (var twice in texts.GroupBy(text => text.Field, StringComparer.Ordinal).Where(group => group.Count() > 1))
            Note("texts, rows.fields", $"\"{twice.Key}\" {twice.Count()} times", "each field once");
    }

    private void Note(string key, string value, string allowed)
    {
        if (mistakes.Count < 100)
            mistakes.Add(new(file, key, value, allowed));
    }
}
