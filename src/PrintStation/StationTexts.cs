using System.Globalization;
using System.Resources;

namespace PrintStation;

/// <summary>Texts for people, in Indonesian or English, from the resource files.</summary>
internal sealed class StationTexts(string language)
{
    private static readonly ResourceManager Resources = new("PrintStation.Resources.Texts", typeof(StationTexts).Assembly);

    public CultureInfo Culture { get; } = CultureInfo.GetCultureInfo(language);

    /// <summary>The text, or the key itself where none was written: visible, never silent.</summary>
    public string this[string key] => Resources.GetString(key, Culture) ?? key;

    /// <summary>The text; null where none was written, for keys that are made of data.</summary>
    public string? Find(string key) => Resources.GetString(key, Culture);

    /// <summary>A card's state in words.</summary>
    public string CardState(string state) => this[$"card.{state}"];

    /// <summary>The text with its blanks filled in.</summary>
    public string Format(string key, params object?[] values) => string.Format(Culture, this[key], values);
}
