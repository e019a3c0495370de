namespace PrintStation.Tests;

/// <summary>A directory of one test, gone afterwards.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("printstation-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
