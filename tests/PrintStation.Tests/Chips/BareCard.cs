using PrintStation.Chips;

namespace PrintStation.Tests.Chips;

/// <summary>A card with contacts, in memory, that has nothing but its maker's number in EF.GDO. It knows CREATE FILE, SELECT, UPDATE and
/// READ BINARY.</summary>
internal sealed class BareCard : ISmartCardReader
{
    public const string Number = "80276000000000000017";
    private readonly Dictionary<int, int> _parents = [];
    private int _directory = 0x3F00;
    private int _selected;

    public Dictionary<int, byte[]> Files { get; } = new() { [0x2F02] = [0x5A, 0x0A, .. Convert.FromHexString(Number)] };

    public List<string> Commands { get; } = [];

    /// <summary>From the number of a command (from 1) and what the card would answer to what comes instead.</summary>
    public Func<int, ApduResult, ApduResult> Fault { get; set; } = (_, answer) => answer;

    public bool Speaks { get; init; } = true;

    public string Name => "bare card";

    public Task<IReadOnlyList<ChipTarget>?> DetectAsync(CancellationToken token)
    {
        (_directory, _selected) = (0x3F00, 0);
        return Task.FromResult<IReadOnlyList<ChipTarget>?>([new ChipTarget('C', [], Speaks: Speaks)]);
    }

    public Task<ApduResult> TransmitAsync(ReadOnlyMemory<byte> command, CancellationToken token)
    {
        Commands.Add(Convert.ToHexString(command.Span));
        return Task.FromResult(Fault(Commands.Count, new ApduResult(Answer(command.ToArray()), ReaderAnswered: true)));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private byte[] Answer(byte[] command)
    {
        var offset = command[2] << 8 | command[3];
        switch (command[1])
        {
            case 0xE0:
                // 62 LL, 82 01 type, 83 02 identifier, and for a file 80 02 size.
                return Create(command[12] << 8 | command[13], command[9] == 0x38 ? null : new byte[command[16] << 8 | command[17]]);
            case 0xA4:
                return Select(command[5] << 8 | command[6]);
            case 0xB0 when command[2] == 0x82:
                return [.. Files[0x2F02], 0x90, 0x00];
            case 0xB0 when Files.TryGetValue(_selected, out var file) && offset + command[4] <= file.Length:
                return [.. file[offset..(offset + command[4])], 0x90, 0x00];
            case 0xD6 when Files.TryGetValue(_selected, out var file) && offset + command[4] <= file.Length:
                command[5..].CopyTo(file, offset);
                return [0x90, 0x00];
            default:
                return [0x69, 0x82];
        }
    }

    private byte[] Create(int id, byte[]? file)
    {
        if (!_parents.TryAdd(id, _directory))
            return [0x6A, 0x89];

        if (file is null)
            _directory = id;
        else
            Files[_selected = id] = file;
        return [0x90, 0x00];
    }

    private byte[] Select(int id)
    {
        if (!_parents.TryGetValue(id, out var parent) || (parent != _directory && id != _directory))
            return [0x6A, 0x82];

        if (Files.ContainsKey(id))
            _selected = id;
        else
            _directory = id;
        return [0x90, 0x00];
    }
}
