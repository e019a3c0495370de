namespace PrintStation.Benchmarks;

/// <summary>Measured values of one kind. Percentiles are values that were measured (nearest rank), never means of two.</summary>
internal sealed class Sample
{
    private readonly double[] _sorted;

    public Sample(IEnumerable<double> values)
    {
        _sorted = [.. values];
        Array.Sort(_sorted);
        if (_sorted.Length == 0)
            throw new BenchException("Nothing was measured.");
    }

    public int Count => _sorted.Length;

    public double Median => At(0.5);

    public double P99 => At(0.99);

    public double Most => _sorted[^1];

    public double Mean => _sorted.Average();

    private double At(double share) => _sorted[Math.Clamp((int)Math.Ceiling(share * _sorted.Length) - 1, 0, _sorted.Length - 1)];
}
