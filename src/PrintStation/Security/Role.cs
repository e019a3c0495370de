namespace PrintStation.Security;

/// <summary>What a person is at this station; which act needs which stands in one table, <c>Web/Rights.cs</c>.</summary>
[Flags]
internal enum Role
{
    None = 0,

    /// <summary>Prints: loads, counts, answers for cards.</summary>
    Operator = 1,

    /// <summary>Sees to the machines.</summary>
    Technician = 2,

    /// <summary>Answers for the office's blanks.</summary>
    Manager = 4,

    /// <summary>Sees everything, changes nothing.</summary>
    Auditor = 8,

    /// <summary>Enrols the others, and is nothing else: whoever makes persons must not be one of two.</summary>
    Admin = 16,
}

internal static class Roles
{
    /// <summary>Who may say, with his own password, that what another one says is so.</summary>
    public const Role Second = Role.Operator | Role.Technician | Role.Manager;

    public const Role All = Second | Role.Auditor | Role.Admin;

    /// <summary>"operator, manager"</summary>
    public static string Text(Role roles) => string.Join(", ", Enum.GetValues<Role>()
        .Where(role => role != Role.None && roles.HasFlag(role)).Select(role => $"{role}".ToLowerInvariant()));

    /// <exception cref="AccessRefusal">None, or one that there is not; admin together with another.</exception>
    public static Role Parse(IEnumerable<string> names)
    {
        var roles = Role.None;
        foreach (var name in names.SelectMany(given => given.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
            roles |= Enum.GetValues<Role>().SingleOrDefault(role => string.Equals($"{role}", name, StringComparison.OrdinalIgnoreCase)) is var role
                && role != Role.None ? role : throw new AccessRefusal("user.role-unknown", $"{name}: {Text(All)}");
        if (roles == Role.None)
            throw new AccessRefusal("user.role-unknown", $"–: {Text(All)}");
        return roles.HasFlag(Role.Admin) && roles != Role.Admin ? throw new AccessRefusal("user.admin-alone", Text(roles)) : roles;
    }
}

/// <summary>Somebody asked for what is not his to do, or for a change of users that must not be; nothing changed.</summary>
/// <param name="code">Of the sentence in the resources ("error.&lt;code&gt;") that says why, and what to do.</param>
internal sealed class AccessRefusal(string code, string subject) : Exception($"{code}: {subject}")
{
    public string Code { get; } = code;

    public string Subject { get; } = subject;
}
