using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>Finished cards that the books have lost, and that were shown after that: only the centre knows whose they are. One that it voids later has no
/// run which could be called back, and would lie among the good ones for ever; so it waits for a person.</summary>
internal static class ForgottenCards
{
    /// <summary>Before the UID: when it was shown.</summary>
    private const string Setting = "forgotten-card/";

    private const string Prefix = "voided-";

    private sealed record Shown(string Name, string At);

    public static string Name(string uid) => Prefix + uid;

    /// <summary>Null where something else is named.</summary>
    public static string? UidIn(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : null;

    public static void Note(StationTransaction transaction, string uid, DateTimeOffset now) =>
        transaction.Set(Setting + uid, now.ToString("O", CultureInfo.InvariantCulture));

    public static IReadOnlyList<WaitingCard> Voided(SqliteConnection connection) =>
        [.. connection.Query<Shown>(
            "SELECT name, value AS at FROM setting WHERE name LIKE @any AND substr(name, @from) IN (SELECT uid FROM voided_uid) ORDER BY name",
            new { any = Setting + "%", from = Setting.Length + 1 }).Select(shown => View(shown.Name[Setting.Length..], "Voided", shown.At))];

    /// <returns>Null where no such card waits.</returns>
    public static WaitingCard? TakeOut(StationTransaction transaction, string uid)
    {
        if (transaction.Setting(Setting + uid) is not { } at)
            return null;
        transaction.Execute("DELETE FROM setting WHERE name = @name", new { name = Setting + uid });
        return View(uid, "Settled", at);
    }

    private static WaitingCard View(string uid, string state, string at) =>
        new(Name(uid), null, 0, null, state, uid, "uid-voided", DateTimeOffset.Parse(at, CultureInfo.InvariantCulture));
}
