using PrintStation.Transports;

namespace PrintStation.Printers.Evolis;

/// <param name="Moves">Whether it may move a card: a refusal of a later step then no longer means that nothing moved.</param>
internal readonly record struct EvolisStep(string Command, TimeSpan Limit, bool Moves);

/// <summary>Sends the commands of one operation in order, each once, and stops at the first that is not done.</summary>
internal sealed class EvolisSequence(EvolisLine line, TimeSpan settle, TimeProvider timeProvider, ILogger logger, string printer)
{
    public async Task<CommandResult> RunAsync(IReadOnlyList<EvolisStep> steps, CancellationToken token)
    {
        var moved = false;
        for (var i = 0; i < steps.Count; i++)
        {
            if (i > 0)
                await Task.Delay(settle, timeProvider, token);

            var result = await StepAsync(steps[i], i == 0 ? Input.MustBeSilent : Input.Drained, token);
            if (result.Outcome == CommandOutcome.Refused && moved)
                return result with { Outcome = CommandOutcome.Unknown };

            if (result.Outcome != CommandOutcome.Done)
                return result;

            moved |= steps[i].Moves;
        }

        return new CommandResult(CommandOutcome.Done);
    }

    /// <summary>One command by itself.</summary>
    public Task<CommandResult> StepAsync(EvolisStep step, Input input, CancellationToken token) =>
        SendAsync(step.Command, EvolisCommand.Frame(step.Command), step.Limit, input, token);

    /// <param name="command">Its words, without data: for the log and for the meaning of the reply.</param>
    public async Task<CommandResult> SendAsync(
        string command, ReadOnlyMemory<byte> frame, TimeSpan limit, Input input, CancellationToken token)
    {
        var reply = await line.SendAsync(frame, limit, input, token);
        var result = Judge(command, reply);
        if (reply.Outcome == LineOutcome.Answered && result is { Outcome: CommandOutcome.Unknown, Reason: null })
            line.Close();
        if (result.Outcome != CommandOutcome.Done)
            logger.LogWarning(LogEvents.CommandNotDone,
                "Printer {Printer} command {Command} {Outcome}: {DeviceText}", printer, command, result.Outcome, reply.Text);

        return result;
    }

    /// <summary>The table of replies applied to one command.</summary>
    public static CommandResult Judge(string command, LineReply reply)
    {
        if (reply.Outcome == LineOutcome.NotSent)
            return new CommandResult(CommandOutcome.Refused, PrinterReason.ConnectingToDevice);

        if (reply.Outcome == LineOutcome.Unanswered)
            return new CommandResult(CommandOutcome.Unknown);

        if (EvolisReply.IsDone(reply.Text))
            return new CommandResult(CommandOutcome.Done);

        if (EvolisReply.Error(reply.Text) is not { } row)
            return new CommandResult(CommandOutcome.Unknown, null, reply.Text);

        var rejecting = command == EvolisCommand.ToRejectBox;
        var nothingMoved = row.Effect == ReplyEffect.NothingMoved || (row.Effect == ReplyEffect.NothingMovedByReject && rejecting);
        var reason = row.Effect == ReplyEffect.NothingMovedByReject && rejecting ? PrinterReason.RejectAreaFull : row.Reason;
        return new CommandResult(nothingMoved ? CommandOutcome.Refused : CommandOutcome.Unknown, reason, reply.Text);
    }
}
