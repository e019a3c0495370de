using System.Text;

namespace PrintStation.EndToEnd.Tracing;

/// <summary>What a machine was told to do to one card: one command, or the commands of one print or eject.</summary>
/// <param name="State">The station's working state for it.</param>
/// <param name="At">When its first byte was sent, in seconds since 1970.</param>
/// <param name="LastAt">When its last command was sent.</param>
internal sealed record Operation(string State, decimal At, decimal LastAt, int Panels)
{
    private const byte Escape = 0x1B;
    private const byte ToTheReader = 0xD4;
    private const byte InDataExchange = 0x40;
    private const byte Update = 0xD6;
    private const byte Lock = 0x44;

    /// <summary>Finds them among the messages to one printer and to the reader at its chip station.</summary>
    public static IReadOnlyList<Operation> Find(IEnumerable<SystemCall> calls, int printerPort, int readerPort)
    {
        var found = new List<Operation>();
        var cardInside = false;
        foreach (var call in calls.Where(call => call.Name is "sendto" or "sendmsg" or "write" or "writev" && call.Result > 0))
        {
            var state = call.PeerPort == readerPort && WritesToChip(call.Data) ? "Encoding"
                : call.PeerPort == printerPort ? Word(call.Data, cardInside) : null;
            switch (state)
            {
                case null:
                    break;
                case "Encoding" when found is [.., { State: "Encoding" } encoding]:
                    found[^1] = encoding with { LastAt = call.At };
                    break;
                case "Panel":
                    found[^1] = found[^1] with { State = "Printing", Panels = found[^1].Panels + 1, LastAt = call.At };
                    break;
                case "End":
                    found[^1] = found[^1] with { LastAt = call.At };
                    cardInside = found[^1].State == "Printing";
                    break;
                default:
                    found.Add(new Operation(state, call.At, call.At, 0));
                    cardInside = state != "Rejecting" && (cardInside || state == "Feeding");
                    break;
            }
        }

        return found;
    }

    /// <summary>The same word feeds or moves, prints or ejects: what is inside decides, and whether panels follow.</summary>
    private static string? Word(byte[] data, bool cardInside)
    {
        if (data is not [Escape, ..])
            return null;
        var words = Encoding.Latin1.GetString(data, 1, Math.Min(data.Length - 1, 8));
        return words switch
        {
            "Sic\r" => cardInside ? "Verifying" : "Feeding",
            "Ss\r" => "Ejecting",
            "Se\r" => "End",
            "Ser\r" => "Rejecting",
            _ => words.StartsWith("Db;", StringComparison.Ordinal) ? "Panel" : null,
        };
    }

    /// <summary>A frame that hands the chip a writing command: its class is plain (00) or within the secure session (0C).</summary>
    private static bool WritesToChip(ReadOnlySpan<byte> frame)
    {
        var body = frame.IndexOf([ToTheReader, InDataExchange]);
        return body >= 0 && frame.Length > body + 4 && frame[body + 3] is 0x00 or 0x0C && frame[body + 4] is Update or Lock;
    }
}
