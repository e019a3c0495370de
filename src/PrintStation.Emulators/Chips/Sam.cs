using System.Security.Cryptography;

namespace PrintStation.Emulators.Chips;

/// <summary>The secure access module: a type A card that never leaves its reader, knows the chips' keys and wraps and unwraps for them.</summary>
internal sealed class Sam : IContactlessCard
{
    private const int MostTries = 10;
    private readonly Lock _gate = new();
    private int _triesLeft = MostTries;
    private Opening? _opening;
    private SecureSession? _session;

    public char Type => 'A';

    public byte[] Identifier { get; } = [0x04, 0x53, 0x41, 0x4D, 0x00, 0x00, 0x01];

    public void Activate()
    {
        lock (_gate)
            End();
    }

    public byte[]? Transmit(ReadOnlySpan<byte> command)
    {
        lock (_gate)
        {
            if (CommandApdu.Parse(command) is not { } apdu)
                return StatusWord.Answer(StatusWord.WrongLength);
            if (apdu.Class != 0)
                return StatusWord.Answer(StatusWord.UnknownClass);

            return (apdu.Instruction, apdu.P1P2) switch
            {
                (0xF1, 0x0001) => Open(apdu),
                (0xF2, 0x0000) => Confirm(apdu),
                (0xF3, 0x0000) => Wrap(apdu),
                (0xF4, 0x0000) => Unwrap(apdu),
                ( >= 0xF1 and <= 0xF4, _) => StatusWord.Answer(StatusWord.WrongP1P2),
                _ => StatusWord.Answer(StatusWord.UnknownInstruction),
            };
        }
    }

    /// <summary>Control data (16), UID (8), challenge (8) → the cryptogram for the chip.</summary>
    private byte[] Open(CommandApdu apdu)
    {
        End();
        if (apdu.Data.Length != 32)
            return StatusWord.Answer(StatusWord.WrongLength);
        if (_triesLeft == 0)
            return StatusWord.Answer(StatusWord.Blocked);

        var key = DevelopmentKeys.OfChip(apdu.Data.AsSpan(16, 8), apdu.Data.AsSpan(0, 16));
        var challenge = apdu.Data[24..];
        _opening = new Opening(key, challenge, RandomNumberGenerator.GetBytes(8), RandomNumberGenerator.GetBytes(16));
        return StatusWord.Answer(StatusWord.Good, Cryptogram.Seal(key, _opening.Random, challenge, _opening.Material));
    }

    /// <summary>The chip's cryptogram → both sides know each other.</summary>
    private byte[] Confirm(CommandApdu apdu)
    {
        var opening = _opening;
        End();
        if (opening is null)
            return StatusWord.Answer(StatusWord.ConditionsNotSatisfied);
        if (apdu.Data.Length != Cryptogram.Length)
            return StatusWord.Answer(StatusWord.WrongLength);

        // Plain: the chip's challenge, our random number, key material of the chip.
        if (Cryptogram.Open(opening.Key, apdu.Data) is not { } plain || !plain.AsSpan(0, 16).SequenceEqual([.. opening.Challenge, .. opening.Random]))
            return StatusWord.Answer(StatusWord.TriesLeft(--_triesLeft));

        _triesLeft = MostTries;
        _session = new SecureSession(plain.AsSpan(16), opening.Material);
        return StatusWord.Answer(StatusWord.Good);
    }

    private byte[] Wrap(CommandApdu apdu)
    {
        if (_session is not { } session)
            return StatusWord.Answer(StatusWord.ConditionsNotSatisfied);
        if (CommandApdu.Parse(apdu.Data) is not { Class: 0 } plain || plain.Data.Length > SecureSession.MostPlainBytes)
            return StatusWord.Answer(StatusWord.WrongLength);

        return StatusWord.Answer(StatusWord.Good, session.WrapCommand(plain));
    }

    private byte[] Unwrap(CommandApdu apdu)
    {
        if (_session is not { } session)
            return StatusWord.Answer(StatusWord.ConditionsNotSatisfied);
        if (session.UnwrapAnswer(apdu.Data) is { } plain)
            return StatusWord.Answer(StatusWord.Good, plain);

        // An answer from outside the session: whatever the chip said, it is no longer in it.
        End();
        return StatusWord.Answer(StatusWord.SecureMessagingWrong);
    }

    private void End()
    {
        _opening = null;
        _session = null;
    }

    private sealed record Opening(byte[] Key, byte[] Challenge, byte[] Random, byte[] Material);
}
