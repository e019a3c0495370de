using System.Globalization;
using PrintStation.Contracts;

namespace PrintStation.Central.Jobs;

/// <summary>What a report may change.</summary>
internal enum FenceVerdict
{
    /// <summary>The lease stands: the report is the newest word on the job.</summary>
    Current,

    /// <summary>The job was issued under this very lease, and its card is called back, or is already gone.</summary>
    Recall,

    /// <summary>The lease was given after the backup the centre was restored from; nothing younger contradicts it.</summary>
    Adopt,

    /// <summary>The job was issued under this very lease with this very card, and the station, whose books were restored from an earlier
    /// moment, tells of the card again.</summary>
    Known,

    /// <summary>Somebody else may have the job now. The card, if there is one, must be called back.</summary>
    Fenced,

    /// <summary>Another station's lease.</summary>
    NotYours,

    /// <summary>The job has had its last outcome under this lease.</summary>
    Ended,

    /// <summary>No such lease was given in this epoch.</summary>
    Unknown,
}

/// <summary>The fence of a lease is (epoch, number). Pure.</summary>
internal static class FenceRule
{
    /// <param name="lease">The lease that the report names; null when the books do not hold it.</param>
    /// <param name="open">The job's open lease, whoever holds it.</param>
    public static FenceVerdict Judge(
        LeaseRow? lease, LeaseRow? open, JobRow job, OutcomeReport report, string stationId, string epoch)
    {
        if (lease is null)
            return report.FenceEpoch == epoch ? FenceVerdict.Unknown
                : MayAdopt(open, job, report.FenceEpoch, report.Fence, epoch) ? FenceVerdict.Adopt : FenceVerdict.Fenced;
        if (lease.StationId != stationId)
            return FenceVerdict.NotYours;
        if (lease.JobId != job.JobId || lease.Epoch != report.FenceEpoch || lease.Fence != report.Fence)
            return FenceVerdict.Fenced;
        if (lease.EndedAt is null)
            return FenceVerdict.Current;
        if (lease.EndedBy != LeaseEnd.Outcome)
            return FenceVerdict.Fenced;

        var itsCard = job.Status == JobStatus.Issued && lease.Fence == job.Fence
            && report.ChipUid is not null && report.ChipUid == job.ChipUid;
        return report.Status switch
        {
            OutcomeStatus.Missing or OutcomeStatus.Spoiled or OutcomeStatus.Lost when itsCard => FenceVerdict.Recall,
            OutcomeStatus.Held or OutcomeStatus.Issued when itsCard => FenceVerdict.Known,
            _ => FenceVerdict.Ended,
        };
    }

    /// <summary>Zero for what is no epoch of this centre: never the younger one.</summary>
    private static long Number(string epoch) =>
        long.TryParse(epoch.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>Whether a lease of an earlier epoch, which the books do not hold, is the newest word on the job all the same.</summary>
    public static bool MayAdopt(LeaseRow? open, JobRow job, string fenceEpoch, long fence, string epoch)
    {
        if (fenceEpoch == epoch)
            return false;
        if (open is null)
            return job.Status == JobStatus.Waiting;

        // Within one epoch the larger number is the younger lease. Nothing is younger than this epoch. All leases of an epoch that the backup knew are
        // older than those of the forgotten ones that came after it; of two epochs with one number nobody can say.
        return open.Epoch == fenceEpoch ? open.Fence < fence : open.Epoch != epoch && Number(open.Epoch) < Number(fenceEpoch);
    }
}
