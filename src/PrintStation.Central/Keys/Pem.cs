using System.Security.Cryptography;

namespace PrintStation.Central.Keys;

/// <summary>PEM files. What is private is readable by its owner only, from the first byte on.</summary>
internal static class Pem
{
    public static void WritePrivate(string path, string pem)
    {
        // A file that exists keeps its old rights: it goes first.
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.WriteLine(pem);
    }

    public static void WritePublic(string path, string pem) => File.WriteAllText(path, pem + "\n");

    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="CryptographicException">It holds no such key.</exception>
    public static ECDsa ReadEcdsa(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (ArgumentException e)
        {
            key.Dispose();
            throw new CryptographicException($"{path} holds no EC key in PEM.", e);
        }
    }
}
