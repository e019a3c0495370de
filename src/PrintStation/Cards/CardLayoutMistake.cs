namespace PrintStation.Cards;

/// <summary>One mistake in a layout file.</summary>
/// <param name="File">As it was given to the reader.</param>
/// <param name="Key">Path of the key, for example "rows.fields[3].size".</param>
/// <param name="Value">What stands there, at most 80 characters.</param>
/// <param name="Allowed">What may stand there.</param>
internal sealed record CardLayoutMistake(string File, string Key, string Value, string Allowed)
{
    public override string ToString() => $"{File}: {(Key.Length == 0 ? "file" : Key)} is {Value}; allowed: {Allowed}";
}

/// <summary>A layout file cannot be used. A mistake of configuration: the station does not start with it.</summary>
internal sealed class CardLayoutException(IReadOnlyList<CardLayoutMistake> mistakes) : Exception(string.Join('\n', mistakes))
{
    public IReadOnlyList<CardLayoutMistake> Mistakes { get; } = mistakes;
}
