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

    /// <summary>A place of the books in words.</summary>
    /// <param name="place">"Store" or "Hopper(printer-1)" as the books have it, or "hopper:printer-1" as people name it.</param>
    public string Place(string place)
    {
        var end = place.IndexOfAny(['(', ':']);
        var kind = end < 0 ? place : place[..end];
        return Find($"place.{kind.ToLowerInvariant()}") is { } words
            ? string.Format(Culture, words, end < 0 ? "" : place[(end + 1)..].TrimEnd(')'))
            : place;
    }

    /// <summary>Why a blank was moved, a run has ended or the centre refused, in words; what a person wrote after the code stays as it is.</summary>
    /// <param name="reason">As the books have it: "loaded", "spoiled: damaged", "reversal: wrong printer", "job-revoked". Null is no reason.</param>
    public string Reason(string? reason)
    {
        if (reason is null)
            return "";
        if (Find($"report.reason.{reason}") is { } words)
            return words;
        return reason.Split(": ", 2) is [var code, var why] && Find($"report.reason.{code}") is { } kind
            ? $"{kind}: {Find($"report.cause.{why}") ?? why}"
            : reason;
    }

    /// <summary>The text with its blanks filled in.</summary>
    public string Format(string key, params object?[] values) => string.Format(Culture, this[key], values);
}
