namespace PrintStation.Chips;

/// <summary>A reader or encoder. One owner at a time.</summary>
public interface ISmartCardReader : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Why it did not answer last time, for technicians: which reader, and what happened. Nothing of a card. Null when it answered.</summary>
    string? Trouble => null;

    /// <summary>Which chips are in the field, asked for two where the reader can tell. Null when the reader itself did not answer (a
    /// fault of the reader, it says nothing of the card).</summary>
    Task<IReadOnlyList<ChipTarget>?> DetectAsync(CancellationToken token);

    /// <summary>The same where nothing should lie: without patience for a card that flickers.</summary>
    Task<IReadOnlyList<ChipTarget>?> GlanceAsync(CancellationToken token) => DetectAsync(token);

    /// <summary>How often its line was opened, or given up: which reader it is may have changed with each.</summary>
    int Openings => 0;

    /// <summary>Another card comes: that none was seen just now says nothing of it.</summary>
    void ExpectCard()
    {
    }

    /// <summary>Sends one command APDU to the single chip found last. A command is sent at most once per call.</summary>
    Task<ApduResult> TransmitAsync(ReadOnlyMemory<byte> command, CancellationToken token);
}

/// <param name="Type">'A' or 'B'; 'C' for a card with contacts.</param>
/// <param name="Uid">Type A: the UID of the anticollision. Else empty: it is read by an APDU of the profile.</param>
/// <param name="Atr">What a card with contacts answered to the reset; null for others.</param>
/// <param name="Speaks">False for a card with contacts that has no protocol in common with this station: nothing can be sent to it.</param>
public sealed record ChipTarget(char Type, byte[] Uid, byte[]? Atr = null, bool Speaks = true);

/// <param name="Response">Data and the two status bytes; null when no answer came: whether the chip executed it is unknown.</param>
/// <param name="ReaderAnswered">False when the reader itself is silent or gone.</param>
public sealed record ApduResult(byte[]? Response, bool ReaderAnswered)
{
    /// <summary>SW1 SW2, or 0 without an answer.</summary>
    public int Status => Response is { Length: >= 2 } r ? r[^2] << 8 | r[^1] : 0;

    public ReadOnlySpan<byte> Data => Response is { Length: >= 2 } r ? r.AsSpan(0, r.Length - 2) : [];
}
