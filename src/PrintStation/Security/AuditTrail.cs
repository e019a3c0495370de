using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;

namespace PrintStation.Security;

/// <summary>What a person did, asked for, or was refused.</summary>
/// <param name="Person">As enrolled; while nobody is, as said.</param>
/// <param name="OsUser">His login; null where the system does not tell.</param>
/// <param name="Act">"blank load"; "refused" for what was not his to do.</param>
internal sealed record AuditAct(string Person, string? OsUser, string Act)
{
    /// <summary>What it was about; a citizen only by the station's HMAC.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Who entered his password beside him.</summary>
    public string? Second { get; init; }

    /// <summary>What was said with it.</summary>
    public string? Words { get; init; }

    /// <summary>What it changed, as that was; null where it changed nothing that has a state.</summary>
    public string? Before { get; init; }

    public string? After { get; init; }
}

/// <summary>One entry as it stands in the trail. Never changed, never deleted.</summary>
/// <param name="Hash">SHA-256 over the entry and the hash before it.</param>
internal sealed record AuditEntry(
    long Sequence, DateTimeOffset At, string Person, string? OsUser, string? Second, string Act, string Subject, string? Words, string? Before,
    string? After, string PreviousHash, string Hash);

/// <summary>The chain of all that persons do at this station.</summary>
internal sealed partial class AuditTrail(StationDatabase database, AuditHeadFile headFile, TimeProvider clock, ILogger<AuditTrail> log)
{
    public const string Refused = "refused";
    private const string UserActs = "user ";

    /// <summary>The act goes into the trail with the first change that the caller's flow makes from here on.</summary>
    public PendingAct Begin(AuditAct act) => database.Accompany(new PendingAct(this, act));

    /// <summary>For what changes nothing itself: something was shown, or refused.</summary>
    public void Enter(AuditAct act) => database.Write(transaction => Append(transaction, act));

    /// <summary>Completes the act of the caller's flow.</summary>
    public void Note(string subject, string? before = null, string? after = null)
    {
        if (database.Companion is PendingAct pending)
            pending.Act = pending.Act with { Subject = subject, Before = before, After = after };
    }

    /// <summary>Which card the act of the caller's flow is about, beside what its address names.</summary>
    public void NoteCard(string uid)
    {
        if (database.Companion is PendingAct pending && !pending.Act.Subject.Contains(uid, StringComparison.Ordinal))
            pending.Act = pending.Act with { Subject = $"{pending.Act.Subject} {uid}".Trim() };
    }

    /// <summary>Youngest first.</summary>
    public IReadOnlyList<AuditEntry> Entries(int most) => database.Read(connection =>
        connection.Query<AuditEntry>("SELECT * FROM audit ORDER BY sequence DESC LIMIT @most", new { most }).AsList());

    public AuditEntry? Head() => database.Read(Head);

    public static AuditEntry? Head(SqliteConnection connection) =>
        connection.QuerySingleOrDefault<AuditEntry>("SELECT * FROM audit ORDER BY sequence DESC LIMIT 1");

    /// <summary>Of each entry, by its sequence.</summary>
    public IReadOnlyDictionary<long, string> Hashes() => database.Read(connection =>
        connection.Query<(long Sequence, string Hash)>("SELECT sequence, hash FROM audit").ToDictionary(entry => entry.Sequence, entry => entry.Hash));

    /// <summary>What was done of one kind, the oldest first; with every option that it has.</summary>
    public static IReadOnlyList<AuditEntry> Done(SqliteConnection connection, string act) =>
        connection.Query<AuditEntry>("SELECT * FROM audit WHERE act = @act OR act LIKE @act || ' --%' ORDER BY sequence", new { act }).AsList();

    /// <summary>When its first entry was made; null where there is none.</summary>
    public static DateTimeOffset? Begun(SqliteConnection connection) =>
        connection.QuerySingleOrDefault<DateTimeOffset?>("SELECT at FROM audit WHERE sequence = 1");

    /// <summary>How often this happened to a person since then.</summary>
    public long Count(string act, string person, DateTimeOffset since) => database.Read(connection => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM audit WHERE act = @act AND person = @person AND at >= @since", new { act, person, since }));

    /// <summary>The act of the caller's flow, after what it wrote. Of persons <see cref="Verify"/> knows them by what was noted of them, and by nothing
    /// else.</summary>
    public void AppendChange(StationTransaction transaction, AuditAct act)
    {
        if (!act.Act.StartsWith(UserActs, StringComparison.Ordinal))
            act = ActEffect.On(act, names => database.Read(connection => ActEffect.Standing(connection, names)), names => ActEffect.Standing(transaction, names));
        Append(transaction, act);
    }

    public void Append(StationTransaction transaction, AuditAct act)
    {
        var head = transaction.Find<AuditEntry>("SELECT * FROM audit ORDER BY sequence DESC LIMIT 1");
        var entry = new AuditEntry((head?.Sequence ?? 0) + 1, HashChain.Kept(clock.GetUtcNow()), Plain(act.Person)!, act.OsUser, Plain(act.Second), act.Act, Plain(act.Subject)!, Plain(act.Words), act.Before, act.After,
            head?.Hash ?? HashChain.Genesis, "");
        entry = entry with { Hash = HashOf(entry) };
        transaction.Execute(
            """
            INSERT INTO audit (sequence, at, person, os_user, second, act, subject, words, before, after, previous_hash, hash)
            VALUES (@Sequence, @At, @Person, @OsUser, @Second, @Act, @Subject, @Words, @Before, @After, @PreviousHash, @Hash)
            """, entry);
        var isEnrolled = transaction.Find<long>("SELECT count(*) FROM station_user") > 0;
        transaction.AfterCommit(this, () => HeadToFile(new AuditHead(entry.Sequence, entry.Hash, isEnrolled)));
    }

    /// <summary>Recomputes the chain, and compares it with the file beside the database and with the users as they are.</summary>
    /// <returns>How many entries there are, and what is wrong: sentences are "audit.&lt;code&gt;".</returns>
    public (long Entries, IReadOnlyList<DatabaseTrouble> Troubles) Verify()
    {
        // Read before the database: a running station only moves it forward.
        var remembered = headFile.Read();
        return database.Read(connection =>
        {
            using var moment = connection.BeginTransaction(deferred: true);
            var entries = connection.Query<AuditEntry>("SELECT * FROM audit ORDER BY sequence").AsList();
            var troubles = new List<DatabaseTrouble>();
            if (FindBroken(entries) is { } broken)
                troubles.Add(new DatabaseTrouble("broken", $"{broken}"));
            if (remembered is null && entries.Count > 1)
                troubles.Add(new DatabaseTrouble("head-missing", $"{entries.Count}"));
            if (remembered is not null && IsCut(connection, remembered))
                troubles.Add(new DatabaseTrouble("cut", $"{entries.Count} / {remembered.Sequence}"));
            troubles.AddRange(FindUntold(connection, entries));
            return ((long)entries.Count, troubles);
        });
    }

    /// <summary>Whether the database is older than the trail was: the file beside it remembers entries that are not there, or is gone itself.</summary>
    /// <param name="remembered">What the file remembers, where there is one.</param>
    public bool IsBehind(out AuditHead? remembered)
    {
        var known = remembered = headFile.Read();
        return database.Read(connection => known is null
            ? connection.ExecuteScalar<long>("SELECT count(*) FROM audit") > 1
            : IsCut(connection, known));
    }

    /// <summary>The number of the first entry that does not follow from the one before it, or null.</summary>
    private static long? FindBroken(IEnumerable<AuditEntry> entries)
    {
        var (previous, expected) = (HashChain.Genesis, 1L);
        foreach (var entry in entries)
        {
            if (entry.Sequence != expected++ || entry.PreviousHash != previous || HashOf(entry) != entry.Hash)
                return entry.Sequence;
            previous = entry.Hash;
        }

        return null;
    }

    private static bool IsCut(SqliteConnection connection, AuditHead remembered) => connection.QuerySingleOrDefault<string>(
        "SELECT hash FROM audit WHERE sequence = @Sequence", new { remembered.Sequence }) != remembered.Hash;

    /// <summary>Users who are not what their last entry made them, whoever wrote them there.</summary>
    private static IEnumerable<DatabaseTrouble> FindUntold(SqliteConnection connection, IReadOnlyList<AuditEntry> entries)
    {
        var told = new Dictionary<string, string?>();
        foreach (var entry in entries.Where(entry => entry.Act.StartsWith(UserActs, StringComparison.Ordinal) && (entry.Before ?? entry.After) is not null))
            told[entry.Subject] = entry.After;
        foreach (var user in connection.Query<StationUser>("SELECT * FROM station_user ORDER BY name"))
        {
            if (!told.Remove(user.Name, out var last) || last != user.Described)
                yield return new DatabaseTrouble("user-untold", user.Name);
        }

        foreach (var gone in told.Where(left => left.Value is not null))
            yield return new DatabaseTrouble("user-untold", gone.Key);
    }

    /// <summary>The entry is on the disk when this is written: a disk that does not take it undoes nothing. The next entry writes a younger head.</summary>
    private void HeadToFile(AuditHead head)
    {
        try
        {
            headFile.Write(head);
        }
        catch (Exception e) when (StationDatabase.IsDiskFault(e))
        {
            log.LogWarning(LogEvents.HeadNotWritten, "The head of the trail could not be written beside the database: {Trouble}", e.Message);
        }
    }

    private static string HashOf(AuditEntry entry) => HashChain.HashOf(
    [
        entry.PreviousHash, HashChain.Part(entry.Sequence), HashChain.Part(entry.At), entry.Person, entry.OsUser, entry.Second, entry.Act,
        entry.Subject, entry.Words, entry.Before, entry.After,
    ]);

    /// <summary>Whatever a person types as a reason: a NIK does not stay here, and nothing that moves the cursor of whoever reads it.</summary>
    private static string? Plain(string? text) => text is null ? null : Controls().Replace(SixteenDigits.Hide(text), " ");

    [GeneratedRegex(@"\p{C}")]
    private static partial Regex Controls();
}

/// <summary>An act that waits for its first change on the disk.</summary>
internal sealed class PendingAct(AuditTrail trail, AuditAct act) : Companion
{
    /// <summary>May be completed until it is written.</summary>
    public AuditAct Act { get; set; } = act;

    protected override void Write(StationTransaction transaction) => trail.AppendChange(transaction, Act);
}
