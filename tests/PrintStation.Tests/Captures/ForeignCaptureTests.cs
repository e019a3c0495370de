using PrintStation.Captures;

namespace PrintStation.Tests.Captures;

/// <summary>Captures of somebody else's driver, for example test.windows of the repository dpavlin/Printer-EVOLIS; none is kept here. See
/// scripts/captures.</summary>
internal sealed class ForeignCaptureTests
{
    private const string Variable = "PRINTSTATION_EVOLIS_CAPTURE";

    [Test]
    public void A_foreign_capture_has_only_known_commands_and_whole_panels()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } place)
        {
            Assert.Ignore($"{Variable} names no capture");
            return;
        }

        string[] files = Directory.Exists(place) ? [.. Directory.GetFiles(place).Order(StringComparer.Ordinal)] : [place];
        Assert.That(files, Is.Not.Empty, place);
        using var _ = Assert.EnterMultipleScope();
        foreach (var file in files)
        {
            var capture = EvolisCaptureReader.Read(File.ReadAllBytes(file));
            Assert.That(capture.Troubles, Is.Empty, file);
            Assert.That(capture.Entries.Select(entry => entry.Kind),
                Has.None.EqualTo(CaptureEntryKind.UnknownCommand).And.None.EqualTo(CaptureEntryKind.UnknownBytes), file);
            var panels = capture.Entries.Where(entry => entry.Data is not null).Select(entry => entry.Data!).ToList();
            Assert.That(panels.Select(data => data.Panel?.Rows), Is.Not.Empty.And.All.EqualTo(1016), file);
            Assert.That(panels.Select(data => data.Panel is { } panel ? panel.Packed.Length * 8 / int.Log2(panel.Levels) : 0),
                Is.All.EqualTo(CaptureBytes.Dots), file);
            TestContext.Out.WriteLine($"{Path.GetFileName(file)}: {capture.Bytes} bytes, {capture.Entries.Count} pieces, {panels.Count} panels");
        }
    }
}
