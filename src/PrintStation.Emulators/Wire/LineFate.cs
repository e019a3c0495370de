namespace PrintStation.Emulators.Wire;

/// <summary>What the network does to one connection.</summary>
/// <param name="Delay">Each piece is late by so much, in both directions.</param>
/// <param name="RequestBytes">After so many bytes towards the centre the connection is cut, the last piece half delivered; null: never.</param>
/// <param name="AnswerBytes">Likewise on the way back: the centre has done what the station never hears of.</param>
internal sealed record LineFate(TimeSpan Delay, long? RequestBytes, long? AnswerBytes)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(600);

    public static readonly LineFate Good = new(TimeSpan.Zero, null, null);

    /// <summary>Of ten connections about six are good, one is slow, and three are cut. Cuts are spread evenly over orders of magnitude,
    /// from within the greeting (512 bytes) to within a few payloads (512 KiB).</summary>
    public static LineFate Draw(Random random)
    {
        var kind = random.Next(10);
        var share = random.NextDouble();
        var bytes = (long)Math.Pow(2, 9 + (10 * share));
        return kind switch
        {
            0 => Good with { Delay = LongestDelay * share },
            1 => Good with { RequestBytes = bytes },
            2 or 3 => Good with { AnswerBytes = bytes },
            _ => Good,
        };
    }

    public override string ToString() => this switch
    {
        { RequestBytes: { } bytes } => $"requests are cut after {bytes} bytes",
        { AnswerBytes: { } bytes } => $"answers are cut after {bytes} bytes",
        _ when Delay > TimeSpan.Zero => $"each piece is {Delay.TotalMilliseconds:0} ms late",
        _ => "good",
    };
}
