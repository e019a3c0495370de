using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Cards;
using PrintStation.Chips;
using PrintStation.Contracts;
using PrintStation.Lifecycle;
using PrintStation.Printers;
using PrintStation.Security;
using PrintStation.Simulation.Centre;

namespace PrintStation.Simulation.Checks;

/// <summary>Makes each job's card once, outside all days, so that a face in a day can be told from every other.</summary>
internal static class Faces
{
    public static async Task LearnAsync(JobCards jobs, Template template, StationOptions options, string scratch, TimeProvider time)
    {
        await using var centre = await SimulatedCentre.StartAsync(scratch, time);
        using var keys = StationKeys.Load(options);
        var model = PrinterModelFile.Load(options.Printers[0].Model);
        var preparation = new CardPreparation(options, keys, CardLayout.LoadDirectory(options.Cards.Layouts), new CardRenderer(),
            new PanelGeometry(model.DotsAcross, model.DotsAlong, model.ColorLevels, model.NoDyeIsZero), ChipProfileFile.Load(options.Chips.Profile),
            NullLogger<CardPreparation>.Instance);
        var claim = await AskAsync<ClaimResponse>("POST", "/v1/claims", new ClaimRequest("faces", template.Cards, [JobKind.IdentityCard]));
        foreach (var header in claim.Jobs)
        {
            var payload = await AskAsync<PayloadResponse>("GET", $"/v1/jobs/{header.JobId}/payload", null);
            var (card, refusal) = preparation.Prepare(new Job { JobId = header.JobId }, new CardRun { JobId = header.JobId }, payload.Envelope);
            jobs.LearnFace(card ?? throw new InvalidOperationException($"{header.JobId} is refused: {refusal!.Code}"));
        }

        async Task<T> AskAsync<T>(string method, string path, object? body)
        {
            var (status, _, answer) = await centre.AskAsync(
                method, path, body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Options), template.Client);
            return status == 200
                ? JsonSerializer.Deserialize<T>(answer, WireJson.Options)!
                : throw new InvalidOperationException($"{path}: {status} {Encoding.UTF8.GetString(answer)}");
        }
    }
}
