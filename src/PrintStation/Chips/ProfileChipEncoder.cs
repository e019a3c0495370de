using System.Security.Cryptography.X509Certificates;

namespace PrintStation.Chips;

/// <summary>Personalises the chip at one chip station by a profile, through the SAM that all stations share.</summary>
/// <param name="sam">Null where the profile knows no secure session.</param>
/// <param name="chipSigning">The centre's certificate for the digital signature on the chip.</param>
internal sealed class ProfileChipEncoder(
    ChipProfile profile, ISmartCardReader reader, SharedSam? sam, X509Certificate2 chipSigning, TimeProvider timeProvider) : IChipEncoder
{
    /// <summary>Contactless chips flicker: a chip that does not answer is looked for again before it counts as mute.</summary>
    private const int MostLooks = 3;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    public async Task<ChipReading> ReadUidAsync(CancellationToken token)
    {
        var reading = await LookAsync(reader.DetectAsync, token);
        for (var look = 1; look < MostLooks && reading.Presence == ChipPresence.None; look++)
        {
            await Task.Delay(BetweenLooks, timeProvider, token);
            reading = await LookAsync(reader.DetectAsync, token);
        }

        return reading;
    }

    public Task<ChipReading> GlanceAsync(CancellationToken token) => LookAsync(reader.GlanceAsync, token);

    public int Openings => reader.Openings;

    public void ExpectCard() => reader.ExpectCard();

    public string? SamName => sam?.ReaderName;

    public string? Trouble => reader.Trouble;

    public string? SamTrouble => sam?.Trouble;

    public Task<SamTurn?> TakeSamAsync(CancellationToken token) => sam is null ? Task.FromResult<SamTurn?>(null) : sam.TakeAsync(token);

    public bool IsSuspended(SamTurn turn) => profile.Session is { } facts && turn.Failures >= facts.MostFailures;

    public async Task<EncodeResult> EncodeAsync(ChipUid uid, ChipContent content, SamTurn? turn, CancellationToken token)
    {
        if (profile.FirstMisfit(content.Elements) is not null)
            return new EncodeResult(EncodeOutcome.Failed, ChipReasons.ContentDoesNotFit, null);

        var (trouble, binding) = await WithChipAsync(uid, turn, session => PersonaliseAsync(session, uid, content, token), token);
        if (trouble is null)
            return new EncodeResult(EncodeOutcome.Done, null, binding);

        return new EncodeResult(trouble.Unreachable ? EncodeOutcome.Unknown : EncodeOutcome.Failed, trouble.Reason, null);
    }

    public async Task<ChipCheck> VerifyAsync(ChipUid uid, ChipContent content, CancellationToken token)
    {
        var (trouble, binding) = await WithChipAsync(uid, session => CheckAsync(session, uid, content, token), token);
        if (trouble is null)
            return new ChipCheck(ChipVerdict.Good, null, binding);

        return new ChipCheck(trouble.Unreachable ? ChipVerdict.Unknown : ChipVerdict.Bad, trouble.Reason, null);
    }

    public async Task<ElementReading> ReadAsync(ChipUid uid, string element, CancellationToken token)
    {
        var (trouble, data) = await WithChipAsync(uid, async session =>
        {
            var (control, trouble) = await session.OpenAsync(token);
            trouble ??= await session.AuthenticateAsync(uid, control, token);
            if (trouble is not null)
                return (trouble, null);
            var read = await session.ReadAsync(profile.File(element), token);
            return (read.Trouble, read.Data);
        }, token);
        return trouble is null ? new ElementReading(data, null) : new ElementReading(null, trouble.Reason);
    }

    /// <summary>Disposes of the chip reader; the SAM is shared and belongs to its maker.</summary>
    public ValueTask DisposeAsync() => reader.DisposeAsync();

    private async Task<ChipReading> LookAsync(Func<CancellationToken, Task<IReadOnlyList<ChipTarget>?>> detect, CancellationToken token)
    {
        var targets = await detect(token);
        if (targets is null)
            return new ChipReading(ChipPresence.ReaderFault, []);

        if (targets.Count > 1)
        {
            var seen = targets.Where(target => target.Uid.Length > 0).Select(target => new ChipUid(Convert.ToHexString(target.Uid)));
            return new ChipReading(ChipPresence.Several, [.. seen]);
        }

        if (targets.Count == 0)
            return new ChipReading(ChipPresence.None, []);

        if (targets[0].Type == 'A')
            return new ChipReading(ChipPresence.One, [new ChipUid(Convert.ToHexString(targets[0].Uid))]);

        if (targets[0].Type == 'C' && profile.Session is not null)
            return new ChipReading(ChipPresence.WrongReader, []);

        if (!targets[0].Speaks)
            return new ChipReading(ChipPresence.None, []);

        var answer = await reader.TransmitAsync(profile.UidCommand, token);
        if (!answer.ReaderAnswered)
            return new ChipReading(ChipPresence.ReaderFault, []);

        // A chip that shows itself and does not tell its UID is no better than a mute one.
        return answer.Status == 0x9000 && answer.Data.Length >= profile.UidBytes
            ? new ChipReading(ChipPresence.One, [new ChipUid(Convert.ToHexString(answer.Data[^profile.UidBytes..]))])
            : new ChipReading(ChipPresence.None, []);
    }

    /// <summary>Takes the SAM, finds the one recorded chip, works, gives the SAM back.</summary>
    private async Task<(ChipTrouble? Trouble, byte[]? Data)> WithChipAsync(
        ChipUid uid, Func<ChipSession, Task<(ChipTrouble?, byte[]?)>> work, CancellationToken token)
    {
        using var turn = await TakeSamAsync(token);
        return sam is not null && turn is null
            ? (new ChipTrouble(ChipReasons.SamUnreachable, Unreachable: true), null)
            : await WithChipAsync(uid, turn, work, token);
    }

    private async Task<(ChipTrouble? Trouble, byte[]? Data)> WithChipAsync(
        ChipUid uid, SamTurn? turn, Func<ChipSession, Task<(ChipTrouble?, byte[]?)>> work, CancellationToken token)
    {
        var reading = await ReadUidAsync(token);
        return reading.Presence switch
        {
            ChipPresence.One when reading.Uids[0] == uid => await work(new ChipSession(profile, reader, turn)),
            ChipPresence.One => (new ChipTrouble(ChipReasons.UidDiffers), null),
            ChipPresence.Several => (new ChipTrouble(ChipReasons.Several), null),
            ChipPresence.None => (new ChipTrouble(ChipReasons.Mute), null),
            ChipPresence.WrongReader => (new ChipTrouble(ChipReasons.WrongReader, Unreachable: true), null),
            _ => (new ChipTrouble(ChipReasons.ReaderUnreachable, Unreachable: true), null),
        };
    }

    private async Task<(ChipTrouble?, byte[]?)> PersonaliseAsync(
        ChipSession session, ChipUid uid, ChipContent content, CancellationToken token)
    {
        byte[] control = [];
        byte[]? binding = null;
        foreach (var step in profile.Steps)
        {
            ChipTrouble? trouble;
            switch (step.Action)
            {
                case ChipAction.Create:
                    trouble = await session.CreateAsync(token);
                    break;
                case ChipAction.Select:
                    (control, trouble) = await session.OpenAsync(token);
                    if (trouble is null && profile.Control is { } facts && control[facts.StateByte] != facts.Blank)
                        trouble = new ChipTrouble(ChipReasons.NotBlank);

                    break;
                case ChipAction.Authenticate:
                    trouble = await session.AuthenticateAsync(uid, control, token);
                    break;
                case ChipAction.Write:
                    trouble = await session.WriteAsync(profile.File(step.Element!), content.Elements[step.Element!], token);
                    break;
                case ChipAction.Bind:
                    trouble = await session.WriteAsync(profile.File(profile.BindingElement!), content.Bind(uid), token);
                    break;
                case ChipAction.Lock:
                    trouble = await session.LockAsync(token);
                    break;
                case ChipAction.ReadBack:
                    (trouble, binding) = await ReadBackAsync(session, uid, content, token);
                    break;
                default:
                    throw new InvalidOperationException($"Step {step.Action} is not known.");
            }

            if (trouble is not null)
                return (trouble, null);
        }

        return (null, binding);
    }

    private async Task<(ChipTrouble?, byte[]?)> CheckAsync(ChipSession session, ChipUid uid, ChipContent content, CancellationToken token)
    {
        var (control, trouble) = await session.OpenAsync(token);
        trouble ??= await session.AuthenticateAsync(uid, control, token);
        return trouble is null ? await ReadBackAsync(session, uid, content, token) : (trouble, null);
    }

    /// <summary>Lock, every element, the centre's signature over them, the binding to this UID – each where the profile
    /// has it, and all through the secure session.</summary>
    private async Task<(ChipTrouble?, byte[]?)> ReadBackAsync(
        ChipSession session, ChipUid uid, ChipContent content, CancellationToken token)
    {
        var control = await session.ReadControlAsync(token);
        if (control.Trouble is not null)
            return (control.Trouble, null);

        if (profile.Control is { } facts && control.Data[facts.StateByte] != facts.Locked)
            return (new ChipTrouble(ChipReasons.NotLocked), null);

        foreach (var file in profile.Files.Where(file => file.Element != profile.BindingElement))
        {
            var element = await session.ReadAsync(file, token);
            if (element.Trouble is not null)
                return (element.Trouble, null);

            if (!content.Elements.TryGetValue(file.Element, out var expected) || !element.Data.AsSpan().SequenceEqual(expected))
                return (new ChipTrouble(ChipReasons.Content), null);

            if (file.Element == profile.SignatureElement && !ChipSignature.IsGood(element.Data, content.SignedMessage, chipSigning))
                return (new ChipTrouble(ChipReasons.Signature), null);
        }

        if (profile.BindingElement is not { } bindingElement)
            return (null, null);

        var binding = await session.ReadAsync(profile.File(bindingElement), token);
        if (binding.Trouble is not null)
            return (binding.Trouble, null);

        return content.IsBound(uid, binding.Data) ? (null, binding.Data) : (new ChipTrouble(ChipReasons.Binding), null);
    }
}
