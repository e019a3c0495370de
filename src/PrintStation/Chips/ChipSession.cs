using System.Buffers.Binary;

namespace PrintStation.Chips;

/// <param name="Reason">A word of <see cref="ChipReasons"/>.</param>
/// <param name="Unreachable">Reader or SAM is silent: it says nothing of the chip.</param>
internal sealed record ChipTrouble(string Reason, bool Unreachable = false);

/// <summary>Data of a good answer (status 9000), or the trouble.</summary>
internal readonly record struct ChipAnswer(byte[] Data, ChipTrouble? Trouble)
{
    public static ChipAnswer Of(string reason, bool unreachable = false) => new([], new ChipTrouble(reason, unreachable));
}

/// <summary>The commands of a profile on one chip, first plain, then, where the profile says so, through the SAM. Each is sent once;
/// nothing is tried again.</summary>
/// <param name="sam">Null where the profile knows no secure session.</param>
internal sealed class ChipSession(ChipProfile profile, ISmartCardReader card, SamTurn? sam)
{
    private const int Good = 0x9000;
    private const int StatusBytes = 2;
    private const int LongestShort = 255;

    private bool _secure;

    /// <summary>Makes application and files; the application stays chosen.</summary>
    public async Task<ChipTrouble?> CreateAsync(CancellationToken token)
    {
        foreach (var command in profile.Create)
        {
            var made = await SendAsync(command, ChipReasons.NotBlank, token);
            if (made.Trouble is not null)
                return made.Trouble;
        }

        return null;
    }

    /// <summary>Chooses the application and reads the control file.</summary>
    public async Task<ChipAnswer> OpenAsync(CancellationToken token)
    {
        foreach (var command in profile.ApplicationSelect)
        {
            var chosen = await SendAsync(command, ChipReasons.NotBlank, token);
            if (chosen.Trouble is not null)
                return chosen;
        }

        return await ReadControlAsync(token);
    }

    /// <summary>No data where there is no control file.</summary>
    public async Task<ChipAnswer> ReadControlAsync(CancellationToken token)
    {
        if (profile.Control is not { } control)
            return new ChipAnswer([], null);

        var chosen = await SendAsync([.. profile.FileSelect, .. control.File], ChipReasons.NotBlank, token);
        if (chosen.Trouble is not null)
            return chosen;

        var answer = await ReadAtAsync(0, control.Bytes, token);
        return answer.Trouble is null && answer.Data.Length != control.Bytes ? ChipAnswer.Of(ChipReasons.Content) : answer;
    }

    /// <summary>Mutual authentication, where the profile knows one. One failure ends it: cards and SAMs lock after few tries.</summary>
    /// <param name="control">Content of the control file.</param>
    public async Task<ChipTrouble?> AuthenticateAsync(ChipUid uid, byte[] control, CancellationToken token)
    {
        if (profile.Session is not { } facts)
            return null;
        if (sam is null)
            throw new InvalidOperationException($"The profile {profile.Name} needs a SAM.");

        var uidBytes = Convert.FromHexString(uid.Hex);
        if (uidBytes.Length > facts.UidBytes)
            return new ChipTrouble(ChipReasons.UidUnsupported);

        if (sam.Failures >= facts.MostFailures)
            return new ChipTrouble(ChipReasons.SamSuspended, Unreachable: true);

        Array.Resize(ref uidBytes, facts.UidBytes);
        var challenge = await SendAsync(facts.Challenge, ChipReasons.Authentication, token);
        if (challenge.Trouble is not null)
            return challenge.Trouble;

        if (challenge.Data.Length != facts.ChallengeBytes)
            return new ChipTrouble(ChipReasons.Authentication);

        var first = await AskSamAsync(facts.SamStart, [.. control, .. uidBytes, .. challenge.Data], ChipReasons.SamRefused, token);
        if (first.Trouble is not null)
            return first.Trouble;

        if (first.Data.Length != facts.CryptogramBytes)
            return new ChipTrouble(ChipReasons.SamRefused);

        var second = await SendAsync(WithData(facts.CardAuthenticate, first.Data), ChipReasons.Authentication, token);
        if (second.Trouble is null && second.Data.Length != facts.CryptogramBytes)
            second = ChipAnswer.Of(ChipReasons.Authentication);

        var last = second.Trouble is null
            ? await AskSamAsync(facts.SamFinish, second.Data, ChipReasons.Authentication, token)
            : second;
        if (last.Trouble is { Reason: ChipReasons.Authentication })
            sam.AuthenticationFailed();

        if (last.Trouble is not null)
            return last.Trouble;

        sam.AuthenticationSucceeded();
        _secure = true;
        return null;
    }

    /// <summary>Length and data, in updates of the profile's size.</summary>
    public async Task<ChipTrouble?> WriteAsync(ChipFile file, byte[] data, CancellationToken token)
    {
        var content = new byte[ChipProfile.PrefixBytes + data.Length];
        BinaryPrimitives.WriteUInt16BigEndian(content, (ushort)data.Length);
        data.CopyTo(content, ChipProfile.PrefixBytes);
        if (content.Length > file.Bytes)
            return new ChipTrouble(ChipReasons.ContentDoesNotFit);

        var answer = await SendAsync([.. profile.FileSelect, .. file.Id], ChipReasons.WriteFailed, token);
        for (var offset = 0; offset < content.Length && answer.Trouble is null; offset += profile.MostWritten)
        {
            var part = content.AsSpan(offset, Math.Min(profile.MostWritten, content.Length - offset)).ToArray();
            byte[] command = [.. profile.Update, (byte)(offset >> 8), (byte)offset, (byte)part.Length, .. part];
            answer = await SendAsync(command, ChipReasons.WriteFailed, token);
        }

        return answer.Trouble;
    }

    public async Task<ChipTrouble?> LockAsync(CancellationToken token) =>
        (await SendAsync(profile.Lock!, ChipReasons.WriteFailed, token)).Trouble;

    /// <summary>The data of a file, without its length.</summary>
    public async Task<ChipAnswer> ReadAsync(ChipFile file, CancellationToken token)
    {
        var chosen = await SendAsync([.. profile.FileSelect, .. file.Id], ChipReasons.Content, token);
        var prefix = chosen.Trouble is null ? await ReadAtAsync(0, ChipProfile.PrefixBytes, token) : chosen;
        if (prefix.Trouble is not null)
            return prefix;

        var length = prefix.Data.Length == ChipProfile.PrefixBytes ? BinaryPrimitives.ReadUInt16BigEndian(prefix.Data) : int.MaxValue;
        if (length > file.Bytes - ChipProfile.PrefixBytes)
            return ChipAnswer.Of(ChipReasons.Content);

        var data = new byte[length];
        for (var done = 0; done < length;)
        {
            var wanted = Math.Min(profile.MostRead, length - done);
            var part = await ReadAtAsync(ChipProfile.PrefixBytes + done, wanted, token);
            if (part.Trouble is not null)
                return part;

            if (part.Data.Length != wanted)
                return ChipAnswer.Of(ChipReasons.Content);

            part.Data.CopyTo(data, done);
            done += wanted;
        }

        return new ChipAnswer(data, null);
    }

    private Task<ChipAnswer> ReadAtAsync(int offset, int count, CancellationToken token) =>
        SendAsync([.. profile.Read, (byte)(offset >> 8), (byte)offset, (byte)count], ChipReasons.Content, token);

    /// <param name="reason">Why, if the chip does not answer this command well.</param>
    private async Task<ChipAnswer> SendAsync(byte[] command, string reason, CancellationToken token)
    {
        if (!_secure)
            return Judge(await card.TransmitAsync(command, token), reason);

        var wrapped = await AskSamAsync(profile.Session!.SamWrap, command, ChipReasons.SamRefused, token);
        if (wrapped.Trouble is not null)
            return wrapped;

        var answer = await card.TransmitAsync(wrapped.Data, token);
        if (answer.Response is not { } response)
            return Judge(answer, reason);

        // A bare status comes from outside the session: the card has ended it.
        if (response.Length is <= StatusBytes or > LongestShort)
            return ChipAnswer.Of(reason);

        var plain = await AskSamAsync(profile.Session.SamUnwrap, response, ChipReasons.Session, token);
        return plain.Trouble is null ? Judge(new ApduResult(plain.Data, ReaderAnswered: true), reason) : plain;
    }

    private static ChipAnswer Judge(ApduResult result, string reason)
    {
        if (!result.ReaderAnswered)
            return ChipAnswer.Of(ChipReasons.ReaderUnreachable, unreachable: true);

        // Silence to a writing command is more than a mute chip: it may have been written.
        if (result.Response is null)
            return ChipAnswer.Of(reason == ChipReasons.WriteFailed ? reason : ChipReasons.Mute);

        return result.Status == Good ? new ChipAnswer(result.Data.ToArray(), null) : ChipAnswer.Of(reason);
    }

    private async Task<ChipAnswer> AskSamAsync(byte[] start, byte[] data, string reason, CancellationToken token)
    {
        var result = await sam!.TransmitAsync(WithData(start, data), token);
        if (result.Response is null)
            return ChipAnswer.Of(ChipReasons.SamUnreachable, unreachable: true);

        return result.Status == Good ? new ChipAnswer(result.Data.ToArray(), null) : ChipAnswer.Of(reason);
    }

    private static byte[] WithData(byte[] start, byte[] data) => data.Length <= LongestShort
        ? [.. start, (byte)data.Length, .. data]
        : throw new InvalidOperationException($"{data.Length} bytes do not fit one command; the profile's chunks are too large.");
}
