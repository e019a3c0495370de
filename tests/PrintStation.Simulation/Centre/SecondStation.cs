using System.Text.Json;
using PrintStation.Contracts;
using PrintStation.Simulation.Checks;

namespace PrintStation.Simulation.Centre;

/// <summary>Another station of the office, as the centre sees it: it takes jobs, keeps them a while as if it printed them, and gives them back. It
/// must not get what the first one may still print, and what it has nobody may take from it.</summary>
internal sealed class SecondStation(SimulatedCentre centre, Template template, TimeProvider time, Diary diary, Findings findings)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(2);
    private const int MostTries = 100;

    private readonly List<(string Path, ReleaseRequest Request)> _givenBack = [];
    private DeliveryConfirmation? _confirmation;
    private ClaimResponse? _held;
    private int _claims;

    /// <summary>To a centre that was restored it has no outcome to tell, and until it says so nobody may claim; what it gave back, it gives back
    /// again.</summary>
    public async Task ResendAsync()
    {
        await AskAsync("/v1/resend", new ResendRequest([], []));
        foreach (var (path, request) in _givenBack)
            await AskAsync(path, request);
    }

    /// <summary>Books the box that stands there; told again, the centre says so.</summary>
    public async Task ConfirmBoxAsync()
    {
        var box = await centre.Books.ReadAsync(session => session.SingleOrDefaultAsync<string>(
            "SELECT delivery_id FROM delivery WHERE document_number = @BoxElsewhere", new { Template.BoxElsewhere }), CancellationToken.None);
        _confirmation ??= new DeliveryConfirmation(Template.BlanksElsewhere, null, "wati", time.GetUtcNow());
        var (status, body) = await AskAsync($"/v1/deliveries/{Uri.EscapeDataString(box!)}/confirmation", _confirmation);
        diary.Note("second", $"has booked its box: {status}");
        if (status != 200)
            findings.Add("lost-blank", $"the box of the second station is not booked as its own: {body}");
    }

    /// <param name="mayBeMade">Whether the first station may still make a card of the job, or a good one lies in the office; null when a restore of
    /// its books leaves that open.</param>
    public async Task TakeAsync(int count, TimeSpan keeps, Func<string, bool>? mayBeMade)
    {
        if (await ClaimAsync(count) is not { } claim)
            return;
        diary.Note("second", $"has {claim.Jobs.Count} jobs");
        await FetchAsync(claim);
        foreach (var job in claim.Jobs.Where(job => mayBeMade?.Invoke(job.JobId) ?? false))
            findings.Add("two-good-cards", $"job {job.JobId} was given to a second station while the first one may print it, or has");
        var restores = centre.Restores;
        await Task.Delay(keeps, time);
        foreach (var job in claim.Jobs)
        {
            var (path, release) = ($"/v1/leases/{job.LeaseId}/release", new ReleaseRequest("second-station", claim.Epoch, job.Fence));
            var (status, body) = await AskAsync(path, release);
            _givenBack.Add((path, release));
            diary.Note("second", $"gives one back: {status}");
            if (status != 200 && centre.Restores == restores && !await IsRevokedAsync(job.JobId))
                findings.Add("two-good-cards", $"job {job.JobId} was taken from the second station while it may have printed it: {status} {body}");
        }
    }

    /// <summary>Takes jobs, and is not heard of any more.</summary>
    public async Task VanishWithAsync(int count)
    {
        _held = await ClaimAsync(count);
        if (_held is not null)
            await FetchAsync(_held);
        diary.Note("second", $"has {_held?.Jobs.Count ?? 0} jobs and is not heard of any more");
    }

    /// <summary>It comes back, and people have a card of each job that it took before them. Who has been given such a job since keeps it, whatever
    /// number the lease of a restored centre has: these cards are nobody's.</summary>
    public async Task ComeBackAsync()
    {
        var uids = template.Boxes.Single(box => box.DocumentNumber == Template.BoxElsewhere).Uids;
        foreach (var (job, uid) in (_held?.Jobs ?? []).Zip(uids))
        {
            var holder = await HolderOfAsync(job.JobId);
            for (; holder is null; holder = await HolderOfAsync(job.JobId))
                await Task.Delay(BetweenTries, time);
            var (status, body) = await AskAsync($"/v1/runs/second-{job.JobId}/outcomes/1", new OutcomeReport(
                job.JobId, job.LeaseId, _held!.Epoch, job.Fence, 1, OutcomeStatus.Held, uid, null, null, "printer-1", null, time.GetUtcNow()));
            diary.Note("second", $"comes back with a card: {status}");
            if (!body.Contains("\"fenced\"", StringComparison.Ordinal))
                findings.Add("two-good-cards", $"job {job.JobId} was taken from who has it by the report of a station that was lost: {status} {body}");
        }
    }

    /// <summary>From now on it may print them; only a job whose content was served stays with a station for good.</summary>
    private async Task FetchAsync(ClaimResponse claim)
    {
        foreach (var job in claim.Jobs)
            await centre.AskAsync("GET", $"/v1/jobs/{job.JobId}/payload", null, template.SecondClient);
    }

    /// <summary>The last lease under which the first station has the job, or has made its card; null while the job waits.</summary>
    private Task<string?> HolderOfAsync(string jobId) => centre.Books.ReadAsync(
        session => session.SingleOrDefaultAsync<string>(
            "SELECT max(lease_id) FROM lease WHERE job_id = @jobId AND (ended_at IS NULL OR ended_by = 'outcome')", new { jobId }), CancellationToken.None);

    private async Task<ClaimResponse?> ClaimAsync(int count)
    {
        var claim = new ClaimRequest($"second-{++_claims}", count, [JobKind.IdentityCard]);
        for (var tries = 0; tries < MostTries; tries++)
        {
            var (status, body) = await AskAsync("/v1/claims", claim);
            if (status == 200)
                return JsonSerializer.Deserialize<ClaimResponse>(body, WireJson.Options);
            await Task.Delay(BetweenTries, time);
        }

        return null;
    }

    private Task<bool> IsRevokedAsync(string jobId) => centre.Books.ReadAsync(
        async session => await session.SingleOrDefaultAsync<string>(
            "SELECT revoked_at FROM job WHERE job_id = @jobId", new { jobId }) is not null, CancellationToken.None);

    private async Task<(int Status, string Body)> AskAsync<T>(string path, T request)
    {
        var (status, _, body) = await centre.AskAsync(
            "POST", path, JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Options), template.SecondClient);
        return (status, System.Text.Encoding.UTF8.GetString(body));
    }
}
