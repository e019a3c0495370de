using System.Text.Json;

namespace PrintStation.Chips;

/// <summary>How many authentications in a row failed, per SAM, on disk: a restart must not give a SAM new tries that it does not have.</summary>
internal sealed class FailedAuthentications
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly Dictionary<string, int> _counts;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not ours; a person must look at it and, if the SAM is good, delete it.</exception>
    public FailedAuthentications(string path)
    {
        _path = path;
        try
        {
            _counts = File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllBytes(path)) ?? [] : [];
        }
        catch (JsonException trouble)
        {
            throw new InvalidDataException($"{path} does not hold the SAMs' failure counts; delete it when the SAMs were proven good.", trouble);
        }
    }

    public int Count(string sam)
    {
        lock (_gate)
            return _counts.GetValueOrDefault(sam);
    }

    /// <exception cref="IOException">The count could not be kept.</exception>
    public void Failed(string sam) => Set(sam, count => count + 1);

    /// <inheritdoc cref="Failed"/>
    public void Succeeded(string sam) => Set(sam, _ => 0);

    private void Set(string sam, Func<int, int> next)
    {
        lock (_gate)
        {
            var count = _counts.GetValueOrDefault(sam);
            if (next(count) == count)
                return;

            _counts[sam] = next(count);
            var draft = _path + ".new";
            using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
            {
                JsonSerializer.Serialize(file, _counts);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, _path, overwrite: true);
        }
    }
}
