namespace PrintStation.Captures;

internal enum CaptureEntryKind
{
    /// <summary>A command that the language's description names.</summary>
    Command,

    /// <summary>Framed like a command, with a name that the description does not have. What it means is not guessed.</summary>
    UnknownCommand,

    /// <summary>Zeros before a command or at the end.</summary>
    Padding,

    /// <summary>Bytes that are no command. They may belong to a person: they are counted, never shown.</summary>
    UnknownBytes,
}

/// <summary>A piece of a captured print stream; the pieces follow each other without a gap.</summary>
/// <param name="Offset">Of its first byte, from the beginning of the file.</param>
/// <param name="Length">All its bytes: frame, data, and the terminator behind the data where there is one.</param>
/// <param name="Name">Empty for padding and unknown bytes, and for a name that is not 1 to 8 letters.</param>
/// <param name="Parameters">Of known commands only: an unknown one may carry personal data.</param>
/// <param name="Data">Null when the command has none, or when it cannot be counted.</param>
internal sealed record CaptureEntry(
    CaptureEntryKind Kind, int Offset, int Length, string Name, IReadOnlyList<string> Parameters, CapturedData? Data = null)
{
    public int End => Offset + Length;
}

/// <summary>The binary part of a download.</summary>
/// <param name="Offset">Of its first byte, from the beginning of the file.</param>
/// <param name="Length">Bytes that are there.</param>
/// <param name="Expected">Bytes that the header asks for.</param>
/// <param name="Panel">Null when the data was counted and not decoded.</param>
internal sealed record CapturedData(int Offset, int Length, int Expected, CapturedPanel? Panel);

/// <param name="Name">y, m, c, k or o.</param>
/// <param name="Levels">2, 32, 64 or 128.</param>
/// <param name="Rows">Whole rows, 0 … 1016; fewer than 1016 when the data is cut or wrong.</param>
/// <param name="Packed">The rows as the head takes them: 648 dots of 1, 5, 6 or 7 bits, most significant bit first.</param>
internal sealed record CapturedPanel(char Name, int Levels, int Rows, ReadOnlyMemory<byte> Packed)
{
    public bool IsWhole => Rows == CapturedRaster.Rows;
}

/// <summary>What is wrong with a capture, as a code that the resources have a sentence for ("decode.&lt;code&gt;").</summary>
/// <param name="Code">One of <see cref="CaptureTroubles"/>.</param>
/// <param name="Offset">The byte that it is about, from the beginning of the file.</param>
internal sealed record CaptureTrouble(string Code, int Offset, int Expected = 0, int Found = 0);

internal static class CaptureTroubles
{
    public const string Empty = "empty";

    /// <summary>Not one known command. Found = bytes of the file.</summary>
    public const string NoStream = "no-stream";

    /// <summary>The file ends inside a command.</summary>
    public const string CommandCut = "command-cut";

    /// <summary>The size of a download does not follow from its header.</summary>
    public const string DataUncountable = "data-uncountable";

    /// <summary>Expected and Found = bytes.</summary>
    public const string DataCut = "data-cut";

    /// <summary>Counted and not decoded: an unknown panel, or a compression that is not known surely.</summary>
    public const string DataNotDecoded = "data-not-decoded";

    /// <summary>A compressed row begins with a length that no row has. Found = the row, from 1.</summary>
    public const string RowWrong = "row-wrong";

    /// <summary>Expected and Found = rows.</summary>
    public const string RowsMissing = "rows-missing";

    /// <summary>Found = bytes behind the last row.</summary>
    public const string RowsSurplus = "rows-surplus";

    /// <summary>A change of the three control characters that is none.</summary>
    public const string CharactersWrong = "characters-wrong";

    /// <summary>Reading stopped at a limit.</summary>
    public const string TooMany = "too-many";

    public static readonly IReadOnlyList<string> All =
    [
        Empty, NoStream, CommandCut, DataUncountable, DataCut, DataNotDecoded, RowWrong, RowsMissing, RowsSurplus, CharactersWrong, TooMany,
    ];
}

/// <param name="Bytes">Size of the file.</param>
internal sealed record Capture(int Bytes, IReadOnlyList<CaptureEntry> Entries, IReadOnlyList<CaptureTrouble> Troubles);
