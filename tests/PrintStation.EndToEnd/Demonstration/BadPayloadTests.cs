namespace PrintStation.EndToEnd.Demonstration;

/// <summary>A payload that is wrong in any way is refused before a blank is used, and the centre learns which field and why.</summary>
[TestFixture]
internal sealed class BadPayloadTests
{
    private static readonly (string Kind, string Field, string Code)[] Expected =
    [
        ("foreign-signature", "envelope", "envelope-signature"),
        ("broken-signature", "envelope", "envelope-undecryptable"),
        ("foreign-key", "envelope", "envelope-undecryptable"),
        ("foreign-station", "stationId", "envelope-foreign-station"),
        ("not-a-nik", "nik", "nik-invalid"),
        ("missing-photo", "photo", "photo-missing"),
        ("unreadable-photo", "photo", "photo-unreadable"),
        ("oversize-photo", "photo", "photo-too-large"),
        ("unknown-layout", "layout", "layout-unknown"),
        ("unknown-blank-version", "blankVersion", "blank-version-unknown"),
        ("unprintable-text", "name", "glyph-missing"),
    ];

    [Test]
    public async Task Each_bad_payload_is_refused_by_field_and_code_and_costs_no_blank()
    {
        using var demo = await Demo.RunAsync("--cards", "2", "--bad");

        Assert.That(demo.Finished.ExitCode, Is.Zero, demo.Finished.ToString());
        var jobs = demo.Central["jobs"]!.AsArray().ToDictionary(job => (string)job!["jobId"]!, job => (string)job!["status"]!);
        var refused = demo.Central["outcomes"]!.AsArray().Where(outcome => (string?)outcome!["status"] == "Refused").Select(outcome => outcome!).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.Select(outcome => $"{(string?)outcome["field"]} {(string?)outcome["reason"]}"),
                Is.EquivalentTo(Expected.Select(row => $"{row.Field} {row.Code}")));
            Assert.That(jobs.Values.Count(status => status == "refused"), Is.EqualTo(Expected.Length));
            Assert.That(jobs.Values.Count(status => status == "issued"), Is.EqualTo(2));
            Assert.That(demo.Events.Count(happened => (string?)happened["event"] == "fed"), Is.EqualTo(2), "blanks used");
        }
    }
}
