namespace PrintStation.Captures;

/// <summary>Reads what a host sent to an Evolis printer, as it went over the wire. Pure; any bytes give a capture, at worst one with
/// troubles and unknown bytes, in time linear in their number.</summary>
internal sealed class EvolisCaptureReader
{
    /// <summary>Some 300 cards.</summary>
    public const int MostEntries = 10_000;

    /// <summary>Together at most 80 MB of rows when all are compressed.</summary>
    public const int MostPanels = 1_000;

    /// <summary>How far behind a download the next command is looked for through zeros. The vendor's driver pads to 64 bytes.</summary>
    private const int MostPadding = 65_536;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<CaptureEntry> _entries = [];
    private readonly List<CaptureTrouble> _troubles = [];
    private EvolisCharacters _characters = EvolisCharacters.Default;
    private int _at;
    private int _panels;

    /// <summary>False after data that could not be counted: what looks like an unknown command may then be data, and is not taken for
    /// one.</summary>
    private bool _inStep = true;

    private EvolisCaptureReader(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    private ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <param name="bytes">The whole capture, host to printer only.</param>
    public static Capture Read(ReadOnlyMemory<byte> bytes) => new EvolisCaptureReader(bytes).Read();

    private Capture Read()
    {
        while (_at < Bytes.Length)
        {
            if (_entries.Count >= MostEntries || _panels >= MostPanels)
            {
                Report(CaptureTroubles.TooMany, _at);
                break;
            }

            if (Bytes[_at] != _characters.Start || !TryTakeCommand())
                TakeUnknownBytes();
        }

        IReadOnlyList<CaptureTrouble> troubles = _entries.Any(entry => entry.Kind == CaptureEntryKind.Command)
            ? _troubles
            : [new CaptureTrouble(Bytes.IsEmpty ? CaptureTroubles.Empty : CaptureTroubles.NoStream, 0, Found: Bytes.Length)];
        return new Capture(Bytes.Length, _entries, troubles);
    }

    private bool TryTakeCommand()
    {
        var header = EvolisHeader.Read(Bytes[_at..], _characters);
        switch (header.Ending)
        {
            case HeaderEnding.Cut when _inStep:
                Report(CaptureTroubles.CommandCut, _at);
                return false;
            case HeaderEnding.Broken or HeaderEnding.Cut:
                _inStep = false;
                return false;
            case HeaderEnding.Data:
                TakeDownload(header);
                return true;
            default:
                return TryTakeText(header);
        }
    }

    private bool TryTakeText(EvolisHeader header)
    {
        if (header.IsKnown)
        {
            _inStep = true;
            Add(CaptureEntryKind.Command, header.Length, header.Name, header.Parameters);
            if (header.Name == EvolisHeader.SetCharacters)
                ChangeCharacters(header);
            else if (header.Name is EvolisHeader.Download or EvolisHeader.CompressedDownload)
                Report(CaptureTroubles.DataUncountable, _entries[^1].Offset);
            return true;
        }

        if (!_inStep)
            return false;
        var isName = header.Name.Length <= 8 && header.Name.All(char.IsAsciiLetter);
        Add(CaptureEntryKind.UnknownCommand, header.Length, isName ? header.Name : "", []);
        return true;
    }

    private void ChangeCharacters(EvolisHeader header)
    {
        if (EvolisCharacters.Of(header.Parameters) is { } characters)
            _characters = characters;
        else
            Report(CaptureTroubles.CharactersWrong, _entries[^1].Offset);
    }

    private void TakeDownload(EvolisHeader header)
    {
        var (download, offset, start) = (EvolisDownload.Of(header), _at, _at + header.Length);
        if (download.Expected is not { } expected)
        {
            Add(CaptureEntryKind.Command, header.Length, header.Name, header.Parameters);
            Report(CaptureTroubles.DataUncountable, offset);
            _inStep = false;
            return;
        }

        var length = Math.Min(expected, Bytes.Length - start);
        _inStep = length < expected || IsCommandBehind(start + length);
        // Too few bytes, or no command behind the right number: a command inside tells that the data was cut there. Neither alone does.
        if ((length < expected || !_inStep) && CommandInside(start, length) is { } cutAt)
            (length, _inStep) = (cutAt - start, true);
        if (length < expected)
            Report(CaptureTroubles.DataCut, offset, expected, length);

        var panel = Decode(download, offset, start, length);
        var terminator = length == expected && start + length < Bytes.Length && Bytes[start + length] == _characters.End ? 1 : 0;
        Add(CaptureEntryKind.Command, header.Length + length + terminator, header.Name, header.Parameters,
            new CapturedData(start, length, expected, panel));
    }

    private CapturedPanel? Decode(EvolisDownload download, int offset, int start, int length)
    {
        if (download.Panel is not { } name)
        {
            Report(CaptureTroubles.DataNotDecoded, offset);
            return null;
        }

        _panels++;
        if (!download.IsCompressed)
        {
            var rowBytes = CapturedRaster.RowBytes(CapturedRaster.Bits(download.Levels)!.Value);
            return new CapturedPanel(name, download.Levels, length / rowBytes, _bytes.Slice(start, length / rowBytes * rowBytes));
        }

        var rows = CapturedRaster.Expand(Bytes.Slice(start, length));
        if (rows.IsWrong)
            Report(CaptureTroubles.RowWrong, start + rows.Read, found: rows.Rows + 1);
        else if (rows.Rows < CapturedRaster.Rows && length == download.Expected)
            Report(CaptureTroubles.RowsMissing, offset, CapturedRaster.Rows, rows.Rows);
        else if (rows.Read < length && rows.Rows == CapturedRaster.Rows)
            Report(CaptureTroubles.RowsSurplus, start + rows.Read, found: length - rows.Read);
        return new CapturedPanel(name, download.Levels, rows.Rows, rows.Packed.AsMemory(0, rows.Rows * CapturedRaster.RowBytes(1)));
    }

    /// <summary>Whether here stands the end, or a command, behind a terminator and padding or without them.</summary>
    private bool IsCommandBehind(int at)
    {
        if (at < Bytes.Length && Bytes[at] == _characters.End)
            at++;
        if (at == Bytes.Length || Bytes[at] == _characters.Start)
            return true;
        var near = Bytes.Slice(at, Math.Min(MostPadding, Bytes.Length - at));
        var next = near.IndexOfAnyExcept((byte)0);
        return next < 0 || near[next] == _characters.Start;
    }

    /// <summary>Where the first known command stands in data that should have been longer; null when there is none.</summary>
    private int? CommandInside(int start, int length)
    {
        for (var at = start; at < start + length; at++)
        {
            var step = Bytes[at..(start + length)].IndexOf(_characters.Start);
            if (step < 0)
                return null;
            at += step;
            var header = EvolisHeader.Read(Bytes[at..], _characters);
            if (header.IsKnown && header.Ending is HeaderEnding.Terminator or HeaderEnding.Data)
                return at;
        }

        return null;
    }

    /// <summary>Goes on to the next start character; zeros before it are padding.</summary>
    private void TakeUnknownBytes()
    {
        var next = Bytes[(_at + 1)..].IndexOf(_characters.Start);
        var gap = next < 0 ? Bytes[_at..] : Bytes.Slice(_at, next + 1);
        var unknown = gap.LastIndexOfAnyExcept((byte)0) + 1;
        if (unknown > 0 && _entries is [.., { Kind: CaptureEntryKind.UnknownBytes } last] && last.End == _at)
        {
            _entries[^1] = last with { Length = last.Length + unknown };
            _at += unknown;
        }
        else if (unknown > 0)
        {
            Add(CaptureEntryKind.UnknownBytes, unknown, "", []);
        }

        if (unknown < gap.Length)
            Add(CaptureEntryKind.Padding, gap.Length - unknown, "", []);
    }

    private void Add(CaptureEntryKind kind, int length, string name, IReadOnlyList<string> parameters, CapturedData? data = null)
    {
        _entries.Add(new CaptureEntry(kind, _at, length, name, parameters, data));
        _at += length;
    }

    private void Report(string code, int offset, int expected = 0, int found = 0) =>
        _troubles.Add(new CaptureTrouble(code, offset, expected, found));
}
