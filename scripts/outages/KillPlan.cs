internal enum KillMoment
{
    /// <summary>Some time after the kill before.</summary>
    Any,

    /// <summary>Within the life of the card that begins next.</summary>
    DuringCard,

    /// <summary>Before the station that was just started has settled what it found.</summary>
    WhileStarting,
}

/// <param name="Names">Who is killed: one, or two at once.</param>
/// <param name="Spared">How many cards begin and are left alone first: all attempts on one job should not be spoiled.</param>
/// <param name="Share">Where in the time that the moment names, from 0 to 1.</param>
/// <param name="Downtimes">How long each stays away.</param>
internal sealed record Kill(IReadOnlyList<string> Names, KillMoment Moment, int Spared, double Share, IReadOnlyList<TimeSpan> Downtimes);

/// <summary>Who is killed, and when: all of it follows from the seed.</summary>
internal static class KillPlan
{
    public const string Station = "printstation";
    public const string Centre = "printcentral";
    public const string Network = "network";
    private static readonly TimeSpan LongestDowntime = TimeSpan.FromSeconds(1.5);

    /// <summary>Of twenty: twelve the station, of them two twice in a row; three the centre, two the network, three two at once.</summary>
    public static Queue<Kill> Draw(int kills, int seed)
    {
        var random = new Random(seed);
        var plan = new Queue<Kill>();
        for (var left = kills; left > 0;)
        {
            var kind = random.Next(20);
            string[] names = kind switch
            {
                < 12 => [Station],
                < 15 => [Centre],
                < 17 => [Network],
                _ when left == 1 => [Station],
                17 => [Station, Centre],
                18 => [Station, Network],
                _ => [Centre, Network],
            };
            // Most of the station's kills are aimed at a card: that is where something can go wrong.
            var moment = names.Contains(Station) && random.Next(4) > 0 ? KillMoment.DuringCard : KillMoment.Any;
            left -= Add(names, moment);
            if (kind < 2 && left > 0)
                left -= Add([Station], KillMoment.WhileStarting);
        }

        return plan;

        int Add(string[] names, KillMoment moment)
        {
            plan.Enqueue(new Kill(names, moment, random.Next(3) / 2, random.NextDouble(),
                [.. names.Select(_ => LongestDowntime * random.NextDouble())]));
            return names.Length;
        }
    }
}
