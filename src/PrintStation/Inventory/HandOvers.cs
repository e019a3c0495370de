using Dapper;
using PrintStation.Storage;

namespace PrintStation.Inventory;

/// <summary>A citizen got his card. Of him the station keeps nothing.</summary>
internal sealed record HandOver
{
    public string RunId { get; init; } = "";

    public string JobId { get; init; } = "";

    public string Uid { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public string Person { get; init; } = "";
}

/// <summary>Cards handed over in person, after the citizen's finger was compared: at the office, or at the kecamatan and entered from its list.</summary>
/// <param name="told">Tells the centre, in the same transaction.</param>
internal sealed class HandOvers(StationDatabase database, OfficeCalendar calendar, TimeProvider clock, Action<StationTransaction, HandOver> told)
{
    private sealed record IssuedCard
    {
        public string RunId { get; init; } = "";

        public string JobId { get; init; } = "";

        public DateTimeOffset ChangedAt { get; init; }

        public string? StopReason { get; init; }
    }

    public HandOver? Of(string jobId) => database.Read(connection => connection.QueryFirstOrDefault<HandOver>(
        "SELECT hand_over.* FROM hand_over JOIN run USING (run_id) WHERE hand_over.job_id = @jobId ORDER BY run.attempt DESC LIMIT 1", new { jobId }));

    /// <param name="at">When; null is now. A day alone counts from the moment in which the card was printed.</param>
    /// <exception cref="LedgerRefusal">No finger was compared, no good card with this chip was printed here, or its citizen has it already.</exception>
    public HandOver Enter(string? uid, bool fingerprintChecked, string? at, string person)
    {
        if (!fingerprintChecked)
            throw new LedgerRefusal("hand-over.fingerprint", "");
        var happened = calendar.Past(at);
        var chip = (uid ?? "").Trim().ToUpperInvariant();
        return database.Write(transaction =>
        {
            var card = transaction.Find<IssuedCard>(
                $"SELECT run_id, job_id, changed_at, stop_reason FROM run JOIN job USING (job_id) WHERE run.blank_uid = @chip AND {BlankLedger.IsIssued}",
                new { chip })
                ?? throw new LedgerRefusal("hand-over.not-printed", chip);
            if (BlankStock.IsVoided(transaction, chip) || card.StopReason is "revoked" or "fenced")
                throw new LedgerRefusal("hand-over.voided", chip);
            if (transaction.Find<HandOver>("SELECT * FROM hand_over WHERE run_id = @RunId", card) is { } before)
                throw new LedgerRefusal("hand-over.already", $"{OfficeCalendar.Minute(calendar.InOffice(before.At))}, {before.Person}");
            var printed = calendar.InOffice(card.ChangedAt);
            if (calendar.InOffice(happened).Date < printed.Date)
                throw new LedgerRefusal("hand-over.before-printed", OfficeCalendar.Minute(printed));
            var given = new HandOver
            {
                RunId = card.RunId, JobId = card.JobId, Uid = chip, At = happened < printed ? printed : happened, Person = person,
            };
            transaction.Execute(
                "INSERT INTO hand_over (run_id, job_id, uid, at, person, written_at) VALUES (@RunId, @JobId, @Uid, @At, @Person, @now)",
                new { given.RunId, given.JobId, given.Uid, given.At, given.Person, now = clock.GetUtcNow() });
            told(transaction, given);
            return given;
        });
    }
}
