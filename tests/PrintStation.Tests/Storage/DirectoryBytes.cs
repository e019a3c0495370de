using System.Security.Cryptography;

namespace PrintStation.Tests.Storage;

/// <summary>Every file below a directory with the hash of its bytes: what must be equal before and after.</summary>
internal static class DirectoryBytes
{
    public static IReadOnlyDictionary<string, string> Of(string directory) =>
        Directory.GetFiles(directory, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(directory, file), file => Convert.ToHexString(SHA256.HashData(Bytes(file))));

    /// <summary>Also of a file that somebody holds.</summary>
    private static byte[] Bytes(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
