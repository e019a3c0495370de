using Dapper;
using PrintStation.Printers;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <param name="State">The working state that was on disk before.</param>
/// <param name="Command">What was sent then, or may have been: a crash can come between writing and sending.</param>
/// <param name="Answer">What came back; null when the process ended before anything did.</param>
internal sealed record SentCommand(DateTimeOffset At, string State, string Command, string? Answer);

/// <summary>All that is known of one card that a person must decide about.</summary>
/// <param name="Evidence">What the look at the machine showed that decided; null when there was none, as for a recall or an exchanged machine.</param>
/// <param name="LastSeen">Where the machine had the card when it last had it; null when no look showed one.</param>
/// <param name="Why">Why it waits, in sentences.</param>
/// <param name="WhatToDo">What a person does next, in order, with the commands.</param>
internal sealed record CardDossierView(
    string RunId, string? JobId, long Attempt, string? Printer, string? PrinterSerial, string? BlankUid, string State, string? Reason,
    DateTimeOffset Since, IReadOnlyList<SentCommand> Sent, MoveEvidence? Evidence, string? LastSeen, IReadOnlyList<string> Why,
    IReadOnlyList<string> WhatToDo, IReadOnlyList<MoveExport> History);

/// <summary>Puts together what the books hold about one card, and says what it means.</summary>
internal sealed class CardDossier(StationDatabase database, RunBook book, HeldCards held, StationOptions options)
{
    /// <summary>Moves that follow from a person's or the centre's word, not from a look at the machine.</summary>
    private static readonly IReadOnlySet<string> Words = new HashSet<string>
    {
        nameof(CardTrigger.OperatorAccepts), nameof(CardTrigger.OperatorRejects), nameof(CardTrigger.OperatorCounts), nameof(CardTrigger.DeclareLost),
        nameof(CardTrigger.RevocationAcknowledged),
    };

    /// <param name="runId">A run, or the name of a card without one.</param>
    /// <exception cref="AnswerRefused">No such run.</exception>
    public CardDossierView Of(string runId, StationTexts texts)
    {
        if (book.Find(runId) is { } run)
            return Of(run, texts);
        var other = held.List().FirstOrDefault(card => card.RunId == runId) ?? throw new AnswerRefused("held.unknown", runId);
        return new CardDossierView(other.RunId, null, 0, other.Printer, null, other.BlankUid, other.State, other.Reason, other.Since, [], null, null,
            [texts[$"why.{other.State}"]], WhatToDo(other.RunId, other.State, other.Printer, other.BlankUid, texts), []);
    }

    private CardDossierView Of(CardRun run, StationTexts texts)
    {
        var moves = database.Read(connection => connection.Query<RunMove>(
            $"SELECT {RunMove.Columns} FROM run_history WHERE run_id = @RunId ORDER BY n", run).AsList());
        // What was seen before tells nothing about where the card went: only the look that decided counts, if there was one.
        var decided = moves.LastOrDefault(move => !Words.Contains(move.Cause));
        var evidence = MoveEvidence.Parse(decided?.Evidence);
        var left = moves.LastOrDefault(move => move.ToState == $"{run.State}");
        var recalled = left?.Cause == $"{CardTrigger.Recall}";
        return new CardDossierView(run.RunId, run.JobId, run.Attempt, run.Printer, run.PrinterSerial, run.BlankUid, $"{run.State}", run.Reason,
            InOffice(run.ChangedAt), [.. Sent(moves)], recalled ? null : evidence, recalled || CardLifecycle.IsEnd(run.State) ? null : LastSeen(moves),
            [.. Why(run, left, recalled ? null : evidence, decided?.FromState == nameof(CardState.Feeding) ? 1 : 0, texts)],
            WhatToDo(run.RunId, $"{run.State}", run.Printer, run.BlankUid, texts),
            [.. moves.Select(move => new MoveExport(InOffice(move.At), move.FromState, move.ToState, move.Cause, move.Reason))]);
    }

    private static string? LastSeen(List<RunMove> moves) => moves.Select(move => MoveEvidence.Parse(move.Evidence)?.Position)
        .LastOrDefault(position => position is not (null or nameof(CardPosition.Empty)));

    private IEnumerable<SentCommand> Sent(List<RunMove> moves) =>
        from move in moves
        where Commands.TryGetValue(move.ToState, out _)
        let next = moves.FirstOrDefault(later => later.N == move.N + 1)
        select new SentCommand(InOffice(move.At), move.ToState, Commands[move.ToState],
            next is null ? null : MoveEvidence.Parse(next.Evidence)?.Answer ?? next.Reason ?? "done");

    /// <summary>What each working state has sent: one command, at most once.</summary>
    private static readonly IReadOnlyDictionary<string, string> Commands = new Dictionary<string, string>
    {
        [nameof(CardState.Feeding)] = "feed",
        [nameof(CardState.Encoding)] = "encode-chip",
        [nameof(CardState.Printing)] = "print",
        [nameof(CardState.Verifying)] = "return-and-read-chip",
        [nameof(CardState.Ejecting)] = "eject",
        [nameof(CardState.Rejecting)] = "reject",
    };

    /// <param name="own">How many cards the machine took in for this run between the counter that stood before and the look.</param>
    private static IEnumerable<string> Why(CardRun run, RunMove? left, MoveEvidence? evidence, int own, StationTexts texts)
    {
        if (left?.Cause == $"{CardTrigger.Recall}")
            yield return texts.Format("why.recalled", texts.Reason(run.Reason));
        else if (left?.Reason == LostBooks.KnownToCentre)
            yield return texts["why.known-to-centre"];
        else if (run.State == CardState.Missing && run.BlankUid is null)
            yield return texts["why.Missing.no-uid"];
        else if (CardLifecycle.NeedsPerson(run.State) || run.State == CardState.LossPending)
            yield return texts[$"why.{run.State}"];
        else
            yield return texts.Format("why.settled", texts.CardState($"{run.State}"));
        if (left is not null && CardLifecycle.NeedsPerson(run.State))
            yield return texts.Format("why.came-from", texts.CardState(left.FromState));
        if (evidence is null)
            yield break;
        if (evidence.Answer is not ("done" or "not-asked"))
            yield return texts.Format("why.answer", texts.Reason(evidence.Answer));
        if (evidence.PowerLost)
            yield return texts["why.power-lost"];
        if (evidence.PathDisturbed)
            yield return texts["why.path-disturbed"];
        if (evidence.CardsInsertedAfter - evidence.CardsInsertedBefore is { } inserted && inserted != 0 && inserted != own)
            yield return texts.Format("why.inserted", inserted - own);
        if (evidence.Chip == "other")
            yield return texts.Format("why.other-chip", string.Join(", ", evidence.ReadUids));
    }

    private static IReadOnlyList<string> WhatToDo(
        string runId, string state, string? printer, string? uid, StationTexts texts)
    {
        string[] steps = state switch
        {
            nameof(CardState.Held) => ["find", "accept", "reject", "unreadable", "lost"],
            nameof(CardState.Missing) when uid is null && printer is null => ["find-bare", "reject-any", "unreadable", "lost"],
            nameof(CardState.Missing) when uid is null => ["find-bare", "reject-any", "unreadable", "count", "lost"],
            nameof(CardState.Missing) => ["find", "reject-any", "unreadable", "lost"],
            nameof(CardState.LossPending) => ["wait-for-centre"],
            "Stray" when uid is null => ["find-bare", "reject-any", "unreadable", "count", "lost-stray"],
            "Stray" => ["find", "reject-any", "unreadable", "lost-stray"],
            "Voided" => ["find-finished", "reject-any", "unreadable", "lost-finished"],
            _ => ["nothing"],
        };
        return [.. steps.Select(step => texts.Format($"do.{step}", runId, printer ?? "–", uid ?? "–"))];
    }

    private DateTimeOffset InOffice(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, options.OfficeTime);
}
