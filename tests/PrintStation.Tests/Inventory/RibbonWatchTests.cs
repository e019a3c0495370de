using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Inventory;
using PrintStation.Storage;
using PrintStation.Tests.Storage;

namespace PrintStation.Tests.Inventory;

/// <summary>What the station sees of ribbons, beside what really lay in the machine.</summary>
internal sealed class RibbonWatchTests : SupplyFixture
{
    [Test]
    public void A_ribbon_with_more_prints_left_than_the_one_before_could_have_is_a_new_one()
    {
        var machine = new Machine("printer-1", "S1", 40);
        Look(machine);
        for (var card = 0; card < 40; card++)
        {
            machine.Take();
            Look(machine);
        }

        machine.TakeRibbonOut();
        Look(machine);
        Assert.That(Booked(), Is.Empty);
        machine.PutIn(500);
        Look(machine);
        Look(machine);
        Assert.That(Booked().Where(one => one.ToPlace == "Machine(printer-1)").Select(one => one.Person), Is.EqualTo(new[] { "station" }));
        Assert.That(Database.Read(connection => State.Ribbons(connection)).Single(), Is.EqualTo(
            new RibbonLife("printer-1", Booked()[^1], null, 500, 0, 0, 500)));
    }

    [Test]
    public void The_same_ribbon_taken_out_and_put_back_is_no_change()
    {
        var machine = new Machine("printer-1", "S1", 300);
        Look(machine);
        machine.TakeRibbonOut();
        Look(machine);
        machine.PutIn(300);
        Look(machine);
        Assert.That(Booked(), Is.Empty);
    }

    /// <summary>Some machines tell an end too early, and count on when the error was cleared.</summary>
    [Test]
    public void An_end_that_was_none_is_no_change()
    {
        var machine = new Machine("printer-1", "S1", 300);
        Look(machine);
        machine.PutIn(0);
        Look(machine);
        machine.PutIn(300);
        Look(machine);
        Assert.That(Booked(), Is.Empty);
    }

    [TestCase(4, 0)]
    [TestCase(5, 1)]
    public void A_counter_may_be_a_few_out(int more, int changes)
    {
        var machine = new Machine("printer-1", "S1", 300);
        Look(machine);
        machine.PutIn(300 + more);
        Look(machine);
        Assert.That(Booked().Count(one => one.ToPlace == "Machine(printer-1)"), Is.EqualTo(changes));
    }

    [Test]
    public void Another_machine_in_its_place_has_a_ribbon_of_its_own()
    {
        Look(new Machine("printer-1", "S1", 10));
        Look(new Machine("printer-1", "S9", 500));
        Assert.That(Booked(), Is.Empty);
    }

    /// <summary>Of a ribbon from before nobody can say how many prints it gave; its cards the book of blanks knows.</summary>
    [Test]
    public void New_electronics_under_the_old_number_make_no_ribbon_give_less_than_nothing()
    {
        var machine = new Machine("printer-1", "S1", 20);
        Look(machine);
        machine.PutIn(500);
        Look(machine);
        machine.ChangeElectronics();
        Look(machine);
        var life = Database.Read(connection => State.Ribbons(connection)).Single();
        Assert.That((life.Prints, life.Cards), Is.EqualTo(((long?)null, 0L)));
    }

    [Test]
    public void While_nothing_changes_nothing_is_written()
    {
        var machine = new Machine("printer-1", "S1", 400);
        Look(machine);
        var before = Writes();
        for (var card = 0; card < 300; card++)
        {
            machine.Take(panels: card % 7 == 0 ? 2 : 5);
            Look(machine);
        }

        Assert.That(Writes(), Is.EqualTo(before));
        machine.PutIn(500);
        Look(machine);
        Assert.That(Writes(), Is.GreaterThan(before), "the measure sees a write");
    }

    [Test]
    public void A_full_disk_keeps_no_card_waiting_and_the_change_is_written_with_the_next_look()
    {
        using var disk = SmallDisk.Mount(megabytes: 4);
        using var database = StationDatabase.Open(Path.Combine(disk.Path, "data"));
        var watch = new RibbonWatch(new SupplyBook(database, Calendar), NullLogger<RibbonWatch>.Instance);
        var machine = new Machine("printer-1", "S1", 20);
        watch.Note(machine.Name, machine.Level());
        machine.PutIn(500);
        disk.Fill();
        Assert.That(() => watch.Note(machine.Name, machine.Level()), Throws.Nothing);
        Assert.That(database.Read(SupplyBook.Movements), Is.Empty);

        File.Delete(Path.Combine(disk.Path, "ballast"));
        watch.Note(machine.Name, machine.Level());
        Assert.That(database.Read(SupplyBook.Movements).Select(one => one.ToPlace), Is.EqualTo(new[] { "Store", "Machine(printer-1)" }));
        Assert.That(database.Read(connection => connection.ExecuteScalar<long>("SELECT prints_left_before FROM ribbon_reading")), Is.EqualTo(20));
    }

    /// <summary>Cards, failed prints, ribbons, starts of the station: the books have each ribbon once, with the prints that it really gave.</summary>
    [Test]
    public void Each_ribbon_is_booked_once_with_the_prints_that_it_really_gave([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        Machine[] machines = [new("printer-1", "S1", 30), new("printer-2", "S2", 200)];
        var lives = machines.ToDictionary(machine => machine.Name, _ => new List<Life>());
        foreach (var machine in machines)
            Look(machine);
        for (var step = 0; step < 1_000; step++)
        {
            Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 30)));
            var machine = machines[random.Next(2)];
            var ribbons = lives[machine.Name];
            if (machine.Left is 0 || (ribbons.Count > 0 && ribbons[^1].Used > RibbonWatch.LeastRise && random.Next(150) == 0))
            {
                machine.TakeRibbonOut();
                Look(machine);
                if (random.Next(3) == 0 && ribbons.Count > 0)
                    StartStation();
                machine.PutIn(60);
                ribbons.Add(new Life());
                Look(machine);
            }
            else
            {
                var panels = random.Next(12) switch { 0 => 0, 1 => random.Next(1, 5), _ => 5 };
                machine.Take(panels);
                foreach (var life in ribbons.TakeLast(1))
                    (life.Panels, life.Used) = (life.Panels + panels, life.Used + (panels > 0 ? 1 : 0));
                if (random.Next(40) == 0 && ribbons.Count > 0)
                    StartStation();
                Look(machine);
            }
        }

        Look(machines[0]);
        Look(machines[1]);
        foreach (var (printer, truth) in lives)
        {
            var booked = Database.Read(connection => State.Ribbons(connection)).Where(life => life.Printer == printer).ToList();
            Assert.That(truth, Has.Count.GreaterThan(3), "the test has something to compare");
            Assert.That(booked.Select(life => life.Prints), Is.EqualTo(truth.Select(life => (long?)(life.Panels / 5))), printer);
            Assert.That(booked.Select(life => life.PrintsLeftAtFirst), Is.All.EqualTo(60L), printer);
            Assert.That(booked[..^1].Where(life => life.LeftOver is not null).Zip(truth).Count(), Is.GreaterThan(0));
            foreach (var (life, real) in booked.Zip(truth).Where(pair => pair.First.LeftOver is not null))
                Assert.That(life.LeftOver, Is.EqualTo(60 - real.Used), printer);
        }
    }

    private sealed class Life
    {
        public long Panels { get; set; }

        public long Used { get; set; }
    }

    private void Look(Machine machine) => Watch.Note(machine.Name, machine.Level());

    /// <summary>Rows that the writing connection has changed so far.</summary>
    private long Writes() => Database.Write(transaction => transaction.Find<long>("SELECT total_changes()"));
}
