using System.Security.Cryptography;

namespace PrintStation.Emulators.Chips;

internal enum ChipChange
{
    Written,
    Locked,
}

/// <summary>The chip of a blank: files below DF 7F0A, free and protected, written only inside a secure session and only until the lock.
/// Not thread-safe: the world's lock guards it.</summary>
internal sealed class KtpChip : IContactlessCard
{
    public const int ControlFile = 0x6FF0;
    public const int BiodataFile = 0x6FF3;

    /// <summary>A chip that is to tear does so when this many bytes are written: about half of a card.</summary>
    public const int TearAfterBytes = 2000;

    private const int Directory = 0x7F0A;
    private const int MostReadBytes = 250;
    private const int MostTries = 3;

    private static readonly (int Id, int Size, bool FreeRead)[] Layout =
    [
        (ControlFile, 16, true), (0x6FF2, 4096, true), (BiodataFile, 1024, false), (0x6FF4, 1024, false), (0x6FF5, 600, false),
        (0x6FF6, 600, false), (0x6FF7, 128, false), (0x6FF8, 128, false),
    ];

    private readonly Dictionary<int, byte[]> _files = Layout.ToDictionary(file => file.Id, file => new byte[file.Size]);
    private readonly byte[] _uid;
    private readonly byte[] _key;
    private int _triesLeft = MostTries;
    private bool _inDirectory;
    private int? _selected;
    private byte[]? _challenge;
    private SecureSession? _session;

    /// <param name="uid">7 bytes: type A. 8 bytes: type B.</param>
    public KtpChip(byte[] uid)
    {
        _uid = uid;
        Type = uid.Length == 8 ? 'B' : 'A';
        // What the factory wrote behind the first byte: it differs from chip to chip and goes into the chip's key.
        SHA256.HashData(uid).AsSpan(0, 15).CopyTo(_files[ControlFile].AsSpan(1));
        Identifier = Type == 'A' ? uid : SHA256.HashData([.. uid, 0xB0])[..4];
        _key = DevelopmentKeys.OfChip(PaddedUid, _files[ControlFile]);
    }

    /// <summary>The first change of the content, and the lock.</summary>
    public Action<ChipChange>? Changed { get; set; }

    public char Type { get; }

    public byte[] Identifier { get; }

    /// <summary>Gives no sign of life; nothing can change that.</summary>
    public bool IsMute { get; set; }

    /// <summary>Will tear while it is written.</summary>
    public bool TearsWhenWritten { get; set; }

    /// <summary>Will confirm one write, half-way through a card, that it does not keep.</summary>
    public bool ForgetsAWrite { get; set; }

    /// <summary>The memory is broken: it says who it is, and nothing else.</summary>
    public bool IsTorn { get; private set; }

    public bool IsLocked => _files[ControlFile][0] == 1;

    public int BytesWritten { get; private set; }

    public IReadOnlyDictionary<int, byte[]> Files => _files;

    private byte[] PaddedUid => [.. _uid, .. new byte[8 - _uid.Length]];

    public void Activate() => Reset();

    /// <summary>Power off and on: nothing of a conversation stays.</summary>
    public void Reset()
    {
        _inDirectory = false;
        _selected = null;
        _challenge = null;
        _session = null;
    }

    public byte[]? Transmit(ReadOnlySpan<byte> command)
    {
        if (IsMute)
            return null;
        if (CommandApdu.Parse(command) is not { } apdu)
            return Bare(StatusWord.WrongLength);

        return apdu.Class switch
        {
            SecureSession.SecureClass => Secure(apdu),
            0 => Plain(apdu),
            _ => Bare(StatusWord.UnknownClass),
        };
    }

    private byte[] Plain(CommandApdu apdu)
    {
        // A command outside the session ends it.
        _session = null;
        return apdu.Instruction switch
        {
            0x84 => Challenge(apdu),
            0x82 => Authenticate(apdu),
            _ => ExecutePlain(apdu),
        };
    }

    private byte[] ExecutePlain(CommandApdu apdu)
    {
        var status = Execute(apdu, secure: false, out var data);
        return StatusWord.Answer(status, data);
    }

    private byte[] Secure(CommandApdu apdu)
    {
        if (_session is not { } session)
            return Bare(StatusWord.SecureMessagingMissing);
        if (session.UnwrapCommand(apdu) is not { } plain)
            return Bare(StatusWord.SecureMessagingWrong);

        var status = Execute(plain, secure: true, out var data);
        return status == StatusWord.MemoryFailure ? Bare(status) : session.WrapAnswer(data, status);
    }

    /// <summary>An answer outside secure messaging; no session survives it.</summary>
    private byte[] Bare(int status)
    {
        _session = null;
        return StatusWord.Answer(status);
    }

    private int Execute(CommandApdu apdu, bool secure, out byte[] data)
    {
        data = [];
        if (apdu.Instruction == 0xDF)
            return SayUid(apdu, out data);
        if (IsTorn && apdu.Instruction != 0xA4)
            return StatusWord.MemoryFailure;

        return apdu.Instruction switch
        {
            0xA4 => Select(apdu),
            0xB0 => Read(apdu, secure, out data),
            0xD6 => Update(apdu, secure),
            0x44 => Lock(apdu, secure),
            _ => StatusWord.UnknownInstruction,
        };
    }

    private int SayUid(CommandApdu apdu, out byte[] data)
    {
        data = [];
        if (Type == 'A')
            return StatusWord.UnknownInstruction;
        if (apdu.P1P2 != 0)
            return StatusWord.WrongP1P2;

        // The UID stands at the end of a longer answer.
        data = [0x00, 0x08, Identifier[0], Identifier[1], .. _uid];
        return StatusWord.Good;
    }

    private int Select(CommandApdu apdu)
    {
        if (apdu.P1P2 != 0)
            return StatusWord.WrongP1P2;
        if (apdu.Data.Length != 2)
            return StatusWord.WrongLength;

        var id = apdu.Data[0] << 8 | apdu.Data[1];
        if (id == Directory)
        {
            _inDirectory = true;
            _selected = null;
            return StatusWord.Good;
        }

        if (!_inDirectory || !_files.ContainsKey(id))
            return StatusWord.FileNotFound;

        _selected = id;
        return StatusWord.Good;
    }

    private int Read(CommandApdu apdu, bool secure, out byte[] data)
    {
        data = [];
        if (_selected is not { } id)
            return StatusWord.NoFileSelected;
        if (!secure && !Layout.Single(file => file.Id == id).FreeRead)
            return StatusWord.SecurityNotSatisfied;
        if (apdu.P1 >= 0x80)
            return StatusWord.WrongP1P2;
        if (apdu.Data.Length > 0 || apdu.Expected is not { } count || count > (secure ? SecureSession.MostPlainBytes : MostReadBytes))
            return StatusWord.WrongLength;

        var file = _files[id];
        if (apdu.P1P2 >= file.Length)
            return StatusWord.WrongOffset;

        var end = Math.Min(file.Length, apdu.P1P2 + count);
        data = file[apdu.P1P2..end];
        return data.Length == count ? StatusWord.Good : StatusWord.EndOfFile;
    }

    private int Update(CommandApdu apdu, bool secure)
    {
        if (_selected is not { } id)
            return StatusWord.NoFileSelected;
        if (!secure || IsLocked || id == ControlFile)
            return StatusWord.SecurityNotSatisfied;
        if (apdu.P1 >= 0x80)
            return StatusWord.WrongP1P2;
        if (apdu.Data.Length is 0 or > SecureSession.MostPlainBytes)
            return StatusWord.WrongLength;

        var file = _files[id];
        if (apdu.P1P2 >= file.Length)
            return StatusWord.WrongOffset;
        if (apdu.P1P2 + apdu.Data.Length > file.Length)
            return StatusWord.NotEnoughRoom;

        return Store(file, apdu.P1P2, apdu.Data);
    }

    private int Store(byte[] file, int offset, byte[] data)
    {
        var first = BytesWritten == 0;
        IsTorn = TearsWhenWritten && BytesWritten + data.Length >= TearAfterBytes;
        var forgets = ForgetsAWrite && BytesWritten + data.Length >= TearAfterBytes;
        ForgetsAWrite &= !forgets;
        var stored = IsTorn ? data.Length / 2 : data.Length;
        if (!forgets)
            data.AsSpan(0, stored).CopyTo(file.AsSpan(offset));
        BytesWritten += stored;
        if (first && stored > 0)
            Changed?.Invoke(ChipChange.Written);
        return IsTorn ? StatusWord.MemoryFailure : StatusWord.Good;
    }

    private int Lock(CommandApdu apdu, bool secure)
    {
        if (!secure || IsLocked)
            return StatusWord.SecurityNotSatisfied;
        if (apdu.P1P2 != 0)
            return StatusWord.WrongP1P2;
        if (apdu.Data.Length > 0)
            return StatusWord.WrongLength;

        _files[ControlFile][0] = 1;
        Changed?.Invoke(ChipChange.Locked);
        return StatusWord.Good;
    }

    private byte[] Challenge(CommandApdu apdu)
    {
        if (IsTorn)
            return Bare(StatusWord.MemoryFailure);
        if (apdu.P1P2 != 0)
            return Bare(StatusWord.WrongP1P2);
        if (apdu.Data.Length > 0 || apdu.Expected != 8)
            return Bare(StatusWord.WrongLength);

        _challenge = RandomNumberGenerator.GetBytes(8);
        return StatusWord.Answer(StatusWord.Good, _challenge);
    }

    private byte[] Authenticate(CommandApdu apdu)
    {
        var challenge = _challenge;
        _challenge = null;
        if (IsTorn)
            return Bare(StatusWord.MemoryFailure);
        if (apdu.P1P2 != 0)
            return Bare(StatusWord.WrongP1P2);
        if (apdu.Data.Length != Cryptogram.Length)
            return Bare(StatusWord.WrongLength);
        if (_triesLeft == 0)
            return Bare(StatusWord.Blocked);
        if (challenge is null)
            return Bare(StatusWord.ConditionsNotSatisfied);

        // Plain: random number of the SAM, our challenge, key material of the SAM.
        if (Cryptogram.Open(_key, apdu.Data) is not { } plain || !plain.AsSpan(8, 8).SequenceEqual(challenge))
            return Bare(StatusWord.TriesLeft(--_triesLeft));

        _triesLeft = MostTries;
        var material = RandomNumberGenerator.GetBytes(16);
        _session = new SecureSession(material, plain.AsSpan(16));
        return StatusWord.Answer(StatusWord.Good, Cryptogram.Seal(_key, challenge, plain.AsSpan(0, 8), material));
    }
}
