using System.Text.Json;

namespace PrintStation.Transports;

/// <summary>A file of device facts (config/printers, config/chips) with mistakes in it.</summary>
/// <param name="mistakes">Each names file, key, value and what is allowed.</param>
internal sealed class DeviceFileException(IReadOnlyList<string> mistakes) : FormatException(string.Join(Environment.NewLine, mistakes))
{
    public IReadOnlyList<string> Mistakes { get; } = mistakes;
}

/// <summary>Reads a JSON file of device facts key by key and collects every mistake before it gives up, so that a technician mends
/// them in one go.</summary>
internal sealed class DeviceFile
{
    /// <summary>Far above any real file. 1 MiB.</summary>
    private const int LargestBytes = 1_048_576;

    private readonly string _name;
    private readonly List<string> _mistakes = [];

    private DeviceFile(string path, JsonElement root)
    {
        _name = path;
        Root = new DeviceSection(this, root, "");
    }

    public DeviceSection Root { get; }

    /// <exception cref="DeviceFileException">Not there, too large, or not a JSON object.</exception>
    public static DeviceFile Read(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LargestBytes })
                throw new DeviceFileException([$"{path}: is larger than {LargestBytes} bytes."]);

            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new DeviceFile(path, document.RootElement.Clone())
                : throw new DeviceFileException([$"{path}: must be a JSON object."]);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new DeviceFileException([$"{path}: cannot be read ({trouble.GetType().Name}); name an existing file."]);
        }
        catch (JsonException trouble)
        {
            throw new DeviceFileException([$"{path}: is not JSON, line {trouble.LineNumber + 1}, byte {trouble.BytePositionInLine + 1}."]);
        }
    }

    public void Mistake(string key, string value, string allowed) => _mistakes.Add($"{_name}: {key}: {value}; allowed: {allowed}.");

    /// <exception cref="DeviceFileException">When anything was wrong.</exception>
    public void ThrowIfWrong()
    {
        if (_mistakes.Count > 0)
            throw new DeviceFileException(_mistakes);
    }
}

/// <summary>One object of a <see cref="DeviceFile"/>. A wrong value is noted as a mistake and replaced by an empty one.</summary>
internal sealed class DeviceSection(DeviceFile file, JsonElement element, string prefix)
{
    /// <summary>Free text for people, in every section.</summary>
    private const string DescriptionKey = "description";

    /// <summary>For editors: where the file's schema is.</summary>
    private const string SchemaKey = "$schema";

    private readonly HashSet<string> _known = [.. FreeTexts(prefix)];

    /// <summary>For a key that may be missing.</summary>
    public bool Has(string key)
    {
        _known.Add(key);
        return Find(key) is not null;
    }

    /// <param name="allowed">The values it may have; none: any text but an empty one.</param>
    public string Text(string key, params string[] allowed)
    {
        var rule = allowed.Length == 0 ? "a text" : string.Join(", ", allowed);
        if (Required(key, JsonValueKind.String, rule) is not { } value)
            return "";

        var text = value.GetString()!;
        if (text.Length == 0 || (allowed.Length > 0 && !allowed.Contains(text)))
            Wrong(key, value, rule);

        return text;
    }

    public int Number(string key, int least, int most)
    {
        var rule = $"a whole number from {least} to {most}";
        if (Required(key, JsonValueKind.Number, rule) is not { } value)
            return least;

        if (value.TryGetInt32(out var number) && number >= least && number <= most)
            return number;

        Wrong(key, value, rule);
        return least;
    }

    public int OneOf(string key, params int[] allowed)
    {
        var rule = string.Join(", ", allowed);
        if (Required(key, JsonValueKind.Number, rule) is not { } value)
            return allowed[0];

        if (value.TryGetInt32(out var number) && allowed.Contains(number))
            return number;

        Wrong(key, value, rule);
        return allowed[0];
    }

    public bool Flag(string key)
    {
        _known.Add(key);
        if (Find(key) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value)
            return value.GetBoolean();

        Wrong(key, Find(key), "true, false");
        return false;
    }

    /// <param name="isAllowed">Judges each entry.</param>
    public IReadOnlyList<string> Texts(string key, Func<string, bool> isAllowed, string rule)
    {
        var texts = new List<string>();
        foreach (var (path, value) in Entries(key, $"a list of {rule}"))
        {
            if (value.ValueKind == JsonValueKind.String && isAllowed(value.GetString()!))
                texts.Add(value.GetString()!);
            else
                file.Mistake(path, value.GetRawText(), rule);
        }

        return texts;
    }

    /// <summary>Bytes as hex digits.</summary>
    public byte[] Hex(string key, int leastBytes, int mostBytes)
    {
        var rule = leastBytes == mostBytes ? $"{leastBytes} bytes in hex" : $"{leastBytes} to {mostBytes} bytes in hex";
        if (Required(key, JsonValueKind.String, rule) is not { } value)
            return new byte[leastBytes];

        var text = value.GetString()!;
        if (text.Length % 2 == 0 && text.Length / 2 >= leastBytes && text.Length / 2 <= mostBytes && text.All(char.IsAsciiHexDigit))
            return Convert.FromHexString(text);

        Wrong(key, value, rule);
        return new byte[leastBytes];
    }

    public DeviceSection Section(string key) =>
        Required(key, JsonValueKind.Object, "an object") is { } value
            ? new DeviceSection(file, value, $"{prefix}{key}.")
            : new DeviceSection(file, default, $"{prefix}{key}.");

    public IReadOnlyList<DeviceSection> Sections(string key)
    {
        var sections = new List<DeviceSection>();
        foreach (var (path, value) in Entries(key, "a list of objects"))
        {
            if (value.ValueKind == JsonValueKind.Object)
                sections.Add(new DeviceSection(file, value, path + "."));
            else
                file.Mistake(path, value.GetRawText(), "an object");
        }

        return sections;
    }

    public void Mistake(string key, string value, string allowed) => file.Mistake(prefix + key, value, allowed);

    /// <summary>A misspelt key would silently keep its default: every key that nobody asked for is a mistake.</summary>
    public void NothingElse()
    {
        if (element.ValueKind != JsonValueKind.Object)
            return;

        foreach (var key in FreeTexts(prefix))
            if (Find(key) is { ValueKind: not JsonValueKind.String } value)
                Wrong(key, value, "a text");

        foreach (var property in element.EnumerateObject().Where(property => !_known.Contains(property.Name)))
            Mistake(property.Name, "is not a key of this file", string.Join(", ", _known.Order(StringComparer.Ordinal)));
    }

    /// <summary>Keys that no device needs; each may be missing.</summary>
    private static string[] FreeTexts(string prefix) => prefix.Length == 0 ? [DescriptionKey, SchemaKey] : [DescriptionKey];

    private JsonElement? Find(string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) ? value : null;

    private IEnumerable<(string Path, JsonElement Value)> Entries(string key, string rule) =>
        Required(key, JsonValueKind.Array, rule) is { } value
            ? value.EnumerateArray().Select((entry, index) => ($"{prefix}{key}[{index}]", entry))
            : [];

    private JsonElement? Required(string key, JsonValueKind kind, string rule)
    {
        _known.Add(key);
        var value = Find(key);
        if (value is not null && value.Value.ValueKind == kind)
            return value;

        // A section that is itself missing was named already; its keys would only repeat that.
        if (element.ValueKind == JsonValueKind.Object)
            Wrong(key, value, rule);

        return null;
    }

    private void Wrong(string key, JsonElement? value, string rule) => Mistake(key, value?.GetRawText() ?? "is missing", rule);
}
