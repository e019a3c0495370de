namespace PrintStation.Simulation;

/// <summary>Everything that is left to chance in one simulated day: one seed, one sequence.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>For code that takes a <see cref="Random"/> of its own.</summary>
    public Random Apart() => new(_random.Next());

    public int Next(int below) => _random.Next(below);

    public int Next(int from, int below) => _random.Next(from, below);

    public double NextDouble() => _random.NextDouble();

    public bool Happens(double share) => share > 0 && _random.NextDouble() < share;

    public TimeSpan Between(TimeSpan shortest, TimeSpan longest) => shortest + ((longest - shortest) * _random.NextDouble());

    public T Of<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];
}
