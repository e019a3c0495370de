using PrintStation.Inventory;

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
    /// <summary>The centre takes no longer name.</summary>
    private const int LongestName = 128;

    /// <exception cref="AnswerRefused">No name was given, or one that is too long.</exception>
    public static void Require(string person)
    {
        if (string.IsNullOrWhiteSpace(person))
            throw new AnswerRefused("person.missing", "--by");
        RequireLength(person, "--by");
    }

    private static void RequireLength(string person, string option)
    {
        if (person.Length > LongestName)
            throw new AnswerRefused("person.too-long", $"{option}: {person.Length} > {LongestName}");
    }

    /// <exception cref="AnswerRefused">Not two different names.</exception>
    public static void RequireTwo(string person, string? witness)
    {
        Require(person);
        if (string.IsNullOrWhiteSpace(witness) || PersonNames.IsSame(person, witness))
            throw new AnswerRefused("person.two-needed", "--witness");
        RequireLength(witness, "--witness");
    }

    public static string Both(string person, string? witness) => TwoPersons.Names(person, witness);
}
