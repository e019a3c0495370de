using System.Text.RegularExpressions;
using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Lifecycle;
using PrintStation.Printers;
using PrintStation.Reports;

namespace PrintStation.Tests.Reports;

/// <summary>No card stands under a cause that nobody has chosen for its code.</summary>
internal sealed partial class SpoilCauseTests
{
    /// <summary>Codes in the sources of a card's life that are never why one was spoiled: refusals of payloads, of reports and of acts, names of
    /// steps and of files. A new code that is none of these gets a row in <see cref="SpoilCauses"/>.</summary>
    private static readonly string[] OfNoSpoiledCard =
    [
        "attempts-exhausted", "backup-not-sound", "blank-version-unknown", "card-reports-refused", "centre-head-differs", "chip-already-issued",
        "chip-differs-from-face", "chip-element-missing", "chip-element-too-large", "chip-of-another-office", "chip-voided", "claim-differs",
        "counted", "declared-lost", "encode-chip", "envelope-erased", "epoch-changed", "find-bare", "find-finished", "head-file-differs", "head-file-missing", "job-elsewhere", "job-ended",
        "job-rests", "job-revoked", "job-unfit", "job-yours", "layout-unknown", "lost-finished", "lost-stray", "month-gone", "month-told-otherwise", "month-untold", "nik-already-has-a-card", "nik-invalid", "no-backup",
        "not-asked", "not-copied", "not-your-lease", "old-card-chip", "outcome-differs", "payload-other-job", "photo-missing", "reject-any",
        "resend-first", "restore-unfinished", "return-and-read-chip", "run-differs", "signature-missing", "target-exists", "target-full",
        "target-unwritable", "uid-nik", "uid-no-identity", "unknown-card", "unknown-delivery", "unknown-job", "unknown-lease", "version-without-blanks", "version-without-printer",
        "wait-for-centre",
    ];

    /// <summary>Every code that is written when a card is given up, from the sources.</summary>
    private static IEnumerable<string> Written()
    {
        var lifecycle = Lines("PrintStation/Lifecycle").ToList();
        return lifecycle.SelectMany(line => Matches(Hyphened(), line))
            .Concat(lifecycle.SelectMany(line => Matches(GivenAsReason(), line)))
            .Concat(Lines("PrintStation").SelectMany(line => Matches(StopReason(), line)))
            .Except(GateReasons.All.Keys)
            .Concat(Lines("PrintStation/Inventory").SelectMany(line => Matches(OfUid(), line)))
            .Concat(typeof(ChipReasons).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!))
            .Concat(Enum.GetValues<PrinterReason>().Select(reason => reason.Word()))
            .Concat(HeldCards.RecallReasons)
            .Concat([HeldCards.UnreadableReason, HeldCards.FedAgain, LostBooks.KnownToCentre, LostBooks.LeaseEnded, CentralLink.CentralRestored, Job.Doubt,
                GateReasons.StrayCard.Word, GateReasons.ReaderElsewhere.Word, "canceled"])
            .Distinct().Except(OfNoSpoiledCard).Order(StringComparer.Ordinal);
    }

    [Test]
    public void Every_code_that_is_written_when_a_card_is_given_up_has_a_row()
    {
        var written = Written().ToList();
        Assert.That(written, Has.Count.GreaterThan(55), "the test finds them");
        Assert.That(new[] { "two-cards", "found", "interrupted", "revoked", "fenced", "payload-gone", "card-gone", "uid-random", "stray-card", "no-answer" },
            Is.SubsetOf(written));
        Assert.That(written.Except(SpoilCauses.Codes), Is.Empty, "a code without a row: choose its cause, or say that it is of no spoiled card");
        Assert.That(SpoilCauses.Codes, Is.Unique);
        Assert.That(OfNoSpoiledCard.Intersect(SpoilCauses.Codes), Is.Empty);
        Assert.That(SpoilCauses.Codes.Except(written), Is.Empty, "a row for what nobody writes");
    }

    [Test]
    public void Every_cause_and_every_code_has_words_in_both_languages()
    {
        string?[] states = [null, .. Enum.GetNames<CardState>()];
        foreach (var texts in new[] { new StationTexts("en"), new StationTexts("id") })
            foreach (var code in SpoilCauses.Codes)
            {
                Assert.That(states.Select(state => texts.Find($"report.cause.{SpoilCauses.Of(code, state)}")), Has.None.Null, code);
                Assert.That(texts.Find($"report.reason.{code}"), Is.Not.Null, code);
            }
    }

    [TestCase(null)]
    [TestCase("Encoding")]
    [TestCase("Printing")]
    public void A_code_without_a_row_is_blamed_on_nothing(string? state) => Assert.That(
        new[] { "new-code", "chip-new-code", "CardRejected", "new-code: field" }.Select(code => SpoilCauses.Of(code, state)), Is.All.EqualTo(SpoilCauses.Other));

    /// <summary>What happened before the print is no misprint, and what nobody knows the step of is neither.</summary>
    [TestCase("Feeding", "failed-encode")]
    [TestCase("Encoding", "failed-encode")]
    [TestCase("Printing", "failed-print")]
    [TestCase("Ejecting", "failed-print")]
    [TestCase("Issued", "other")]
    [TestCase(null, "other")]
    public void A_code_that_tells_only_how_a_step_ended_stands_under_the_step(string? state, string cause) => Assert.That(
        new[] { "no-answer", "interrupted", "cover-open", "reader-unreachable" }.Select(code => SpoilCauses.Of(code, state)), Is.All.EqualTo(cause));

    [TestCase("revoked", "stopped-by-centre")]
    [TestCase("canceled", "stopped-by-centre")]
    [TestCase("fenced", "stopped-by-centre")]
    [TestCase("lease-ended", "stopped-by-centre")]
    [TestCase("central-restored", "stopped-by-centre")]
    [TestCase("books-behind", "books")]
    [TestCase("known-to-centre", "books")]
    [TestCase("found", "books")]
    [TestCase("payload-gone", "other")]
    [TestCase("two-cards", "two-cards")]
    [TestCase("chip-several", "two-cards")]
    [TestCase("chip-defect", "found-at-hand-over")]
    [TestCase("defect", "found-at-hand-over")]
    [TestCase("unreadable", "no-chip")]
    [TestCase("chip-mute", "no-chip")]
    [TestCase("chip-content", "failed-encode")]
    [TestCase("chip-signature: chip.digital-signature", "failed-encode")]
    [TestCase("media-jam", "failed-print")]
    [TestCase("power-lost", "failed-print")]
    [TestCase("uid-random", "unfit")]
    [TestCase("fed-again", "unfit")]
    [TestCase("stray-card", "stray")]
    [TestCase("spoiled: test-print", "test-print")]
    [TestCase("old-card: deceased", "deceased")]
    public void A_code_that_tells_why_stands_under_that_whatever_the_step(string code, string cause) => Assert.That(
        new[] { null, "Feeding", "Encoding", "Printing", "Issued" }.Select(state => SpoilCauses.Of(code, state)), Is.All.EqualTo(cause));

    private static IEnumerable<string> Lines(string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", folder), "*.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        from line in File.ReadLines(file)
        where !line.Contains("Setting = ", StringComparison.Ordinal) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        select line;

    private static IEnumerable<string> Matches(Regex pattern, string line) => pattern.Matches(line).Select(match => match.Groups[1].Value);

    [GeneratedRegex("\"([a-z]+(?:-[a-z]+)+)\"")]
    private static partial Regex Hyphened();

    [GeneratedRegex("(?:MoveDetails\\(|Said\\(|new\\(false, )[^\",]*\"([a-z-]+)\"")]
    private static partial Regex GivenAsReason();

    [GeneratedRegex("stop_reason (?:=|IN) \\(?'([a-z-]+)'")]
    private static partial Regex StopReason();

    [GeneratedRegex("\"(uid-[a-z-]+)\"")]
    private static partial Regex OfUid();
}
