namespace PrintStation.Simulation.Lines;

/// <summary>What happens to bytes between station and devices. In fair weather nothing but a little time.</summary>
internal sealed class LineWeather(Chance chance, Diary diary)
{
    private static readonly TimeSpan LongestLate = TimeSpan.FromSeconds(8);

    /// <summary>The share of replies and writes that something happens to; 0 is fair weather.</summary>
    public double Roughness { get; set; }

    /// <summary>How the bytes of the station travel.</summary>
    public enum Journey
    {
        Whole,

        /// <summary>The line breaks before the first byte.</summary>
        CutBefore,

        /// <summary>The line breaks on the way; the device has a part.</summary>
        CutWithin,

        /// <summary>The device has all of it, and the line breaks.</summary>
        CutAfter,
    }

    public TimeSpan Latency() => chance.Happens(0.05) ? TimeSpan.FromMilliseconds(chance.Next(1, 40)) : TimeSpan.Zero;

    public Journey Draw() => !chance.Happens(Roughness) ? Journey.Whole : chance.Next(3) switch
    {
        0 => Journey.CutBefore,
        1 => Journey.CutWithin,
        _ => Journey.CutAfter,
    };

    public void Reply(Connection connection, byte[] bytes)
    {
        if (!chance.Happens(Roughness))
        {
            connection.ToStation.Send(bytes, Latency());
            return;
        }

        switch (chance.Next(5))
        {
            case 0:
                diary.Note("line", $"{connection.Name}: a reply is lost");
                break;
            case 1:
                var late = TimeSpan.FromMilliseconds(chance.Next(100, (int)LongestLate.TotalMilliseconds));
                diary.Note("line", $"{connection.Name}: a reply is {late.TotalSeconds:0.0} s late");
                connection.ToStation.Send(bytes, late);
                break;
            case 2:
                diary.Note("line", $"{connection.Name}: a reply comes twice");
                connection.ToStation.Send(bytes, TimeSpan.Zero);
                connection.ToStation.Send(bytes, chance.Happens(0.5) ? TimeSpan.Zero : TimeSpan.FromMilliseconds(chance.Next(1, 300)));
                break;
            case 3:
                diary.Note("line", $"{connection.Name}: a reply is spoilt");
                bytes[chance.Next(bytes.Length)] ^= (byte)(1 << chance.Next(8));
                connection.ToStation.Send(bytes, TimeSpan.Zero);
                break;
            default:
                diary.Note("line", $"{connection.Name}: the line breaks in a reply");
                connection.ToStation.Send(bytes.AsMemory(0, chance.Next(bytes.Length)), TimeSpan.Zero);
                connection.Cut();
                break;
        }
    }
}
