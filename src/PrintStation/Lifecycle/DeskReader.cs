using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Security;

namespace PrintStation.Lifecycle;

/// <summary>The chip reader on the desk, for one person at a time.</summary>
/// <param name="encoder">Null where there is none.</param>
/// <param name="trail">Null where nobody asks through the door.</param>
internal sealed class DeskReader(IChipEncoder? encoder, AuditTrail? trail = null)
{
    public const string SamSilent = "desk.sam-silent";
    public const string SamSuspended = "desk.sam-suspended";
    public const string ReaderSilent = "desk.reader-silent";

    private readonly SemaphoreSlim _turn = new(1, 1);

    public bool IsThere => encoder is not null;

    /// <exception cref="AnswerRefused">The office has no reader on its desk.</exception>
    public async Task<T> AskAsync<T>(Func<IChipEncoder, Task<T>> ask, CancellationToken token)
    {
        if (encoder is null)
            throw new AnswerRefused("desk.not-configured", "Chips.Desk");
        await _turn.WaitAsync(token);
        try
        {
            return await ask(encoder);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The card that an act is about: the one whose number was typed, else the one that lies there.</summary>
    /// <exception cref="LedgerRefusal">What was typed is no chip's number, or a citizen's.</exception>
    /// <exception cref="AnswerRefused">As below.</exception>
    public async Task<string> UidAsync(string? typed, CancellationToken token)
    {
        if (typed is null)
            return await ReadUidAsync(token);
        var uid = CardUids.RequireTyped(typed);
        trail?.NoteCard(uid);
        return uid;
    }

    /// <summary>The UID of the one card that lies there; the entry of the act for which it is read names it.</summary>
    /// <exception cref="AnswerRefused">None, several, or no answer.</exception>
    public async Task<string> ReadUidAsync(CancellationToken token)
    {
        var reading = await AskAsync(reader => reader.ReadUidAsync(token), token);
        var uid = reading.Presence switch
        {
            ChipPresence.One => reading.Uids[0].Hex,
            ChipPresence.None => throw new AnswerRefused("desk.no-card", ""),
            ChipPresence.Several => throw new AnswerRefused("desk.several-cards", ""),
            _ => throw new AnswerRefused(ReaderSilent, ""),
        };
        trail?.NoteCard(uid);
        return uid;
    }

    /// <summary>That a card could not be looked at says nothing of it: it is to be shown again.</summary>
    /// <param name="reason">A word of <see cref="ChipReasons"/>; null: nothing was wrong.</param>
    /// <param name="uid">Of the card that lay there.</param>
    /// <exception cref="AnswerRefused">Reader or SAM did not do their part, or the card was taken away.</exception>
    public static void RequireSeen(string? reason, string uid)
    {
        var code = reason switch
        {
            ChipReasons.SamUnreachable => SamSilent,
            ChipReasons.SamSuspended => SamSuspended,
            ChipReasons.ReaderUnreachable => ReaderSilent,
            ChipReasons.WrongReader => "desk.wrong-reader",
            ChipReasons.Several => "desk.several-cards",
            ChipReasons.UidDiffers => "desk.other-card",
            _ => null,
        };
        if (code is not null)
            throw new AnswerRefused(code, uid);
    }
}
