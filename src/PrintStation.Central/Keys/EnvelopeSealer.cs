using System.Security.Cryptography;
using System.Text.Json;
using PrintStation.Central.Jobs;
using PrintStation.Central.Registry;
using PrintStation.Central.Seeding;
using PrintStation.Central.Stations;
using PrintStation.Contracts;

namespace PrintStation.Central.Keys;

/// <summary>Makes the envelope of a job for one station.</summary>
internal sealed class EnvelopeSealer(ECDsa issuingKey) : IDisposable
{
    public string Seal(JobRow job, string document, StationRow station)
    {
        var person = JsonSerializer.Deserialize<RecordedPerson>(document, WireJson.Options)!;
        var payload = new CardPayload(
            job.JobId, station.StationId, job.Layout, job.BlankVersion, job.Reprint, person.Citizen, person.PhotoJpeg, person.SignaturePng,
            person.Chip);
        using var stationKey = ECDiffieHellman.Create();
        stationKey.ImportFromPem(station.EnvelopeKey);
        return job.Fault is null ? Envelope.Seal(payload, issuingKey, stationKey) : BadEnvelopes.Seal(job.Fault, payload, issuingKey, stationKey);
    }

    public void Dispose() => issuingKey.Dispose();
}
