using System.Buffers.Binary;

namespace PrintStation.Benchmarks.Life;

/// <summary>SQLite's write-ahead log, read from outside: what was really committed.</summary>
internal static class WalFile
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;

    /// <summary>Commits and pages that stand in the log.</summary>
    public static (int Commits, int Pages) Count(string database)
    {
        using var file = new FileStream(database + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var header = new byte[HeaderBytes];
        if (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
            return (0, 0);
        var page = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8));
        var salts = header.AsSpan(16, 8);
        var frame = new byte[FrameHeaderBytes];
        var (commits, pages) = (0, 0);
        // Frames of the log's earlier lives have other salts.
        while (file.ReadAtLeast(frame, FrameHeaderBytes, throwOnEndOfStream: false) == FrameHeaderBytes && frame.AsSpan(8, 8).SequenceEqual(salts))
        {
            pages++;
            // The last frame of a commit tells the size of the database after it.
            commits += BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4)) != 0 ? 1 : 0;
            file.Seek(page, SeekOrigin.Current);
        }

        return (commits, pages);
    }
}
