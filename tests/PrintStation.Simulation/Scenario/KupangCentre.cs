using PrintStation.Central.Keys;
using PrintStation.Central.Seeding;

namespace PrintStation.Simulation.Scenario;

/// <summary>The centre and the station's instance as they are before the first day: two deliveries announced, the first records waiting.</summary>
internal sealed record KupangCentre(Template Template, IReadOnlyList<string> Blanks, Backlog Backlog) : IDisposable
{
    private const string SecondDelivery = "BAST/472/11/2026";

    public required ChipSigner Signer { get; init; }

    public static async Task<KupangCentre> MakeAsync(string directory, string config, KupangPlan plan, TimeProvider time)
    {
        var template = await Template.MakeAsync(directory, config, cards: 0, plan.FirstLot, time);
        var centre = CentralDirectory.Find(template.CentralDirectory, time)!;
        var signer = centre.OpenChipSigner();
        var backlog = new Backlog(signer, KupangPlan.Begin);
        var second = Template.DrawBlanks(plan.SecondLot, seed: 2);
        using var books = centre.OpenBooks();
        await new Seeder(books, signer, time).AnnounceAsync(
            Template.Office, new BlankList(SecondDelivery, Seeder.BlankVersion, second), CancellationToken.None);
        await backlog.RecordAsync(books, plan.WaitingAtFirst);
        return new KupangCentre(template, [.. template.Blanks, .. second], backlog) { Signer = signer };
    }

    public void Dispose() => Signer.Dispose();
}
