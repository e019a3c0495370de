using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>What people do with ribbons, films and cleaning kits.</summary>
internal sealed class SupplyBookTests : SupplyFixture
{
    [Test]
    public void What_came_and_what_was_put_into_a_printer_make_what_lies_in_the_store()
    {
        Receive("ribbon", 10, "SJ/1");
        Receive("cleaning", 4, "SJ/1");
        Supplies.Change("ribbon", "printer-1", null, "budi");
        Supplies.Change("ribbon", "printer-2", null, "budi");
        Supplies.Change("cleaning", "printer-1", null, "budi");
        Assert.That((InStore("ribbon"), InStore("cleaning"), InStore("film")), Is.EqualTo((8L, 3L, 0L)));
        Assert.That(Booked().Select(one => (one.Kind, one.Quantity, one.FromPlace, one.ToPlace, one.Document, one.Person)), Is.EqualTo(new[]
        {
            ("ribbon", 10L, "Supplier", "Store", "SJ/1", "siti"), ("cleaning", 4L, "Supplier", "Store", "SJ/1", "siti"),
            ("ribbon", 1L, "Store", "Machine(printer-1)", null, "budi"), ("ribbon", 1L, "Store", "Machine(printer-2)", null, "budi"),
            ("cleaning", 1L, "Store", "Machine(printer-1)", (string?)null, "budi"),
        }));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(10_001)]
    [TestCase(int.MaxValue)]
    public void A_number_that_cannot_be_is_refused(int quantity) => AssertNotBooked(() => Receive("ribbon", quantity, "SJ/1"), "supply-quantity");

    [TestCase(null)]
    [TestCase("toner")]
    [TestCase("Ribbon")]
    [TestCase("=1+1")]
    public void A_kind_that_is_none_is_refused(string? kind)
    {
        AssertNotBooked(() => Receive(kind, 1, "SJ/1"), "supply-kind");
        AssertNotBooked(() => Supplies.Change(kind, "printer-1", null, "siti"), "supply-kind");
        AssertNotBooked(() => Supplies.Count(kind, 1, "found", "siti"), "supply-kind");
    }

    [TestCase(0)]
    [TestCase(-500)]
    [TestCase(10_001)]
    public void Cards_from_one_that_cannot_be_are_refused(int each) =>
        AssertNotBooked(() => Supplies.Receive("ribbon", 1, each, "SJ/1", null, "siti"), "supply-cards-each");

    [TestCase(null)]
    [TestCase(" ")]
    public void A_receipt_has_its_paper(string? document) => AssertNotBooked(() => Receive("ribbon", 1, document), "document-required");

    [Test]
    public void A_paper_is_booked_once_for_each_kind()
    {
        Receive("ribbon", 1, "SJ/1");
        AssertNotBooked(() => Receive("ribbon", 1, "SJ/1"), "supply-document-used");
        AssertNotBooked(() => Receive("ribbon", 1, " sj/1"), "supply-document-used");
        Receive("film", 1, "SJ/1");
    }

    [TestCase("2026-11-03", "date-future")]
    [TestCase("2026-11-02 09:01", "date-future")]
    [TestCase("2026-02-30", "date")]
    [TestCase("yesterday", "date")]
    public void A_date_that_is_none_or_has_not_come_is_refused(string at, string code)
    {
        Receive("ribbon", 1, "SJ/1");
        AssertNotBooked(() => Supplies.Receive("ribbon", 1, null, "SJ/2", at, "siti"), code);
        AssertNotBooked(() => Supplies.Change("ribbon", "printer-1", at, "siti"), code);
    }

    [Test]
    public void The_store_never_falls_below_zero_by_a_person()
    {
        AssertNotBooked(() => Supplies.Change("ribbon", "printer-1", null, "siti"), "supply-none");
        Receive("ribbon", 1, "SJ/1");
        Supplies.Change("ribbon", "printer-1", null, "siti");
        AssertNotBooked(() => Supplies.Change("ribbon", "printer-1", null, "siti"), "supply-none");
        AssertNotBooked(() => Supplies.Count("ribbon", -1, "lost", "siti"), "supply-quantity");
    }

    [Test]
    public void What_a_person_dates_back_must_have_lain_there_on_that_day_and_since()
    {
        Clock.Advance(TimeSpan.FromDays(3));
        Receive("ribbon", 1, "SJ/1");
        AssertNotBooked(() => Supplies.Change("ribbon", "printer-1", "2026-11-04", "siti"), "supply-none-then");
        Supplies.Change("ribbon", "printer-1", "2026-11-05", "siti");
        Assert.That(Booked()[^1].HappenedAt, Does.StartWith("2026-11-05"));
    }

    [Test]
    public void A_closed_month_takes_no_entry_any_more()
    {
        Clock.Advance(TimeSpan.FromDays(30));
        Months.Close("2026-11", "siti");
        AssertNotBooked(() => Supplies.Receive("ribbon", 1, null, "SJ/1", "2026-11-30", "siti"), "month-closed");
        Receive("ribbon", 1, "SJ/1");
        AssertNotBooked(() => Supplies.Change("ribbon", "printer-1", "2026-11-30", "siti"), "month-closed");
    }

    [Test]
    public void A_ribbon_that_was_seen_while_the_clock_was_set_back_counts_after_the_closed_month()
    {
        Clock.Advance(TimeSpan.FromDays(30));
        Months.Close("2026-11", "siti");
        Clock.AdjustTime(Clock.GetUtcNow().AddDays(-20)); // 12 November
        Supplies.RecordRibbon(new RibbonReading("printer-1", "S1", 10, 50, 500), null);
        Assert.That(Booked().Select(movement => (movement.ToPlace, movement.HappenedAt, movement.WrittenAt)), Is.EqualTo(new[]
        {
            ("Store", "2026-12-01T00:00:00.000+08:00", Clock.GetUtcNow()), ("Machine(printer-1)", "2026-12-01T00:00:00.000+08:00", Clock.GetUtcNow()),
        }));
    }

    [TestCase(13, "Difference", "Store", 3)]
    [TestCase(8, "Store", "Difference", 2)]
    public void A_count_that_differs_is_booked_with_its_reason(int counted, string from, string to, long difference)
    {
        Receive("ribbon", 10, "SJ/1");
        AssertNotBooked(() => Supplies.Count("ribbon", counted, " ", "siti", second: "budi"), "supply-reason");
        AssertNotBooked(() => Supplies.Count("ribbon", counted, "found behind the shelf", "siti"), "person.two-needed");
        var movement = Supplies.Count("ribbon", counted, "found behind the shelf", "siti", second: "budi")!;
        Assert.That((movement.FromPlace, movement.ToPlace, movement.Quantity, movement.Reason),
            Is.EqualTo((from, to, difference, "count: found behind the shelf")));
        Assert.That(InStore("ribbon"), Is.EqualTo(counted));
    }

    [Test]
    public void A_count_that_agrees_books_nothing()
    {
        Receive("ribbon", 10, "SJ/1");
        Assert.That(Supplies.Count("ribbon", 10, null, "siti"), Is.Null);
        Assert.That(Booked(), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_movement_is_never_changed_or_deleted()
    {
        Receive("ribbon", 10, "SJ/1");
        Supplies.RecordRibbon(new RibbonReading("printer-1", "S1", 1, 5, 500), null);
        foreach (var sql in new[]
        {
            "UPDATE supply_movement SET quantity = 9", "DELETE FROM supply_movement", "UPDATE ribbon_reading SET prints_left = 9", "DELETE FROM ribbon_reading",
        })
            Assert.That(() => Database.Write(transaction => transaction.Execute(sql)), Throws.TypeOf<SqliteException>(), sql);
    }

    [Test]
    public void A_ribbon_that_the_station_sees_is_booked_also_from_an_empty_store()
    {
        Supplies.RecordRibbon(new RibbonReading("printer-1", "S1", 1, 5, 500), 0);
        Assert.That(Booked().Select(one => (one.FromPlace, one.ToPlace, one.Person)),
            Is.EqualTo(new[] { ("Difference", "Store", "station"), ("Store", "Machine(printer-1)", "station") }));
        Assert.That(InStore("ribbon"), Is.Zero);
    }

    [Test]
    public void A_change_that_both_a_person_and_the_station_tell_of_is_booked_once()
    {
        Receive("ribbon", 10, "SJ/1");
        // First the person, then the station.
        Supplies.Change("ribbon", "printer-1", null, "budi");
        Supplies.RecordRibbon(new RibbonReading("printer-1", "S1", 1, 5, 500), 0);
        Assert.That(InStore("ribbon"), Is.EqualTo(9));
        // First the station, then the person.
        Supplies.RecordRibbon(new RibbonReading("printer-2", "S2", 1, 5, 500), 0);
        AssertNotBooked(() => Supplies.Change("ribbon", "printer-2", null, "budi"), "supply-seen");
        Assert.That(InStore("ribbon"), Is.EqualTo(8));
        // Another day, another ribbon; and a cleaning is no ribbon.
        Receive("cleaning", 1, "SJ/1");
        Supplies.Change("cleaning", "printer-2", null, "budi");
        Clock.Advance(TimeSpan.FromDays(1));
        Supplies.Change("ribbon", "printer-2", null, "budi");
        Assert.That(InStore("ribbon"), Is.EqualTo(7));
        Clock.Advance(TimeSpan.FromDays(1));
        Supplies.RecordRibbon(new RibbonReading("printer-2", "S2", 400, 2_000, 500), 3);
        Assert.That(InStore("ribbon"), Is.EqualTo(6), "what was told the day before was another one");
    }

    [Test]
    public void Random_acts_never_lose_an_item([Range(1, 5)] int seed)
    {
        var random = new Random(seed);
        var shelf = SupplyBook.Kinds.ToDictionary(kind => kind, _ => 0L);
        for (var act = 0; act < 120; act++)
        {
            Clock.Advance(TimeSpan.FromHours(random.Next(1, 30)));
            var kind = SupplyBook.Kinds[random.Next(3)];
            var number = random.Next(-1, 8);
            try
            {
                switch (random.Next(5))
                {
                    case 0:
                        Receive(kind, number, $"SJ/{act / 2}");
                        shelf[kind] += number;
                        break;
                    case 1:
                        Supplies.Change(kind, "printer-1", null, "budi");
                        shelf[kind]--;
                        break;
                    case 2:
                        Supplies.Count(kind, number, "counted", "siti", second: "budi");
                        shelf[kind] = number;
                        break;
                    case 3:
                        if (Booked() is not { Count: > 0 } booked)
                            break;
                        var mistake = booked[random.Next(booked.Count)];
                        Supplies.Reverse(mistake.Number, "mistake", "siti");
                        shelf[mistake.Kind] -= (mistake.ToPlace == "Store" ? 1 : -1) * mistake.Quantity;
                        break;
                    default:
                        var told = Booked().Any(one => one.Kind == "ribbon" && one.ToPlace == "Machine(printer-1)" && one.Person == "budi"
                            && Booked().All(later => later.Reverses != one.Number)
                            && one.HappenedAt[..10] == OfficeCalendar.Text(Calendar.Today) && !IsRead(one.Number));
                        Supplies.RecordRibbon(new RibbonReading("printer-1", "S1", act, act * 5, 500), null);
                        shelf["ribbon"] = told ? shelf["ribbon"] : Math.Max(0, shelf["ribbon"] - 1);
                        break;
                }
            }
            catch (LedgerRefusal)
            {
                // Nothing happened then.
            }

            foreach (var (each, items) in shelf)
                Assert.That(InStore(each), Is.EqualTo(items).And.AtLeast(0), $"{each} after act {act}");
        }

        bool IsRead(long number) => Database.Read(connection =>
            connection.ExecuteScalar<long>("SELECT count(*) FROM ribbon_reading WHERE number = @number", new { number })) > 0;
    }

    private void Receive(string? kind, int quantity, string? document) => Supplies.Receive(kind, quantity, null, document, null, "siti");
}
