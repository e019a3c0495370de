using System.Globalization;
using PrintStation.Inventory;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>A citizen gets his card, in person.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HandOverTests : IDisposable
{
    private const string Uid = "04A1B2C3D4E5F6";
    private readonly TestStation _station = new();

    [Test]
    public void A_card_is_handed_over_once_after_the_finger_was_compared_and_the_centre_is_told()
    {
        Issued();
        Refused(Uid, "hand-over.fingerprint", fingerprint: false);
        _station.Clock.Advance(TimeSpan.FromHours(1));
        var given = _station.HandOvers.Enter(Uid.ToLowerInvariant(), fingerprintChecked: true, null, "siti");
        Assert.That((given.JobId, given.RunId, given.At, given.Person), Is.EqualTo(("J1", "J1-1", _station.Calendar.Now, "siti")));
        var fact = _station.Facts.Of("J1").Single();
        Assert.That((fact.Kind, fact.Target), Is.EqualTo(("hand-over", $"v1/cards/{Uid}/hand-over")));
        Assert.That(fact.Body, Does.Contain("\"fingerprintChecked\":true").And.Contain("\"by\":\"siti\"").And.Contain("2026-11-02T10:00:00+08:00"));
        Refused(Uid, "hand-over.already");
        Assert.That(_station.HandOvers.Of("J1")!.Person, Is.EqualTo("siti"));
    }

    [TestCase("2026-11-05", null, "2026-11-05T12:00:00+08:00")]
    [TestCase("2026-11-02", null, "2026-11-02T13:00:00+08:00")]
    [TestCase("2026-11-03 14:30", null, "2026-11-03T14:30:00+08:00")]
    [TestCase("2026-11-01", "hand-over.before-printed", null)]
    [TestCase("2026-11-07", "date-future", null)]
    [TestCase("gestern", "date", null)]
    public void What_was_handed_over_at_the_kecamatan_is_entered_with_its_day(string at, string? refusal, string? moment)
    {
        // After noon: a day alone is not taken for a moment in which there was no card.
        _station.Clock.Advance(TimeSpan.FromHours(4));
        Issued();
        _station.Clock.Advance(TimeSpan.FromDays(4));
        if (refusal is not null)
            Refused(Uid, refusal, at: at);
        else
            Assert.That(_station.HandOvers.Enter(Uid, true, at, "siti").At, Is.EqualTo(DateTimeOffset.Parse(moment!, CultureInfo.InvariantCulture)));
    }

    [Test]
    public void Nobody_gets_a_card_that_was_called_back_voided_or_stopped_or_that_is_not_of_this_station()
    {
        Refused("04FFFFFFFFFFFF", "hand-over.not-printed");
        var run = Issued();
        _station.Database.Write(transaction => transaction.Execute("UPDATE job SET stop_reason = 'revoked'"));
        Refused(Uid, "hand-over.voided");
        _station.Database.Write(transaction => transaction.Execute("UPDATE job SET stop_reason = NULL"));
        _station.Database.Write(transaction => BlankStock.NoteVoided(transaction, [Uid]));
        Refused(Uid, "hand-over.voided");
        _station.Database.Write(transaction => transaction.Execute("DELETE FROM voided_uid"));
        _station.Book.Move(run, CardTrigger.Recall, new MoveDetails("defect", "siti"));
        Refused(Uid, "hand-over.not-printed");
        Assert.That(_station.Facts.Waiting(), Is.Zero);
    }

    [Test]
    public void A_card_that_its_citizen_has_brought_back_is_neither_gathered_nor_sent_nor_handed_over()
    {
        Issued("ALAK");
        Bring(Uid);
        Assert.That(_station.Batches.Waiting(), Is.Empty);
        Refused(Uid, "hand-over.not-printed");
        _station.Until(_station.Fetched("J2", district: "ALAK"), CardState.Issued, "04A1B2C3D4E5F7");
        _station.Batches.Make("ALAK", "siti");
        Bring("04A1B2C3D4E5F7");
        Assert.That(() => _station.Batches.Ship(1, "BAST/1", "Pos", "siti"), Throws.TypeOf<LedgerRefusal>().With.Property("Code").EqualTo("batch.empty"));
    }

    public void Dispose() => _station.Dispose();

    private void Bring(string uid) => new OldCards(_station.Database, _station.Ledger, _station.Stock, _station.Calendar)
        .Take(new OldCardRequest(uid, "damaged", $"TT/{uid}", "siti"));

    private CardRun Issued(string? district = null) => _station.Until(_station.Fetched("J1", district: district), CardState.Issued, Uid);

    private void Refused(string uid, string code, bool fingerprint = true, string? at = null)
    {
        Assert.That(() => _station.HandOvers.Enter(uid, fingerprint, at, "siti"), Throws.TypeOf<LedgerRefusal>().With.Property("Code").EqualTo(code));
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language).Find($"error.{code}"), Is.Not.Null, language);
    }
}
