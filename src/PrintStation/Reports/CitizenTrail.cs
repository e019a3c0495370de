using Dapper;
using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Reports;

/// <summary>What was done at this station with one citizen's data: the answer that the law gives him three days for. The station knows a NIK
/// only by its digest; no name, no picture, nothing of a chip but that it was written.</summary>
/// <param name="digestOf">The form in which the books remember a NIK.</param>
internal sealed class CitizenTrail(
    StationDatabase database, OfficeCalendar calendar, StationOptions options, Func<string, string> digestOf, ILogger<CitizenTrail> log)
{
    public const string Name = "trail";
    private static readonly EventId TrailShown = new(500, nameof(TrailShown));

    /// <summary>Filled by property: a column that begins with nothing has no type of its own.</summary>
    private sealed record Step
    {
        public DateTimeOffset At { get; init; }

        public string JobId { get; init; } = "";

        public long? Attempt { get; init; }

        public string State { get; init; } = "";

        public string? Printer { get; init; }

        public string? Serial { get; init; }

        public string? Person { get; init; }

        public string? Reason { get; init; }
    }

    private sealed record JobOfCitizen
    {
        public string JobId { get; init; } = "";

        public DateTimeOffset ClaimedAt { get; init; }

        /// <summary>1 while the sealed payload is on disk, then 0.</summary>
        public long Kept { get; init; }
    }

    /// <summary>By time: each lease, each move of each card, each report to the centre; how the card was shipped, handed over, brought back and
    /// destroyed.</summary>
    /// <param name="nik">Sixteen digits; not kept.</param>
    /// <param name="person">Who asks; the next trail says so.</param>
    /// <param name="unmask">The paper shows the whole number.</param>
    public Report Of(string nik, string person, bool unmask = false)
    {
        var digest = digestOf(nik);
        var (jobs, steps) = database.Read(connection => (
            connection.Query<JobOfCitizen>(
                "SELECT job_id, claimed_at, envelope IS NOT NULL AS kept FROM job WHERE nik_digest = @digest ORDER BY claimed_at", new { digest }).AsList(),
            connection.Query<Step>(Steps, new { digest }).AsList()));
        database.Write(transaction => transaction.Execute(
            "INSERT INTO trail_shown (nik_digest, at, person) VALUES (@digest, @now, @person)", new { digest, now = calendar.Now, person }));
        log.LogInformation(TrailShown, "A trail of {Jobs} jobs was shown", jobs.Count);
        var today = calendar.Today;
        var first = jobs.Count == 0 ? today : DateOnly.FromDateTime(calendar.InOffice(jobs[0].ClaimedAt).Date);
        return new Report(Name, options.Station.Office, first, today, ["at", "job", "attempt", "state", "device", "by", "reason"],
            [.. steps.Select(step => (IReadOnlyList<object?>)
            [
                calendar.Second(step.At), step.JobId, step.Attempt, step.State,
                step.Serial is null ? step.Printer : $"{step.Printer} ({step.Serial})", step.Person, step.Reason,
            ])], [])
        {
            Made = today,
            Letterhead = options.Letterhead,
            Facts = new Dictionary<string, object?>
            {
                // The region and two digits tell whose paper it is to whoever has the number; birth date and serial number stay unsaid.
                ["nik"] = unmask ? nik : $"{nik[..6]}••••••••{nik[^2..]}", ["jobs"] = (long)jobs.Count, ["kept"] = jobs.Sum(job => job.Kept), ["zone"] = Zone(),
            },
        };
    }

    /// <summary>A move was made by whom the books name for its movement; where none was booked, by the machine or unknown.</summary>
    private const string Steps =
        """
        WITH mine AS (SELECT * FROM job WHERE nik_digest = @digest),
        -- The books are looked through once: they know no order by run.
        booked AS MATERIALIZED (
            SELECT sequence, run_id, person, strftime('%Y-%m-%dT%H:%M:%fZ', happened_at) AS at
            FROM ledger WHERE run_id IN (SELECT run_id FROM run JOIN mine USING (job_id)))
        SELECT claimed_at AS at, job_id, NULL AS attempt, 'claimed' AS state, NULL AS printer, NULL AS serial, 'station' AS person, NULL AS reason, 0 AS n
        FROM mine
        UNION ALL
        SELECT moved.at, job_id, attempt, moved.to_state, run.printer, run.printer_serial,
               coalesce((SELECT person FROM booked WHERE booked.run_id = run.run_id AND booked.at = moved.at ORDER BY sequence DESC LIMIT 1), 'station'),
               moved.reason, moved.n
        FROM run_history AS moved JOIN run USING (run_id) JOIN mine USING (job_id)
        UNION ALL
        SELECT written_at, job_id, (SELECT attempt FROM run WHERE run.run_id = outbox.run_id), 'report-' || outbox.state, NULL, NULL, 'station', outbox.kind, 1000
        FROM outbox JOIN mine USING (job_id)
        UNION ALL
        SELECT print_now, job_id, NULL, 'print-now', NULL, NULL, NULL, NULL, 1 FROM mine WHERE print_now IS NOT NULL
        UNION ALL
        SELECT batch.shipped_at, run.job_id, attempt, 'shipped', NULL, NULL, batch.shipped_by, NULL, 1001
        FROM mine JOIN run USING (job_id) JOIN batch_card USING (run_id) JOIN batch USING (number) WHERE batch.shipped_at IS NOT NULL
        UNION ALL
        SELECT hand_over.at, run.job_id, attempt, 'handed-over', NULL, NULL, person, NULL, 1002
        FROM mine JOIN run USING (job_id) JOIN hand_over USING (run_id)
        UNION ALL
        SELECT written_at, job_id, (SELECT attempt FROM run WHERE run.run_id = card_fact.run_id), 'report-' || card_fact.state, NULL, NULL, 'station',
               CASE WHEN card_fact.kind LIKE 'old-card/%' THEN 'old-card' ELSE card_fact.kind END, 1003
        FROM card_fact JOIN mine USING (job_id)
        UNION ALL
        SELECT strftime('%Y-%m-%dT%H:%M:%fZ', happened_at), job_id, attempt,
               CASE WHEN to_place = 'OldCards' THEN 'brought-back' WHEN to_place LIKE '%Lost' THEN 'lost-from-box' ELSE 'destroyed' END, NULL, NULL, ledger.person, NULL, 1004
        FROM ledger JOIN run ON run.blank_uid = ledger.chip_uid JOIN mine USING (job_id)
        WHERE to_place IN ('OldCards', 'OldCardsDestroyed', 'Destroyed', 'SpoiledLost', 'OldCardsLost') AND reverses IS NULL
            AND NOT EXISTS (SELECT 1 FROM ledger AS later WHERE later.reverses = ledger.sequence)
        UNION ALL
        SELECT at, '–', NULL, 'trail-shown', NULL, NULL, person, NULL, 0 FROM trail_shown WHERE nik_digest = @digest
        ORDER BY at, job_id, attempt, n
        """;

    private string Zone() => options.Station.TimeZone switch
    {
        "Asia/Jakarta" => "WIB",
        "Asia/Makassar" => "WITA",
        "Asia/Jayapura" => "WIT",
        var other => other,
    };
}
