using System.Text.Json;
using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Blanks;

/// <summary>Blanks that one office had from another. Which ones they were nobody tells: so many chips of the other office are taken for this one's.</summary>
internal static class LoanBook
{
    private const int MostBlanks = 100_000;
    private const int LongestText = 128;

    /// <summary>Two names and what stands between them.</summary>
    private const int LongestPersons = (2 * LongestText) + 2;

    public static async Task<Answer<Acknowledgement>> TakeInAsync(Session session, string stationId, long movement, LoanReport report)
    {
        var station = await StationRow.LockAsync(session, stationId);
        if (Objection(movement, report, station.Office) is { } wrong)
            return wrong;
        var epoch = await Epochs.CurrentAsync(session);
        var body = JsonSerializer.Serialize(report, WireJson.Options);
        var earlier = await session.SingleOrDefaultAsync<string>(
            "SELECT body FROM loan WHERE station_id = @stationId AND movement = @movement", new { stationId, movement });
        if (earlier is not null)
            return earlier == body
                ? new Acknowledgement(epoch)
                : new Refusal(422, "loan-differs", "This movement was told before with other content. Report the difference to the centre.");
        await session.ExecuteAsync(
            """
            INSERT INTO loan (station_id, movement, office, from_office, quantity, received_at, body)
            VALUES (@stationId, @movement, @office, @from, @Quantity, @now, @body)
            """,
            new { stationId, movement, office = station.Office, from = report.Office, report.Quantity, now = session.NowText, body });
        return new Acknowledgement(epoch);
    }

    /// <summary>Makes a blank this office's where a loan allows one more of them.</summary>
    /// <returns>False where it stays the other office's.</returns>
    public static async Task<bool> UseAsync(Session session, string uid, string office, string from)
    {
        var left = await session.SingleOrDefaultAsync<long>(
            """
            SELECT (SELECT COALESCE(SUM(quantity), 0) FROM loan WHERE office = @office AND from_office = @from)
                 - (SELECT COUNT(*) FROM lent_blank WHERE office = @office AND from_office = @from)
            """, new { office, from });
        if (left <= 0)
            return false;
        await session.ExecuteAsync(
            "INSERT INTO lent_blank (uid, office, from_office, at) VALUES (@uid, @office, @from, @now)", new { uid, office, from, now = session.NowText });
        await session.ExecuteAsync("UPDATE blank SET office = @office WHERE uid = @uid", new { office, uid });
        return true;
    }

    private static Refusal? Objection(long movement, LoanReport report, string own)
    {
        if (movement < 1)
            return Refusal.Invalid("movement", "1 or more");
        if (report.Office.Length != 4 || !report.Office.All(char.IsAsciiDigit) || report.Office == own)
            return Refusal.Invalid("office", "four digits, of another office");
        if (report.Quantity is 0 or > MostBlanks or < -MostBlanks)
            return Refusal.Invalid("quantity", $"1 to {MostBlanks}, or below zero for one taken back");
        if (string.IsNullOrWhiteSpace(report.Document) || report.Document.Length > LongestText)
            return Refusal.Invalid("document", $"1 to {LongestText} characters");
        return string.IsNullOrWhiteSpace(report.By) || report.By.Length > LongestPersons
            ? Refusal.Invalid("by", $"1 to {LongestPersons} characters")
            : null;
    }
}
