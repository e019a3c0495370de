using System.Globalization;

/// <summary>Reads the arguments of a script one by one; whatever is wrong is named.</summary>
internal sealed class ArgumentReader(string[] arguments)
{
    private int _next;

    /// <summary>The option read last.</summary>
    public string Name { get; private set; } = "";

    public bool Read()
    {
        if (_next == arguments.Length)
            return false;
        Name = arguments[_next++];
        return true;
    }

    /// <exception cref="FormatException">There is none.</exception>
    public string Value() => _next < arguments.Length ? arguments[_next++] : throw new FormatException($"{Name} needs a value.");

    /// <exception cref="FormatException">Not one of those allowed.</exception>
    public string Word(params string[] allowed)
    {
        var word = Value();
        return allowed.Contains(word) ? word : throw new FormatException($"{Name} {word}: allowed are {string.Join(", ", allowed)}.");
    }

    /// <exception cref="FormatException">Not a whole number, or outside the range.</exception>
    public int Number(int least, int most)
    {
        var text = Value();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{Name} {text}: a whole number from {least} to {most} is allowed.");
    }

    /// <exception cref="FormatException">Not a number, or outside the range.</exception>
    public double Factor(double least, double most)
    {
        var text = Value();
        return double.TryParse(text, CultureInfo.InvariantCulture, out var factor) && factor >= least && factor <= most
            ? factor
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{Name} {text}: a number from {least} to {most} is allowed."));
    }

    public FormatException Unknown() => new($"{Name}: there is no such option.");
}
