namespace PrintStation.Chips;

/// <summary>How long a reader may take.</summary>
/// <param name="Connect">To take the connection. Default 2 s.</param>
/// <param name="Acknowledge">To acknowledge a command. Default 1 s: the chip needs 15 ms, a serial server in between much more.</param>
/// <param name="Answer">To answer a command for the reader itself, such as a search for cards. Default 2 s.</param>
/// <param name="Exchange">To bring a chip's answer. Default 6 s: the longest waiting time a chip may ask for is 4.9 s.</param>
internal sealed record ReaderTimings(TimeSpan Connect, TimeSpan Acknowledge, TimeSpan Answer, TimeSpan Exchange)
{
    public static readonly ReaderTimings Shipped =
        new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6));
}
