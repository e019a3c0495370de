namespace PrintStation.Cards;

/// <summary>The embedded fonts. Fonts of the machine are never asked: the same face must come out everywhere.</summary>
internal sealed class CardFonts : IDisposable
{
    public const string Regular = "LiberationSans-Regular";
    public const string Bold = "LiberationSans-Bold";

    public static readonly IReadOnlyList<string> Names = [Regular, Bold];

    private readonly Dictionary<string, CardFont> fonts = Names.ToDictionary(name => name, Load, StringComparer.Ordinal);

    /// <summary>Null when no font of that name is embedded.</summary>
    public CardFont? Find(string name) => fonts.GetValueOrDefault(name);

    public CardFont this[string name] => fonts[name];

    public void Dispose()
    {
        foreach (var font in fonts.Values)
            font.Dispose();
    }

    private static CardFont Load(string name)
    {
        var resource = $"fonts/{name}.ttf";
        using var stream = typeof(CardFonts).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The font {resource} is not embedded.");
        return new CardFont(stream);
    }
}
