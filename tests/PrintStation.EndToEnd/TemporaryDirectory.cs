namespace PrintStation.EndToEnd;

/// <summary>A directory of its own for one test; left where it is when the test failed, so that it can be looked at.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("printstation-").FullName;

    public void Dispose()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
            TestContext.Out.WriteLine($"left for inspection: {Path}");
        else
            Directory.Delete(Path, recursive: true);
    }
}
