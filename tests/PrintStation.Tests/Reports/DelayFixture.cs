using PrintStation.Inventory;
using PrintStation.Tests.Inventory;

namespace PrintStation.Tests.Reports;

/// <summary>What delay is told from. Monday 2 November 2026; open from 08:00 to 16:00 WITA, on Friday the 6th closed.</summary>
internal abstract class DelayFixture : BooksFixture
{
    protected static readonly StationOptions Options = new()
    {
        Station = new IdentityOptions { Id = "station-1", Office = "5371" },
        Hours = new OfficeHoursOptions { Holidays = ["2026-11-06"] },
    };

    protected OfficeCalendar Calendar => new(Clock, Ledger.OfficeTime);

    protected QueueBook Queue => new(Database, Calendar);

    /// <summary>The centre tells how many wait there.</summary>
    protected void Tell(int waiting, string at)
    {
        Clock.SetUtcNow(Moment(at));
        Queue.Note(waiting);
    }

    protected void Use(string place, int quantity, int day) => Database.Write(transaction =>
    {
        for (var i = 0; i < quantity; i++)
            Ledger.Record(transaction, new Movement(1, Places.Store, place, "printed", "station", Clock.GetUtcNow(), RunId: $"{place}-{day}-{i}"));
    });

    protected void Pause(string scope, string reason, string from, string? to, string? person = null) => Database.Write(transaction => transaction.Execute(
        "INSERT INTO gate_history (scope, reason, opened_at, closed_at, person) VALUES (@scope, @reason, @opened, @closed, @person)",
        new { scope, reason, opened = Moment(from), closed = to is null ? (DateTimeOffset?)null : Moment(to), person }));

    /// <summary>Fetched as soon as it was claimed; a card of it is issued at its end.</summary>
    protected void Job(string id, string claimed, string? ended)
    {
        Database.Write(transaction =>
        {
            transaction.Execute(
                """
                INSERT INTO job (job_id, lease_id, fence_epoch, fence, kind, priority, blank_version, layout, claimed_at, status)
                VALUES (@id, @id, 'E1', 1, 'IdentityCard', 3, '2019', 'ktp-el', @at, @status)
                """, new { id, at = Moment(claimed), status = ended is null ? "open" : "issued" });
            transaction.Execute("INSERT INTO run (run_id, job_id, attempt, state, changed_at) VALUES (@id, @id, 1, 'Issued', @at)",
                new { id, at = Moment(ended ?? claimed) });
        });
        Step(id, claimed, "Fetched");
        if (ended is not null)
            Step(id, ended, "Issued");
    }

    /// <summary>What becomes of a job's run.</summary>
    protected void Step(string job, string at, string state) => Database.Write(transaction => transaction.Execute(
        "INSERT INTO run_history (run_id, n, at, from_state, to_state, cause) SELECT @job, count(*) + 1, @at, '', @state, '' FROM run_history WHERE run_id = @job",
        new { job, at = Moment(at), state }));

    protected static DateTimeOffset Moment(string office) =>
        new(DateTime.Parse(office, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(8));
}
