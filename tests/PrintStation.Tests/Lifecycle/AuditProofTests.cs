using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Contracts;
using PrintStation.Lifecycle;
using PrintStation.Security;

namespace PrintStation.Tests.Lifecycle;

/// <summary>A trail that somebody who owns the files has written anew, head file and all.</summary>
internal sealed class AuditProofTests
{
    private static readonly AuditAct Load = new("Siti", "siti", "blank load");

    private ScriptedCentre _centre = null!;
    private TestStation _station = null!;
    private AuditTrail _trail = null!;

    private string HeadFile => Path.Combine(_station.Directory, "audit-head.json");

    [SetUp]
    public void ActAndTellTheCentre()
    {
        (_centre, _station) = (new ScriptedCentre(), new TestStation());
        _trail = new AuditTrail(_station.Database, new AuditHeadFile(HeadFile), _station.Clock, NullLogger<AuditTrail>.Instance);
        for (var n = 0; n < 6; n++)
        {
            _trail.Enter(Load);
            if (n % 2 == 1)
                _centre.AuditHeads = [.. _centre.AuditHeads!, Head()];
        }
    }

    [TearDown]
    public void Close() => _station.Dispose();

    [Test]
    public async Task A_trail_that_nobody_touched_agrees_with_every_head_of_the_centre()
    {
        var verdict = await VerifyAsync();
        Assert.That((verdict.Entries, verdict.HeadsCompared, verdict.Centre, verdict.Troubles.Count), Is.EqualTo((6L, 3, true, 0)));
    }

    [Test]
    public async Task One_that_was_hashed_anew_from_end_to_end_differs_from_the_centres_head()
    {
        HashAnew("UPDATE audit SET person = 'Budi' WHERE sequence = 3");
        Assert.That(_trail.Verify().Troubles, Is.Empty, "the station alone sees nothing");
        var verdict = await VerifyAsync();
        Assert.That(verdict.Troubles.Select(trouble => (trouble.Code, trouble.Subject)), Is.EqualTo(new[] { ("centre-head-differs", "4") }));
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language).Find("audit.centre-head-differs"), Is.Not.Null, language);
    }

    [Test]
    public async Task One_that_was_cut_and_went_on_differs_too()
    {
        HashAnew("DELETE FROM audit WHERE sequence > 3");
        _trail.Enter(Load);
        Assert.That(_trail.Verify().Troubles, Is.Empty);
        Assert.That((await VerifyAsync()).Troubles.Select(trouble => trouble.Subject), Is.EqualTo(new[] { "6" }),
            "the fourth is again as it was, and the sixth is gone");
    }

    [Test]
    public async Task An_act_that_the_centre_learns_of_while_it_is_asked_is_no_difference()
    {
        _centre.BeforeHeads = () =>
        {
            _centre.BeforeHeads = () => { };
            _trail.Enter(Load);
            _centre.AuditHeads = [.. _centre.AuditHeads!, Head()];
        };
        var verdict = await VerifyAsync();
        Assert.That((verdict.Entries, verdict.HeadsCompared, verdict.Troubles.Count), Is.EqualTo((7L, 4, 0)));
    }

    [Test]
    public async Task Without_the_centre_only_the_chain_is_proven_and_that_is_said()
    {
        _centre.AuditHeads = null;
        var verdict = await VerifyAsync();
        Assert.That((verdict.HeadsCompared, verdict.Centre, verdict.Troubles.Count), Is.EqualTo((0, false, 0)));
    }

    [Test]
    public async Task Each_heartbeat_brings_the_head_and_an_empty_trail_brings_none()
    {
        await BeatAsync();
        Assert.That(_centre.LastBeat!.Audit, Is.EqualTo(Head()));
        using var fresh = _station;
        _station = new TestStation();
        await BeatAsync();
        Assert.That(_centre.LastBeat!.Audit, Is.Null);
    }

    private Task BeatAsync() => _centre.BeatAsync(_centre.Link(_station, _station.Gate()));

    private Task<AuditVerdict> VerifyAsync() => _centre.Proof(_station, _trail).VerifyAsync(CancellationToken.None);

    private LedgerHead Head() => new(_trail.Head()!.Sequence, _trail.Head()!.Hash);

    /// <summary>As the trail describes it: each part with its length before it.</summary>
    private void HashAnew(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_station.Database.Path};Pooling=False");
        connection.Open();
        connection.Execute("DROP TRIGGER audit_never_changes; DROP TRIGGER audit_never_shrinks; " + sql);
        var previous = new string('0', 64);
        foreach (var entry in connection.Query<AuditEntry>("SELECT * FROM audit ORDER BY sequence").AsList())
        {
            string?[] parts =
            [
                previous, $"{entry.Sequence}", entry.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), entry.Person, entry.OsUser,
                entry.Second, entry.Act, entry.Subject, entry.Words, entry.Before, entry.After,
            ];
            var text = string.Concat(parts.Select(part => part is null ? "-;" : $"{part.Length}:{part};"));
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            connection.Execute("UPDATE audit SET previous_hash = @previous, hash = @hash WHERE sequence = @Sequence", new { previous, hash, entry.Sequence });
            previous = hash;
        }

        new AuditHeadFile(HeadFile).Write(new AuditHead(_trail.Head()!.Sequence, previous, IsEnrolled: false));
    }
}
