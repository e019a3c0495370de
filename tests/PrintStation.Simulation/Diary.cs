using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PrintStation.Simulation;

/// <summary>What happened in a simulated day, line by line, for whoever reads a failing seed; and a digest of it, by which two runs of one
/// seed are proven the same.</summary>
/// <param name="log">Null: nothing is written, only the digest grows.</param>
internal sealed class Diary(TimeProvider time, TextWriter? log) : IDisposable
{
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly DateTimeOffset _start = time.GetUtcNow();

    public bool IsWritten => log is not null;

    /// <param name="text">No value that differs between two runs of one seed, such as a signature or a time of the real clock.</param>
    public void Note(string who, string text)
    {
        var line = Line(who, text);
        _digest.AppendData(Encoding.UTF8.GetBytes(line));
        log?.Write(line);
    }

    /// <summary>For the reader alone: the day is the same without it.</summary>
    public void Tell(string who, string text) => log?.Write(Line(who, text));

    public string Digest() => Convert.ToHexStringLower(_digest.GetCurrentHash())[..16];

    public void Dispose() => _digest.Dispose();

    private string Line(string who, string text) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow() - _start:hh\\:mm\\:ss\\.fff} {who,-10} {text}\n");
}
