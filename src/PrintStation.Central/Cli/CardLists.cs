using System.Text.Json;
using PrintStation.Central.Jobs;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Cli;

/// <summary>Properties, not parameters: where no row comes, or no standing, SQLite tells no type of a computed column.</summary>
internal sealed record JobStanding
{
    public string JobId { get; init; } = "";

    public string Status { get; init; } = "";

    /// <summary>"CARD_SHIPPED"; null where no card comes of it.</summary>
    public string? Standing { get; init; }

    public string? District { get; init; }

    public string? ChipUid { get; init; }

    public string? Reprint { get; init; }
}

/// <param name="Status">How it stands now.</param>
/// <param name="NewJobId">The job of the other card; null where there is none.</param>
internal sealed record ReprintLine(string JobId, string Uid, string StationId, string Reason, string By, string At, ReprintStatus? Status, string? NewJobId);

/// <summary>How far cards are, and which ones are asked for again; without personal data.</summary>
internal static class CardLists
{
    /// <summary>Null where there is no such job.</summary>
    public static Task<JobStanding?> JobAsync(Session session, string jobId) => session.SingleOrDefaultAsync<JobStanding>(
        $"""
        SELECT job.job_id, job.status, {CardFactBook.Standing} AS standing, job.district, job.chip_uid, job.reprint
        FROM job WHERE job.job_id = @jobId
        """, new { jobId });

    public static async Task<IReadOnlyList<ReprintLine>> ReprintRequestsAsync(Session session)
    {
        var lines = new List<ReprintLine>();
        foreach (var asked in await CardFactBook.ReprintRequestsAsync(session))
        {
            var request = JsonSerializer.Deserialize<ReprintRequest>(asked.Body, WireJson.Options)!;
            var standing = await ReprintStandings.OfAsync(session, asked.JobId, asked.Uid);
            lines.Add(new ReprintLine(
                asked.JobId, asked.Uid, asked.StationId, request.Reason, request.By, asked.HappenedAt, standing?.Status, standing?.JobId));
        }

        return lines;
    }
}
