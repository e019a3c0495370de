using System.Text.Json;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>The head of the ledger chain in a small file outside the database: a database restored from an earlier moment is behind it.</summary>
internal sealed class LedgerHeadFile(string path)
{
    private const int HashCharacters = 64;
    private long _written;

    public sealed record Content(long Sequence, string Hash);

    /// <summary>Null when there is no file yet.</summary>
    /// <exception cref="StationDatabaseException">The file is there and cannot be read.</exception>
    public Content? Read()
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllText(path)) is { Sequence: > 0, Hash.Length: HashCharacters } content
                ? content
                : throw new StationDatabaseException("head-file-damaged", path);
        }
        catch (JsonException e)
        {
            throw new StationDatabaseException("head-file-damaged", path, e);
        }
    }

    /// <summary>Called after the commit that made this head: the file is never ahead of the database that wrote it.</summary>
    public void Write(LedgerEntry head)
    {
        if (head.Sequence <= _written)
            return;
        var draft = path + ".new";
        using (var stream = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, new Content(head.Sequence, head.Hash));
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
        _written = head.Sequence;
    }
}
