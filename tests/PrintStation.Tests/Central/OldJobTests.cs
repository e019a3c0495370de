using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

/// <summary>Books from before the centre kept where a card goes.</summary>
public sealed class OldJobTests(Engine engine) : CentralContractTests(engine)
{
    [Test]
    public async Task Jobs_from_before_the_kecamatan_was_kept_get_it_from_their_recording()
    {
        var recording = Central.NewRecording(Office);
        var jobId = (await Central.RecordAsync(recording)).JobId;
        await Central.WriteAsync<Done>(async session =>
        {
            await session.ExecuteAsync("UPDATE job SET district = NULL WHERE job_id = @jobId", new { jobId });
            await session.ExecuteAsync("DELETE FROM schemaversions WHERE scriptname LIKE '%district-of-old-jobs%'");
            return new Done("");
        });
        using (Central.Server.Directory.OpenBooks())
        {
        }

        Assert.That(await Central.ValueAsync<string>("SELECT district FROM job WHERE job_id = @jobId", new { jobId }),
            Is.EqualTo(recording.Person.Citizen.District).And.Not.Empty);
        Assert.That(await Central.ValueAsync<long>("SELECT count(*) FROM schemaversions WHERE scriptname LIKE '%district-of-old-jobs%'"), Is.EqualTo(1),
            "of the two texts the engine's own");
        Assert.That((await Station.HoldAsync()).JobId, Is.EqualTo(jobId));
        var claimed = (await Station.GetAsync<LeasesResponse>("/v1/leases")).Expect200().Leases.Single();
        Assert.That(claimed.Header.District, Is.EqualTo(recording.Person.Citizen.District));
    }
}
