using PrintStation.Central.Seeding;
using PrintStation.Contracts;
using SkiaSharp;

namespace PrintStation.Tests.Central;

/// <summary>The bad jobs of `printcentral seed --bad`.</summary>
public sealed class BadEnvelopeTests
{
    private TestCentral central = null!;
    private TestStation station = null!;
    private IReadOnlyList<JobHeader> jobs = [];

    [OneTimeSetUp]
    public async Task SeedAsync()
    {
        central = await TestCentral.StartAsync();
        station = await central.EnrollAsync("5371");
        using var signer = central.Server.Directory.OpenChipSigner();
        var result = await new Seeder(central.Books, signer, central.Clock).RecordAsync("5371", cards: 0, 7, bad: true, CancellationToken.None);
        Assert.That(result.Refused, Is.Empty);
        jobs = (await station.ClaimAsync(50)).Expect200().Jobs;
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        station.Dispose();
        await central.DisposeAsync();
    }

    [Test]
    public void There_is_one_job_of_each_kind() => Assert.That(jobs, Has.Count.EqualTo(BadEnvelopes.Kinds.Count));

    [TestCase(BadEnvelopes.ForeignSignature, "envelope-signature")]
    [TestCase(BadEnvelopes.BrokenSignature, "envelope-undecryptable")]
    [TestCase(BadEnvelopes.ForeignKey, "envelope-undecryptable")]
    [TestCase(BadEnvelopes.ForeignStation, "envelope-foreign-station")]
    [TestCase(BadEnvelopes.NotANik, null)]
    [TestCase(BadEnvelopes.MissingPhoto, null)]
    [TestCase(BadEnvelopes.UnreadablePhoto, null)]
    [TestCase(BadEnvelopes.OversizePhoto, null)]
    [TestCase(BadEnvelopes.UnknownLayout, null)]
    [TestCase(BadEnvelopes.UnknownBlankVersion, null)]
    [TestCase(BadEnvelopes.UnprintableText, null)]
    public async Task A_bad_job_is_bad_in_its_own_way(string kind, string? code)
    {
        var response = (await station.PayloadAsync(jobs.Single(job => job.JobId.EndsWith("-bad-" + kind, StringComparison.Ordinal)).JobId)).Expect200();
        if (code is not null)
        {
            Assert.That(Assert.Throws<EnvelopeException>(() => station.Open(response))!.Code, Is.EqualTo(code));
            return;
        }

        var payload = station.Open(response);
        var flaw = kind switch
        {
            BadEnvelopes.NotANik => payload.Citizen.Nik.Length != 16,
            BadEnvelopes.MissingPhoto => payload.PhotoJpeg.Length == 0,
            BadEnvelopes.UnreadablePhoto => !IsImage(payload.PhotoJpeg),
            BadEnvelopes.OversizePhoto => payload.PhotoJpeg.Length > 64 * 1024,
            BadEnvelopes.UnknownLayout => payload.Layout != "ktp-el",
            BadEnvelopes.UnknownBlankVersion => payload.BlankVersion != "2019",
            _ => payload.Citizen.Name.Any(character => character > 0x2FFF),
        };
        Assert.That(flaw, Is.True);
    }

    [Test]
    public async Task A_refusal_is_shown_with_reason_and_field_in_the_export()
    {
        var job = jobs.Single(candidate => candidate.JobId.EndsWith("-bad-" + BadEnvelopes.UnknownLayout, StringComparison.Ordinal));
        var held = new Held(station, (await station.BeatAsync()).Expect200().Epoch, job);
        (await held.ReportAsync("run-bad", 1, held.Outcome(OutcomeStatus.Refused, null, reason: "layout-unknown") with { Field = "layout" })).Expect200();

        var export = await central.Books.ReadAsync(PrintStation.Central.Cli.CentralExport.WriteAsync, CancellationToken.None);
        using var document = System.Text.Json.JsonDocument.Parse(export);
        var shown = document.RootElement.GetProperty("jobs").EnumerateArray().Single(row => row.GetProperty("jobId").GetString() == job.JobId);
        Assert.That(
            (shown.GetProperty("status").GetString(), shown.GetProperty("reason").GetString(), shown.GetProperty("field").GetString()),
            Is.EqualTo(("refused", "layout-unknown", "layout")));
    }

    private static bool IsImage(byte[] bytes)
    {
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data);
        return codec is not null;
    }
}
