using PrintStation.Captures;

namespace PrintStation.Tests.Captures;

/// <summary>A capture of somebody else's driver, for example from the repository dpavlin/Printer-EVOLIS; none is kept here.</summary>
internal sealed class ForeignCaptureTests
{
    private const string Variable = "PRINTSTATION_EVOLIS_CAPTURE";

    [Test]
    public void A_foreign_capture_has_only_known_commands_and_whole_panels()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } file)
        {
            Assert.Ignore($"{Variable} names no capture");
            return;
        }

        var capture = EvolisCaptureReader.Read(File.ReadAllBytes(file));
        using var _ = Assert.EnterMultipleScope();
        Assert.That(capture.Troubles, Is.Empty);
        Assert.That(capture.Entries.Select(entry => entry.Kind),
            Has.None.EqualTo(CaptureEntryKind.UnknownCommand).And.None.EqualTo(CaptureEntryKind.UnknownBytes));
        var rows = capture.Entries.Where(entry => entry.Data is not null).Select(entry => entry.Data!.Panel?.Rows);
        Assert.That(rows, Is.Not.Empty.And.All.EqualTo(1016));
    }
}
