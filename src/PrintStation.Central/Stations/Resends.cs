using PrintStation.Central.Blanks;
using PrintStation.Central.Jobs;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Stations;

/// <summary>After a restore the centre has forgotten what the stations still know.</summary>
internal static class Resends
{
    public const int MaximumItems = 200_000;

    /// <summary>More cards are not being made at one station.</summary>
    private const int MaximumLeases = 1_000;

    private const int MaximumCharacters = 64;

    /// <summary>Stations of the office that have not sent their outcomes again in this epoch. While there is one, none may claim.</summary>
    public static Task<IReadOnlyList<string>> MissingStationsAsync(Session session, string office, string epoch) =>
        session.QueryAsync<string>(
            "SELECT station_id FROM station WHERE office = @office AND lost_at IS NULL AND resent_epoch <> @epoch ORDER BY station_id",
            new { office, epoch });

    /// <summary>
    /// Takes a part in, first the loans and revocations on which cards and losses rest. What is refused one by one blocks nothing; the station is told, for it may
    /// have been taken before the restore.
    /// </summary>
    public static async Task<Answer<ResendResponse>> ResendAsync(Session session, string stationId, ResendRequest request)
    {
        if (request.Outcomes.Count > MaximumItems || request.Revocations.Count > MaximumItems)
            return Refusal.Invalid("outcomes, revocations", $"at most {MaximumItems} each");
        var (leases, loans) = (request.Leases ?? [], request.Loans ?? []);
        if (loans.Count > MaximumItems)
            return Refusal.Invalid("loans", $"at most {MaximumItems}");
        if (leases.Count > MaximumLeases || leases.Any(lease => new[] { lease.JobId, lease.LeaseId, lease.FenceEpoch }.Any(id => id.Length is 0 or > MaximumCharacters)))
            return Refusal.Invalid("leases", $"at most {MaximumLeases}, each word of 1 to {MaximumCharacters} characters");

        var station = await StationRow.LockAsync(session, stationId);
        foreach (var loan in loans)
            await LoanBook.TakeInAsync(session, stationId, loan.Movement, loan.Report);
        foreach (var revocation in request.Revocations)
            await RevocationBook.RevokeAsync(session, station, revocation);
        var refused = new List<RefusedOutcome>();
        foreach (var outcome in request.Outcomes)
            if ((await OutcomeBook.ReportAsync(session, station, outcome.RunId, outcome.N, outcome.Report, resent: true, outcome.WasRefused)).Refusal is { } refusal)
                refused.Add(new RefusedOutcome(outcome.RunId, outcome.N, refusal.Code));

        var epoch = await Epochs.CurrentAsync(session);
        foreach (var lease in leases)
            await LeaseBook.TakeAsync(session, station, lease, epoch);
        if (!request.HasMore)
            await session.ExecuteAsync("UPDATE station SET resent_epoch = @epoch WHERE station_id = @stationId", new { epoch, stationId });
        return new ResendResponse(epoch, refused);
    }
}
