using PrintStation.Central.Jobs;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

public sealed class FenceRuleTests
{
    private const string Uid = "04AABBCCDDEEFF";

    // lease: epoch, fence, how it ended · job status, its fence · report: epoch, fence, status
    [TestCase("e2", 3, null, "leased", 3, "e2", 3, OutcomeStatus.Issued, nameof(FenceVerdict.Current))]
    [TestCase("e2", 3, null, "held", 3, "e2", 3, OutcomeStatus.Spoiled, nameof(FenceVerdict.Current))]
    [TestCase("e1", 3, null, "leased", 3, "e1", 3, OutcomeStatus.Issued, nameof(FenceVerdict.Current))]
    [TestCase("e2", 3, null, "leased", 3, "e1", 3, OutcomeStatus.Issued, nameof(FenceVerdict.Fenced))]
    [TestCase("e2", 3, null, "leased", 3, "e2", 2, OutcomeStatus.Issued, nameof(FenceVerdict.Fenced))]
    [TestCase("e2", 3, "release", "waiting", 3, "e2", 3, OutcomeStatus.Issued, nameof(FenceVerdict.Fenced))]
    [TestCase("e2", 3, "expired", "leased", 4, "e2", 3, OutcomeStatus.Issued, nameof(FenceVerdict.Fenced))]
    [TestCase("e2", 3, "lost", "issued", 4, "e2", 3, OutcomeStatus.Spoiled, nameof(FenceVerdict.Fenced))]
    [TestCase("e2", 3, "superseded", "issued", 4, "e2", 3, OutcomeStatus.Spoiled, nameof(FenceVerdict.Fenced))]
    [TestCase("e2", 3, "outcome", "issued", 3, "e2", 3, OutcomeStatus.Missing, nameof(FenceVerdict.Recall))]
    [TestCase("e2", 3, "outcome", "issued", 3, "e2", 3, OutcomeStatus.Issued, nameof(FenceVerdict.Known))]
    [TestCase("e2", 3, "outcome", "issued", 3, "e2", 3, OutcomeStatus.Held, nameof(FenceVerdict.Known))]
    [TestCase("e2", 3, "outcome", "issued", 4, "e2", 3, OutcomeStatus.Issued, nameof(FenceVerdict.Ended))]
    [TestCase("e2", 3, "outcome", "canceled", 3, "e2", 3, OutcomeStatus.Held, nameof(FenceVerdict.Ended))]
    [TestCase("e2", 3, "outcome", "issued", 3, "e2", 3, OutcomeStatus.Spoiled, nameof(FenceVerdict.Recall))]
    [TestCase("e2", 3, "outcome", "canceled", 3, "e2", 3, OutcomeStatus.Missing, nameof(FenceVerdict.Ended))]
    [TestCase("e2", 3, "outcome", "issued", 4, "e2", 3, OutcomeStatus.Missing, nameof(FenceVerdict.Ended))]
    public void A_known_lease_is_judged_by_epoch_number_and_end(
        string epoch, long fence, string? endedBy, string status, long jobFence, string reportEpoch, long reportFence, OutcomeStatus outcome,
        string expected)
    {
        var lease = Lease("s1", epoch, fence, endedBy);
        var verdict = FenceRule.Judge(lease, open: null, Job(status, jobFence), Report(reportEpoch, reportFence, outcome), "s1", "e2");
        Assert.That(verdict.ToString(), Is.EqualTo(expected));
    }

    // open lease: epoch, fence · job status · report: epoch, fence
    [TestCase(null, 0, "waiting", "3-c", 3, nameof(FenceVerdict.Unknown))]
    [TestCase(null, 0, "waiting", "1-a", 3, nameof(FenceVerdict.Adopt))]
    [TestCase(null, 0, "issued", "1-a", 3, nameof(FenceVerdict.Fenced))]
    [TestCase(null, 0, "canceled", "1-a", 3, nameof(FenceVerdict.Fenced))]
    [TestCase("1-a", 2, "leased", "1-a", 3, nameof(FenceVerdict.Adopt))]
    [TestCase("1-a", 4, "leased", "1-a", 3, nameof(FenceVerdict.Fenced))]
    [TestCase("3-c", 1, "leased", "1-a", 3, nameof(FenceVerdict.Fenced))]
    [TestCase("1-a", 9, "leased", "2-b", 3, nameof(FenceVerdict.Adopt))]
    [TestCase("2-a", 1, "leased", "2-b", 3, nameof(FenceVerdict.Fenced))]
    [TestCase("3-c", 1, "leased", "4-a", 3, nameof(FenceVerdict.Fenced), Description = "the forgotten epoch had a higher number, and is older")]
    [TestCase("2-b", 1, "leased", "10-a", 1, nameof(FenceVerdict.Adopt))]
    [TestCase("1-a", 1, "leased", "nonsense", 3, nameof(FenceVerdict.Fenced))]
    public void A_lease_the_restore_forgot_counts_unless_a_younger_one_stands(
        string? openEpoch, long openFence, string status, string reportEpoch, long reportFence, string expected)
    {
        var open = openEpoch is null ? null : Lease("s2", openEpoch, openFence, endedBy: null);
        var verdict = FenceRule.Judge(null, open, Job(status, openFence), Report(reportEpoch, reportFence, OutcomeStatus.Issued), "s1", "3-c");
        Assert.That(verdict.ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void Another_stations_lease_is_nobodys_business() => Assert.That(
        FenceRule.Judge(Lease("s2", "e2", 3, null), null, Job("leased", 3), Report("e2", 3, OutcomeStatus.Issued), "s1", "e2"),
        Is.EqualTo(FenceVerdict.NotYours));

    [TestCase(OutcomeStatus.Missing)]
    [TestCase(OutcomeStatus.Held)]
    [TestCase(OutcomeStatus.Issued)]
    public void A_report_of_another_chip_than_the_issued_one_changes_nothing(OutcomeStatus status) => Assert.That(
        FenceRule.Judge(
            Lease("s1", "e2", 3, LeaseEnd.Outcome), null, Job("issued", 3), Report("e2", 3, status) with { ChipUid = "04" }, "s1", "e2"),
        Is.EqualTo(FenceVerdict.Ended));

    private static LeaseRow Lease(string station, string epoch, long fence, string? endedBy) =>
        new("lease", "job", station, epoch, fence, "", "", endedBy is null ? null : "then", endedBy);

    private static JobRow Job(string status, long fence) =>
        new("job", "recording", "nik", "5371", "IdentityCard", 0, "ktp-el", "2019", null, null, status, fence, Uid, null);

    private static OutcomeReport Report(string epoch, long fence, OutcomeStatus status) =>
        new("job", "lease", epoch, fence, 1, status, Uid, null, null, null, null, DateTimeOffset.UnixEpoch);
}
