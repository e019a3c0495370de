using System.Text.Json;
using PrintStation.Storage;

namespace PrintStation.Security;

/// <summary>The last entry of the trail.</summary>
/// <param name="IsEnrolled">Somebody was enrolled then.</param>
internal sealed record AuditHead(long Sequence, string Hash, bool IsEnrolled);

/// <summary>The head of the trail in a small file outside the database: a trail that was cut, or came from a backup, is behind it.</summary>
internal sealed class AuditHeadFile(string path)
{
    /// <summary>Null when there is none, or none that can be read: what it would have proven is missing then.</summary>
    public AuditHead? Read()
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<AuditHead>(File.ReadAllText(path)) is { Sequence: > 0, Hash: not null } head ? head : null;
        }
        catch (JsonException)
        {
            // Verifying says that the file is missing.
            return null;
        }
    }

    /// <summary>Called after the commit of the entry: the file is never ahead of the database that wrote it.</summary>
    public void Write(AuditHead head) => DurableFile.WriteAllText(path, JsonSerializer.Serialize(head));
}
