namespace PrintStation.Lifecycle;

/// <summary>A person's answer was not taken; nothing changed.</summary>
/// <param name="code">Key of the sentence in the resources that says why and what to do.</param>
internal sealed class AnswerRefused(string code, string subject) : Exception($"{code}: {subject}")
{
    public string Code { get; } = code;

    public string Subject { get; } = subject;
}

/// <summary>Who answers. What nobody can prove is said by two.</summary>
internal static class Persons
{
    /// <exception cref="AnswerRefused">No name was given.</exception>
    public static void Require(string person)
    {
        if (string.IsNullOrWhiteSpace(person))
            throw new AnswerRefused("person.missing", "--by");
    }

    /// <exception cref="AnswerRefused">Not two different names.</exception>
    public static void RequireTwo(string person, string? witness)
    {
        Require(person);
        if (string.IsNullOrWhiteSpace(witness) || string.Equals(person.Trim(), witness.Trim(), StringComparison.OrdinalIgnoreCase))
            throw new AnswerRefused("person.two-needed", "--witness");
    }

    public static string Both(string person, string? witness) => witness is null ? person : $"{person}, {witness}";
}
