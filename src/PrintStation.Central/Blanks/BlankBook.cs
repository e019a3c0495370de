using PrintStation.Central.Storage;

namespace PrintStation.Central.Blanks;

internal static class BlankStatus
{
    public const string Delivered = "delivered";
    public const string Issued = "issued";

    /// <summary>Must never be accepted anywhere again.</summary>
    public const string Voided = "voided";
}

internal sealed record BlankRow(string Uid, string Office, string Status, string? JobId)
{
    public const string Columns = "uid, office, status, job_id";
}

/// <summary>What the centre knows of each chip UID.</summary>
internal static class BlankBook
{
    /// <summary>UIDs are upper-case hex of 4, 7, 8 or 10 bytes.</summary>
    public static bool IsUid(string uid) => uid.Length is 8 or 14 or 16 or 20 && uid.All(char.IsAsciiHexDigitUpper);

    /// <summary>Locks the blank; a UID that no delivery named is entered, because the plastic exists. One of another office that lent some is this
    /// one's from now on.</summary>
    public static async Task<BlankRow> LockAsync(Session session, string uid, string office)
    {
        await session.ExecuteAsync(
            $"""
            INSERT INTO blank (uid, office, status, changed_at) VALUES (@uid, @office, '{BlankStatus.Delivered}', @now)
            ON CONFLICT (uid) DO NOTHING
            """,
            new { uid, office, now = session.NowText });
        var blank = (await session.SingleOrDefaultAsync<BlankRow>(
            $"SELECT {BlankRow.Columns} FROM blank WHERE uid = @uid{session.ForUpdate}", new { uid }))!;
        return blank.Office != office && blank.Status == BlankStatus.Delivered && await LoanBook.UseAsync(session, uid, office, blank.Office)
            ? blank with { Office = office }
            : blank;
    }

    /// <summary>The office that this blank was delivered to, where it is another one; null where it is not, or where no delivery named it.</summary>
    public static Task<string?> OtherOfficeAsync(Session session, string uid, string office) => session.SingleOrDefaultAsync<string>(
        "SELECT office FROM blank WHERE uid = @uid AND office <> @office AND delivery_id IS NOT NULL", new { uid, office });

    public static Task IssueAsync(Session session, string uid, string jobId) =>
        session.ExecuteAsync(
            $"UPDATE blank SET status = '{BlankStatus.Issued}', job_id = @jobId, reason = NULL, changed_at = @now WHERE uid = @uid",
            new { jobId, now = session.NowText, uid });

    /// <summary>Voids a UID and lets the station know with its next heartbeats. A UID voided before keeps its first reason.</summary>
    public static async Task VoidAsync(Session session, string uid, string? jobId, string reason, string stationId)
    {
        await session.ExecuteAsync(
            $"""
            UPDATE blank SET status = '{BlankStatus.Voided}', job_id = COALESCE(@jobId, job_id), reason = @reason, changed_at = @now
            WHERE uid = @uid AND status <> '{BlankStatus.Voided}'
            """,
            new { jobId, reason, now = session.NowText, uid });
        await session.ExecuteAsync(
            "INSERT INTO void_notice (station_id, uid, voided_at) VALUES (@stationId, @uid, @now) ON CONFLICT (station_id, uid) DO NOTHING",
            new { stationId, uid, now = session.NowText });
    }
}
