namespace PrintStation.Central.Storage;

/// <summary>What a request to the books ends in: a value, or a refusal with a code. Faults of the database are exceptions.</summary>
internal sealed record Answer<T>(T? Value, Refusal? Refusal)
    where T : class
{
    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(Refusal refusal) => new(null, refusal);
}

/// <param name="Status">HTTP status: 403, 404, 409 or 422.</param>
/// <param name="Code">Stable word for programs.</param>
/// <param name="Detail">A sentence for people with the next step; no personal data.</param>
/// <param name="Keep">True when what the refused request told is kept all the same, such as the UID of a fenced card.</param>
internal sealed record Refusal(int Status, string Code, string Detail, bool Keep = false)
{
    public static Refusal Invalid(string field, string rule) => new(422, "request-invalid", $"Correct '{field}': {rule}.");
}

/// <summary>For commands whose only result is that they were done.</summary>
internal sealed record Done(string Text);
