namespace PrintStation.Central.Jobs;

/// <summary>States of a job as the centre's export shows them.</summary>
internal static class JobStatus
{
    public const string Waiting = "waiting";
    public const string Leased = "leased";

    /// <summary>A card of this job lies outside and a person must look; the lease stands.</summary>
    public const string Held = "held";
    public const string Issued = "issued";
    public const string Refused = "refused";
    public const string Canceled = "canceled";
}

/// <summary>How a lease ended.</summary>
internal static class LeaseEnd
{
    /// <summary>By the job's last outcome.</summary>
    public const string Outcome = "outcome";
    public const string Release = "release";

    /// <summary>Its term passed and its payload was never served.</summary>
    public const string Expired = "expired";

    /// <summary>Its station was declared lost.</summary>
    public const string Lost = "lost";

    /// <summary>An outcome under a younger fence came back after a restore.</summary>
    public const string Superseded = "superseded";
}

// Dapper binds these by name and position: each record and its column list change together.
internal sealed record JobRow(
    string JobId, string RecordingId, string Nik, string Office, string Kind, long Priority, string Layout, string BlankVersion,
    string? Reprint, string? Fault, string Status, long Fence, string? ChipUid, string? RevokedAt,
    string? District = null)
{
    public const string Columns =
        "job_id, recording_id, nik, office, kind, priority, layout, blank_version, reprint, fault, status, fence, chip_uid, revoked_at, district";

    /// <summary>Whether a station may still work on it.</summary>
    public bool IsOpen => Status is JobStatus.Waiting or JobStatus.Leased or JobStatus.Held;
}

internal sealed record LeaseRow(
    string LeaseId, string JobId, string StationId, string Epoch, long Fence, string EndsAt, string? ServedAt, string? EndedAt, string? EndedBy)
{
    public const string Columns = "lease_id, job_id, station_id, epoch, fence, ends_at, served_at, ended_at, ended_by";
}
