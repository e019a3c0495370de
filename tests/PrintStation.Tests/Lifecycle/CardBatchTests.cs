using PrintStation.Cli;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Web;

namespace PrintStation.Tests.Lifecycle;

/// <summary>Printed cards on their way to a kecamatan.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CardBatchTests : IDisposable
{
    private readonly TestStation _station = new();

    [Test]
    public void A_batch_takes_all_printed_cards_of_its_kecamatan_and_no_other_card()
    {
        Issued("J1", "OEBOBO");
        Issued("J2", "OEBOBO");
        Issued("J3", "ALAK");
        Issued("J4", null);
        _station.Fetched("J5", district: "OEBOBO");
        Assert.That(_station.Batches.Waiting(), Is.EqualTo(new[] { new DistrictCards("ALAK", 1), new DistrictCards("OEBOBO", 2), new DistrictCards(null, 1) }));

        var batch = _station.Batches.Make("oebobo", "siti");
        Assert.That((batch.Number, batch.District, batch.Cards, batch.MadeBy), Is.EqualTo((1L, "OEBOBO", 2L, "siti")));
        Assert.That(Jobs(1), Is.EqualTo(new[] { "J1", "J2" }));
        Assert.That(_station.Batches.Waiting(), Is.EqualTo(new[] { new DistrictCards("ALAK", 1), new DistrictCards(null, 1) }));
        Refused(() => _station.Batches.Make("OEBOBO", "siti"), "batch.nothing");
        Refused(() => _station.Batches.Make(" ", "siti"), "batch.district");
    }

    /// <summary>One batch takes what fits into a box: how many did not is told, and how it goes on.</summary>
    [TestCase("id", "Satu pengiriman memuat 500 kartu: 3 kartu tercetak untuk OEBOBO tersisa. Buat pengiriman berikutnya: printstation batch make --district \"OEBOBO\"")]
    [TestCase("en", "One batch holds 500 cards: 3 printed cards of OEBOBO were left. They make the next one: printstation batch make --district \"OEBOBO\"")]
    public void Who_makes_a_batch_of_more_cards_than_it_holds_is_told_how_many_are_left(string language, string sentence)
    {
        _station.Database.Write(transaction =>
        {
            for (var card = 0; card < 503; card++)
            {
                var (id, district) = ($"K{card:D4}", card % 2 == 0 ? "OEBOBO" : "Oebobo");
                transaction.Execute(
                    """
                    INSERT INTO job (job_id, lease_id, fence_epoch, fence, kind, priority, blank_version, layout, claimed_at, status, district)
                    VALUES (@id, @id, 'E', 1, 'IdentityCard', 0, '2019', 'l1', @now, 'issued', @district)
                    """, new { id, district, now = _station.Clock.GetUtcNow() });
                transaction.Execute("INSERT INTO run (run_id, job_id, attempt, state, blank_uid, changed_at) VALUES (@id || '-1', @id, 1, 'Issued', '04' || @id, @now)",
                    new { id, now = _station.Clock.GetUtcNow() });
                _station.Ledger.Record(transaction, new Movement(1, Places.Store, Places.Issued, "made", "station", _station.Clock.GetUtcNow(), ChipUid: $"04{id}"));
            }
        });
        Issued("J1", "ALAK");
        var batch = _station.Batches.Make("oebobo", "siti");
        Assert.That((batch.Cards, _station.Batches.WaitingFor(batch.District)), Is.EqualTo((500L, 3L)));
        var view = new BatchView(1, "OEBOBO", "open", 500, default, "siti", null, null, null, null, null, null);
        Assert.That(BatchCommands.LeftOver(view with { Left = 3 }, new StationTexts(language)), Is.EqualTo(sentence));
        Assert.That(BatchCommands.LeftOver(view, new StationTexts(language)), Is.Null);
    }

    [Test]
    public void The_centre_is_told_of_each_card_that_leaves()
    {
        Issued("J1", "OEBOBO");
        Issued("J2", "OEBOBO");
        _station.Batches.Make("OEBOBO", "siti");
        Assert.That(_station.Facts.Waiting(), Is.Zero, "it lies here yet");
        var shipped = _station.Batches.Ship(1, "BAST/9", "Pos", "siti");
        Assert.That((shipped.Document, shipped.Carrier, shipped.ShippedBy, shipped.Cards), Is.EqualTo(("BAST/9", "Pos", "siti", 2L)));
        var fact = _station.Facts.Of("J2").Single();
        Assert.That((fact.Kind, fact.RunId, fact.Target, fact.State), Is.EqualTo(("shipment", "J2-1", "v1/cards/04J2/shipment", "waiting")));
        Assert.That(fact.Body, Does.Contain("\"document\":\"BAST/9\"").And.Contain("\"carrier\":\"Pos\"").And.Contain("\"batch\":1"));
        Refused(() => _station.Batches.Ship(1, "BAST/10", "Pos", "siti"), "batch.shipped");
    }

    [Test]
    public void A_card_that_is_called_back_handed_over_or_voided_leaves_the_batch_before_it_is_shipped()
    {
        foreach (var job in new[] { "J1", "J2", "J3", "J4" })
            Issued(job, "OEBOBO");
        _station.Batches.Make("OEBOBO", "siti");
        Recall("J1");
        _station.HandOvers.Enter("04J2", fingerprintChecked: true, null, "siti");
        _station.Database.Write(transaction => BlankStock.NoteVoided(transaction, ["04J3"]));
        Assert.That(Jobs(1), Is.EqualTo(new[] { "J4" }));
        Assert.That(_station.Batches.List().Single().Cards, Is.EqualTo(1));
        Assert.That(_station.Batches.Ship(1, "BAST/9", "Pos", "siti").Cards, Is.EqualTo(1));
        Assert.That(_station.Facts.Of("J1").Concat(_station.Facts.Of("J3")), Is.Empty);
    }

    [Test]
    public void A_card_that_is_called_back_after_it_left_is_flagged()
    {
        foreach (var job in new[] { "J1", "J2", "J3" })
            Issued(job, "OEBOBO");
        _station.Batches.Make("OEBOBO", "siti");
        _station.Batches.Ship(1, "BAST/9", "Pos", "siti");
        _station.Clock.Advance(TimeSpan.FromDays(1));
        Recall("J1");
        _station.HandOvers.Enter("04J2", fingerprintChecked: true, null, "siti");
        Assert.That(_station.Batches.Show(1).Cards.Select(card => (card.JobId, card.Standing)),
            Is.EqualTo(new[] { ("J1", "recalled"), ("J2", "handed-over"), ("J3", "there") }), "under the numbers of the paper that left");
        Assert.That(_station.Batches.List().Single().Cards, Is.EqualTo(3), "so many left");
    }

    [Test]
    public void Of_a_card_that_came_back_the_batch_says_what_became_of_it()
    {
        foreach (var job in new[] { "J1", "J2", "J3", "J4", "J5" })
            Issued(job, "OEBOBO");
        _station.Batches.Make("OEBOBO", "siti");
        _station.Batches.Ship(1, "BAST/9", "Pos", "siti");
        _station.HandOvers.Enter("04J2", fingerprintChecked: true, null, "siti");
        var (bad, gone) = (Recall("J1"), Recall("J5"));
        Book("J2", Places.Issued, Places.OldCards);
        Book("J3", Places.Issued, Places.Hopper("printer-1"));
        Book("J4", Places.Issued, Places.OldCards);
        Book("J4", Places.OldCards, Places.OldCardsDestroyed);
        _station.Book.Move(bad, CardTrigger.OperatorRejects, new MoveDetails("misprint"));
        _station.Book.Move(gone, CardTrigger.DeclareLost, new MoveDetails("lost"));
        Assert.That(_station.Batches.Show(1).Cards.Select(card => (card.JobId, card.Standing)), Is.EquivalentTo(new[]
        {
            ("J1", "spoiled"), ("J2", "brought-back"), ("J3", "elsewhere"), ("J4", "destroyed"), ("J5", "lost"),
        }));
        Book("J1", Places.Spoiled, Places.Destroyed);
        Assert.That(_station.Batches.Show(1).Cards.Single(card => card.JobId == "J1").Standing, Is.EqualTo("destroyed"));
        foreach (var place in new[] { Places.SpoiledLost, Places.OldCardsLost })
        {
            Book("J1", Places.Destroyed, place);
            Assert.That(_station.Batches.Show(1).Cards.Single(card => card.JobId == "J1").Standing, Is.EqualTo("lost"), place);
            Book("J1", place, Places.Destroyed);
        }
    }

    [Test]
    public void The_card_that_is_made_in_place_of_a_bad_one_goes_into_the_next_batch()
    {
        Issued("J1", "OEBOBO");
        _station.Batches.Make("OEBOBO", "siti");
        _station.Batches.Ship(1, "BAST/9", "Pos", "siti");
        var missing = Recall("J1");
        _station.Book.Move(missing, CardTrigger.OperatorRejects, new MoveDetails("misprint"));
        _station.Until(_station.Fetched("J1", lease: "lease-2", district: "OEBOBO"), CardState.Issued, "04J1B");
        Assert.That(_station.Batches.Make("OEBOBO", "siti").Number, Is.EqualTo(2));
        Assert.That(_station.Batches.Show(2).Cards.Single().Uid, Is.EqualTo("04J1B"));
    }

    [Test]
    public void A_batch_is_shipped_under_a_paper_of_its_own_with_a_carrier_and_with_a_card()
    {
        Issued("J1", "OEBOBO");
        Issued("J2", "ALAK");
        _station.Batches.Make("OEBOBO", "siti");
        _station.Batches.Make("ALAK", "siti");
        Refused(() => _station.Batches.Ship(3, "BAST/9", "Pos", "siti"), "batch.unknown");
        Refused(() => _station.Batches.Ship(1, "", "Pos", "siti"), "document-required");
        Refused(() => _station.Batches.Ship(1, "BAST/9", new string('x', 129), "siti"), "batch.text");
        _station.Batches.Ship(1, "BAST/9", "Pos", "siti");
        Refused(() => _station.Batches.Ship(2, "BAST/9", "Pos", "siti"), "batch.document-used");
        Refused(() => _station.Batches.Ship(2, "bast/9 ", "Pos", "siti"), "batch.document-used");
        Recall("J2");
        Refused(() => _station.Batches.Ship(2, "BAST/10", "Pos", "siti"), "batch.empty");
    }

    [Test]
    public void Only_what_left_arrives_and_once()
    {
        Issued("J1", "OEBOBO");
        _station.Batches.Make("OEBOBO", "siti");
        Refused(() => _station.Batches.Arrive(1, "Camat"), "batch.not-shipped");
        _station.Batches.Ship(1, "BAST/9", "Pos", "siti");
        Refused(() => _station.Batches.Arrive(1, null), "batch.text");
        Assert.That(_station.Batches.Arrive(1, "Camat").ReceivedBy, Is.EqualTo("Camat"));
        Refused(() => _station.Batches.Arrive(1, "Camat"), "batch.arrived");
    }

    [Test]
    public void The_cards_of_a_dissolved_batch_wait_for_another_one()
    {
        Issued("J1", "OEBOBO");
        _station.Batches.Make("OEBOBO", "siti");
        Assert.That(_station.Batches.Waiting(), Is.Empty);
        _station.Batches.Dissolve(1);
        Assert.That(_station.Batches.List(), Is.Empty);
        Assert.That(_station.Batches.Show(1).Cards, Is.Empty);
        Refused(() => _station.Batches.Ship(1, "BAST/9", "Pos", "siti"), "batch.dissolved");
        Assert.That(_station.Batches.Make("OEBOBO", "siti").Number, Is.EqualTo(2), "no number is used twice");
        _station.Batches.Ship(2, "BAST/9", "Pos", "siti");
        Refused(() => _station.Batches.Dissolve(2), "batch.shipped");
    }

    public void Dispose() => _station.Dispose();

    private CardRun Issued(string job, string? district) =>
        _station.Until(_station.Fetched(job, district: district), CardState.Issued, $"04{job}");

    private void Book(string job, string from, string to) => _station.Database.Write(transaction => _station.Ledger.Book(
        transaction, new Movement(1, from, to, "test", "siti", _station.Clock.GetUtcNow(), ChipUid: $"04{job}")));

    private CardRun Recall(string job) =>
        _station.Book.Move(_station.Runs(job).Last(), CardTrigger.Recall, new MoveDetails("misprint", "siti"));

    private IEnumerable<string> Jobs(long number) => _station.Batches.Show(number).Cards.Select(card => card.JobId);

    private static void Refused(Action act, string code)
    {
        Assert.That(() => act(), Throws.TypeOf<LedgerRefusal>().With.Property("Code").EqualTo(code));
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language).Find($"error.{code}"), Is.Not.Null, language);
    }
}
