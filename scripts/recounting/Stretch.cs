/// <summary>From a moment to a later one, which is not part of it.</summary>
internal readonly record struct Stretch(DateTimeOffset From, DateTimeOffset To)
{
    public static readonly IReadOnlyList<Stretch> Always = [new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)];

    /// <summary>What is in one of the first and in one of the others. Each are in order and do not overlap; so are these.</summary>
    public static IReadOnlyList<Stretch> Common(IReadOnlyList<Stretch> first, IReadOnlyList<Stretch> others) =>
    [
        .. first.SelectMany(_ => others, (one, other) => new Stretch(one.From > other.From ? one.From : other.From, one.To < other.To ? one.To : other.To))
            .Where(both => both.From < both.To),
    ];

    public static double Minutes(IEnumerable<Stretch> stretches) => stretches.Sum(stretch => (stretch.To - stretch.From).TotalMinutes);
}
