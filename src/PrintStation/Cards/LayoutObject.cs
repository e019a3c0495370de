using System.Text.Json;
using static System.FormattableString;

namespace PrintStation.Cards;

/// <summary>A JSON object of a layout file: gives values within bounds, and notes each mistake instead of stopping at the first.</summary>
internal sealed class LayoutObject
{
    private readonly string path;
    private readonly JsonElement element;
    private readonly Action<string, string, string> note;
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    /// <param name="note">Takes key, value and what is allowed.</param>
    public LayoutObject(string path, JsonElement element, Action<string, string, string> note)
    {
        this.path = path;
        this.element = element;
        this.note = (key, value, allowed) =>
        {
            IsFaulty = true;
            note(key, value, allowed);
        };
        if (element.ValueKind != JsonValueKind.Object)
            this.note(path, Show(element), "an object");
    }

    /// <summary>Whether a mistake was noted here: then its values together prove nothing.</summary>
    public bool IsFaulty { get; private set; }

    public bool Has(string key) => Find(key) is not null;

    /// <summary>Notes a mistake that only the values together show.</summary>
    /// <param name="used">The value in use where the key may be left out; null: there is none.</param>
    public void Note(string key, string allowed, decimal? used = null)
    {
        var shown = Find(key) is { } value ? Show(value) : used is { } number ? Invariant($"{number}") : "missing";
        note(KeyPath(key), shown, allowed);
    }

    /// <param name="fallback">Used when the key is missing; null: the key must be there.</param>
    public decimal Number(string key, decimal least, decimal most, decimal? fallback = null)
    {
        if (Find(key) is not { } value)
            return fallback ?? Missing(key, Range(least, most), least);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= least && number <= most)
            return number;
        note(KeyPath(key), Show(value), Range(least, most));
        return fallback ?? least;
    }

    public int Whole(string key, int least, int most, int fallback)
    {
        var number = Number(key, least, most, fallback);
        if (number == decimal.Truncate(number))
            return (int)number;
        Note(key, $"a whole number from {least} to {most}");
        return fallback;
    }

    public bool Flag(string key, bool fallback)
    {
        if (Find(key) is not { } value)
            return fallback;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        note(KeyPath(key), Show(value), "true or false");
        return fallback;
    }

    /// <summary>Free text of at most 300 characters.</summary>
    public string Text(string key, string? fallback)
    {
        if (Find(key) is not { } value)
            return fallback ?? Missing(key, "a text", "");
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= 300 } text)
            return text;
        note(KeyPath(key), Show(value), "a text of at most 300 characters");
        return fallback ?? "";
    }

    public string OneOf(string key, IEnumerable<string> allowed, string? fallback)
    {
        var words = allowed.ToList();
        if (Find(key) is not { } value)
            return fallback ?? Missing(key, string.Join(", ", words), words[0]);
        if (value.ValueKind == JsonValueKind.String && words.Contains(value.GetString()!, StringComparer.Ordinal))
            return value.GetString()!;
        note(KeyPath(key), Show(value), string.Join(", ", words));
        return fallback ?? words[0];
    }

    public LayoutObject? Object(string key, bool required)
    {
        if (Find(key) is { } value)
            return new(KeyPath(key), value, note);
        return required ? Missing<LayoutObject?>(key, "an object", null) : null;
    }

    public IReadOnlyList<LayoutObject> List(string key, int most)
    {
        if (Find(key) is not { } value)
            return Missing<IReadOnlyList<LayoutObject>>(key, "a list", []);
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= most)
            return [.. value.EnumerateArray().Select((item, index) => new LayoutObject($"{KeyPath(key)}[{index}]", item, note))];
        note(KeyPath(key), Show(value), $"a list of at most {most} objects");
        return [];
    }

    /// <summary>Names and values of all members that are texts.</summary>
    public IEnumerable<(string Key, string Value)> TextMembers(IEnumerable<string> allowed)
    {
        var words = allowed.ToList();
        var keys = element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().Select(member => member.Name).ToList() : [];
        return [.. keys.Select(key => (key, OneOf(key, words, words[0])))];
    }

    /// <summary>Notes the keys that nobody asked for: a misspelt key must not be a setting silently ignored.</summary>
    public void End()
    {
        if (element.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in element.EnumerateObject().Where(member => !asked.Contains(member.Name)))
            note(KeyPath(member.Name), "an unknown key", string.Join(", ", asked.Order(StringComparer.Ordinal)));
    }

    private JsonElement? Find(string key)
    {
        asked.Add(key);
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) ? value : null;
    }

    private T Missing<T>(string key, string allowed, T instead)
    {
        note(KeyPath(key), "missing", allowed);
        return instead;
    }

    private string KeyPath(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string Range(decimal least, decimal most) => Invariant($"a number from {least} to {most}");

    private static string Show(JsonElement value)
    {
        var text = value.GetRawText().ReplaceLineEndings(" ");
        return text.Length <= 80 ? text : text[..77] + "...";
    }
}
