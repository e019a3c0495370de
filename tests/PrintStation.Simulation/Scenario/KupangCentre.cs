using PrintStation.Central.Keys;

namespace PrintStation.Simulation.Scenario;

/// <summary>The centre and the station's instance as they are before the first day: two deliveries announced, the first records waiting.</summary>
internal sealed record KupangCentre(Template Template, Backlog Backlog) : IDisposable
{
    private const string SecondDelivery = "BAST/472/11/2026";

    public required ChipSigner Signer { get; init; }

    public static async Task<KupangCentre> MakeAsync(string directory, string config, KupangPlan plan, TimeProvider time)
    {
        var template = await Template.MakeAsync(
            directory, config, cards: 0,
            [Template.Box(Template.Delivery, plan.FirstLot, seed: 1), Template.Box(SecondDelivery, plan.SecondLot, seed: 2)], time);
        var centre = CentralDirectory.Find(template.CentralDirectory, time)!;
        var signer = centre.OpenChipSigner();
        var backlog = new Backlog(signer, KupangPlan.Begin);
        using var books = centre.OpenBooks();
        await backlog.RecordAsync(books, plan.WaitingAtFirst);
        return new KupangCentre(template, backlog) { Signer = signer };
    }

    public void Dispose() => Signer.Dispose();
}
