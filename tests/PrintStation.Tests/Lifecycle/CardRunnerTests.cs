using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Chips;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Lifecycle;
using PrintStation.Printers;
using PrintStation.Tests.Chips;
using PrintStation.Tests.Transports;

namespace PrintStation.Tests.Lifecycle;

/// <summary>The process dies right before or right after each single effect on a card's way, with and without the power; afterwards a person
/// answers what only a person can. Compared with the plastic each time.</summary>
internal sealed partial class CardRunnerTests
{
    /// <summary>Settings, feed, encode, five panels, return, eject: each with a moment before and after; some more after a recovery.</summary>
    private const int MostMoments = 60;

    [Test]
    public async Task A_death_at_any_moment_leaves_one_good_card_and_books_that_equal_the_plastic(
        [Values] AtPowerOn atPowerOn, [Values("good", "mute first")] string chips)
    {
        var deaths = 0;
        for (var moment = 0; moment < MostMoments; moment++)
        {
            using var station = new TestStation();
            await using var machine = new ScriptedMachine(Hopper(chips), moment, atPowerOn);
            station.Fetched("J1");
            await WorkAsync(station, machine);
            if (!machine.Died)
                break;
            deaths++;
            AssertPromises(station, machine, $"died at moment {moment}");
        }

        Assert.That(deaths, Is.GreaterThanOrEqualTo(20), "moments at which it died");
    }

    [Test]
    public async Task Without_trouble_one_blank_becomes_one_card()
    {
        using var station = new TestStation();
        await using var machine = new ScriptedMachine(Hopper("good"), dieAt: -1, AtPowerOn.PowerStays);
        station.Fetched("J1");
        await WorkAsync(station, machine);
        Assert.That((machine.Output.Count, machine.RejectBox.Count, station.Runs("J1").Count), Is.EqualTo((1, 0, 1)));
        AssertPromises(station, machine, "no trouble");
    }

    /// <summary>Some models reject a card that is asked more than its position between encode and print.</summary>
    [Test]
    public async Task Between_encode_and_print_the_machine_is_not_observed()
    {
        using var station = new TestStation();
        await using var machine = new ScriptedMachine(Hopper("good"), dieAt: -1, AtPowerOn.PowerStays);
        var looks = new List<(bool Encoded, int Panels)>();
        machine.Observed = () => looks.Add((machine.Inside?.Encoded == true, machine.Inside?.Panels ?? 0));
        station.Fetched("J1");
        await WorkAsync(station, machine);
        Assert.That(looks, Has.None.EqualTo((true, 0)).And.Some.EqualTo((true, 5)));
    }

    [Test]
    public async Task A_revoked_job_whose_card_is_inside_ends_in_the_reject_box()
    {
        using var station = new TestStation();
        await using var machine = new ScriptedMachine(Hopper("good"), dieAt: 5, AtPowerOn.PowerStays);
        station.Fetched("J1");
        Assert.That(async () => await RunAsync(station, machine, station.Book.NextFetched([])!), Throws.TypeOf<Death>());
        station.Database.Write(transaction => transaction.Execute("UPDATE job SET stop_reason = 'revoked'"));
        machine.Restart();
        await RecoverAsync(station, machine);
        Assert.That((machine.Output.Count, machine.RejectBox.Count), Is.EqualTo((0, 1)));
        Assert.That(station.Job("J1").Status, Is.EqualTo("returned"));
    }

    [TestCase("in_doubt = 1")]
    [TestCase("stop_reason = 'revoked'")]
    public async Task A_job_that_is_stopped_while_the_machine_is_looked_at_takes_no_blank(string stopped)
    {
        using var station = new TestStation();
        await using var machine = new ScriptedMachine(Hopper("good"), dieAt: -1, AtPowerOn.PowerStays);
        station.Fetched("J1");
        machine.Observed = () => station.Database.Write(transaction => transaction.Execute($"UPDATE job SET {stopped}"));

        var run = await RunAsync(station, machine, station.Book.NextFetched([])!);

        Assert.That((run.State, machine.InHopper, station.Balance("Hopper(printer-1)")), Is.EqualTo((CardState.Fetched, 6, 50L)));
    }

    [Test]
    public async Task A_run_whose_card_is_found_while_the_machine_is_looked_at_takes_no_blank()
    {
        using var station = new TestStation();
        await using var machine = new ScriptedMachine(Hopper("good"), dieAt: -1, AtPowerOn.PowerStays);
        var fetched = station.Fetched("J1");
        var isFound = false;
        machine.Observed = () =>
        {
            if (!isFound)
                station.Book.Move(fetched, CardTrigger.CardOutside, new MoveDetails("found"));
            isFound = true;
        };

        await RunAsync(station, machine, fetched);

        Assert.That((station.Book.Find(fetched.RunId)!.State, machine.InHopper), Is.EqualTo((CardState.Held, 6)));
    }

    /// <summary>The power goes with the eject, so that an empty path proves nothing, and only the exit slot can.</summary>
    [TestCase(false, CardState.Issued)]
    [TestCase(true, CardState.Held)]
    public async Task A_card_at_the_exit_is_the_runs_own_only_where_none_lay_there_before(bool layThere, CardState state)
    {
        using var station = new TestStation();
        await using var machine = new ScriptedMachine(Hopper("good"), dieAt: -1, AtPowerOn.PowerStays) { CardAtExit = layThere };
        machine.Observed = () =>
        {
            if (machine.Output.Count == 0)
                return;
            machine.CardAtExit = true;
            machine.CutPower();
        };
        station.Fetched("J1");

        Assert.That((await RunAsync(station, machine, station.Book.NextFetched([])!)).State, Is.EqualTo(state));
    }

    private static IEnumerable<PlasticCard> Hopper(string chips) =>
        Enumerable.Range(0, 6).Select(i => new PlasticCard($"04{i:X12}") { Mute = chips == "mute first" && i == 0 });

    /// <summary>What the station, its service manager and a person do until nothing is left to do.</summary>
    private static async Task WorkAsync(TestStation station, ScriptedMachine machine)
    {
        for (var round = 0; round < 20; round++)
        {
            try
            {
                await RecoverAsync(station, machine);
                AnswerAsAPerson(station, machine);
                if (station.Book.NextFetched([]) is not { } next)
                    return;
                await RunAsync(station, machine, next);
            }
            catch (Death)
            {
                machine.Restart();
            }
        }

        Assert.Fail("the job does not come to an end");
    }

    private static async Task RecoverAsync(TestStation station, ScriptedMachine machine)
    {
        var found = station.Book.Runs("printer IS NOT NULL").Where(run =>
            CardLifecycle.HasCardInside(run.State) || run.State == CardState.Feeding).ToList();
        foreach (var run in found)
        {
            var recovered = await Runner(station, machine).RecoverAsync(run, Prepared(run), default);
            if (CardLifecycle.HasCardInside(recovered.State))
                await RunAsync(station, machine, recovered);
        }
    }

    private static Task<CardRun> RunAsync(TestStation station, ScriptedMachine machine, CardRun run, StationGate? gate = null) =>
        Runner(station, machine, gate).RunAsync(run, Prepared(run), default);

    /// <summary>Finds the plastic, looks at it, and answers: a whole card that the table lets pass is accepted, all else is rejected.</summary>
    private static void AnswerAsAPerson(TestStation station, ScriptedMachine machine)
    {
        foreach (var run in station.Book.Runs("state IN ('Held', 'Missing')"))
        {
            var card = machine.Output.Concat(machine.RejectBox).SingleOrDefault(each => each.Uid == run.BlankUid)
                ?? machine.Output.LastOrDefault(each => !each.IsGood)
                // One more in the reject box than the books have: that is the one.
                ?? (machine.RejectBox.Count > station.Balance(Places.Spoiled) ? machine.RejectBox[^1] : null);
            if (card is null)
                station.Book.Move(run, CardTrigger.OperatorCounts, new MoveDetails("counted", "siti"));
            else if (run.State == CardState.Held && card.IsGood && machine.Output.Contains(card))
                station.Book.Move(run, CardTrigger.OperatorAccepts, new MoveDetails(null, "siti"));
            else
                station.Book.Move(run, CardTrigger.OperatorRejects, new MoveDetails(run.Reason, "siti",
                    With: r => r with { BlankUid = r.BlankUid ?? card.Uid }, Also: _ => PutIntoRejectBox(machine, card)));
        }
    }

    private static void PutIntoRejectBox(ScriptedMachine machine, PlasticCard card)
    {
        if (machine.Output.Remove(card))
            machine.RejectBox.Add(card);
    }

    private static void AssertPromises(TestStation station, ScriptedMachine machine, string when)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(machine.Output.Count(card => card.IsGood), Is.EqualTo(1), $"good cards in the output, {when}");
            Assert.That(machine.Output, Has.Count.EqualTo(1), $"cards in the output, {when}");
            Assert.That(machine.Inside, Is.Null, when);
            Assert.That(station.Runs("J1").Count(run => run.State == CardState.Issued), Is.EqualTo(1), when);
            Assert.That(station.Runs("J1").Single(run => run.State == CardState.Issued).BlankUid, Is.EqualTo(machine.Output[0].Uid), when);
            Assert.That(station.Balance(Places.Issued), Is.EqualTo(1), when);
            Assert.That(station.Balance(Places.Spoiled), Is.EqualTo(machine.RejectBox.Count), $"spoiled, {when}");
            Assert.That(station.Balance(Places.Hopper("printer-1")) - 44, Is.EqualTo(machine.InHopper), $"hopper, {when}");
            Assert.That(station.Balance(Places.Held) + station.Balance(Places.Machine("printer-1")), Is.Zero, when);
            Assert.That(station.Database.Read(BlankLedger.FindFault), Is.Null, when);
        }
    }

    private static CardRunner Runner(TestStation station, ScriptedMachine scripted, StationGate? gate = null)
    {
        gate ??= station.Gate();
        return new CardRunner(MachineOf(station, scripted, gate), station.Book, station.Database, gate, NullLogger<CardRunner>.Instance);
    }

    private static Machine MachineOf(TestStation station, ScriptedMachine scripted, StationGate gate) =>
        new("printer-1", scripted, scripted, new ReaderProofs(station.Database, gate, station.Clock), gate, station.Database, station.Ledger, station.Stock, station.Clock,
            NullLogger<Machine>.Instance);

    private static PreparedCard Prepared(CardRun run) => new(run, "", false,
        new ChipContent(new Dictionary<string, byte[]>(), [], _ => [1], (_, _) => true),
        [.. "ymcko".Select(panel => new PrintPanel(panel, 32, []))]);
}
