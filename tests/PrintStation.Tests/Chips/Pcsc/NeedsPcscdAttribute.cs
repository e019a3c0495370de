using NUnit.Framework.Interfaces;

namespace PrintStation.Tests.Chips.Pcsc;

/// <summary>On a fixture that starts the machine's pcscd, or kills it. There is one for each machine, and the two test programs run at once: this fixture
/// waits until no other one has it.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsPcscdAttribute : Attribute, ITestAction
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);
    private FileStream? _lock;

    public ActionTargets Targets => ActionTargets.Suite;

    public void BeforeTest(ITest test) => WaitAsync().GetAwaiter().GetResult();

    public void AfterTest(ITest test) => _lock?.Dispose();

    private async Task WaitAsync()
    {
        for (var began = TimeProvider.System.GetTimestamp(); (_lock = TryLock()) is null; await Task.Delay(BetweenTries, TimeProvider.System))
        {
            if (TimeProvider.System.GetElapsedTime(began) > Limit)
                throw new TimeoutException($"Another test has pcscd since {Limit}.");
        }
    }

    private static FileStream? TryLock()
    {
        try
        {
            return new FileStream(Path.Combine(Path.GetTempPath(), "printstation-tests-pcscd.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
