using System.Globalization;
using System.Security.Cryptography;

namespace PrintStation.Central.Storage;

/// <summary>The centre's epoch: a new one after every restore of its books.</summary>
internal static class Epochs
{
    public static async Task<string> CurrentAsync(Session session) =>
        await session.SingleOrDefaultAsync<string>("SELECT epoch FROM epoch ORDER BY number DESC LIMIT 1")
        ?? throw new InvalidOperationException("The books hold no epoch.");

    /// <summary>
    /// Begins a new epoch. Of a lease given before, nobody knows any more whether its payload was served after the backup was made:
    /// it counts as served, so that it does not free itself by time.
    /// </summary>
    public static async Task<string> BeginAsync(Session session)
    {
        var number = 1 + (await session.SingleOrDefaultAsync<long?>("SELECT MAX(number) FROM epoch") ?? 0);

        // The number alone would come again when the same backup is restored twice.
        var epoch = string.Create(CultureInfo.InvariantCulture, $"{number}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
        await session.ExecuteAsync(
            "INSERT INTO epoch (epoch, number, started_at) VALUES (@epoch, @number, @at)", new { epoch, number, at = session.NowText });
        await session.ExecuteAsync(
            "UPDATE lease SET served_at = @at WHERE ended_at IS NULL AND served_at IS NULL", new { at = session.NowText });
        return epoch;
    }
}
