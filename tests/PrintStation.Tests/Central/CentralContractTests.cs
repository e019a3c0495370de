namespace PrintStation.Tests.Central;

public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>One centre per fixture and engine; each test has an office of its own.</summary>
[TestFixture(Engine.Sqlite)]
[TestFixture(Engine.Postgres)]
public abstract class CentralContractTests(Engine engine)
{
    internal TestCentral Central { get; private set; } = null!;

    internal string Office { get; private set; } = null!;

    internal TestStation Station { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync() =>
        Central = await TestCentral.StartAsync(engine == Engine.Sqlite ? null : await (await PostgresCluster.GetAsync()).CreateDatabaseAsync());

    [SetUp]
    public async Task EnrollAsync()
    {
        Office = Central.NewOffice();
        Station = await Central.EnrollAsync(Office);
    }

    [TearDown]
    public void Leave()
    {
        Station.Dispose();
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
            TestContext.Out.WriteLine(string.Join('\n', Central.Log.Lines.TakeLast(10)));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Central is not null)
            await Central.DisposeAsync();
    }
}
