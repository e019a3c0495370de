using PrintStation.Chips;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>A printer gets the next card for which it has blanks.</summary>
internal sealed class ReadyCardsTests
{
    [Test]
    public async Task Each_printer_takes_only_what_it_has_blanks_for()
    {
        var ready = new ReadyCards(["2011", "2019"], 2);
        await ready.PutAsync("2011", Card("J1"), default);
        await ready.PutAsync("2019", Card("J2"), default);

        Assert.That((await ready.TakeAsync("2019", default)).Run.RunId, Is.EqualTo("J2"));
        Assert.That((await ready.TakeAsync("2011", default)).Run.RunId, Is.EqualTo("J1"));
    }

    [Test]
    public async Task A_version_whose_printer_is_away_holds_up_no_other()
    {
        var ready = new ReadyCards(["2011", "2019"], 1);
        await ready.PutAsync("2011", Card("J1"), default);
        var waits = ready.PutAsync("2011", Card("J2"), default);

        await ready.PutAsync("2019", Card("J3"), default);
        Assert.That((await ready.TakeAsync("2019", default)).Run.RunId, Is.EqualTo("J3"));
        Assert.That(waits.IsCompleted, Is.False, "there is room for one");
        Assert.That((await ready.TakeAsync("2011", default)).Run.RunId, Is.EqualTo("J1"));
        await waits;
        Assert.That((await ready.TakeAsync("2011", default)).Run.RunId, Is.EqualTo("J2"));
    }

    [Test]
    public async Task A_card_that_somebody_waits_for_goes_before_all_that_are_ready_and_the_others_keep_their_order()
    {
        var ready = new ReadyCards(["2019"], 3);
        foreach (var job in new[] { "J1", "J2", "J3" })
            await ready.PutAsync("2019", Card(job), default);
        var waits = ready.PutAsync("2019", Card("J4"), default);
        ready.Hasten("J3");
        await waits;
        ready.PutFirst("2019", Card("J9"));
        await ready.PutAsync("2019", Card("J5"), default);
        Assert.That(await TakenAsync(ready, 6), Is.EqualTo(new[] { "J3", "J9", "J1", "J2", "J4", "J5" }));
    }

    [Test]
    public async Task A_lane_that_waits_gets_it_at_once()
    {
        var ready = new ReadyCards(["2011", "2019"], 2);
        var waits = ready.TakeAsync("2019", default).AsTask();
        ready.PutFirst("2019", Card("J9"));
        Assert.That((await waits).Run.RunId, Is.EqualTo("J9"));
    }

    [Test]
    public async Task A_card_that_is_waited_for_and_comes_later_needs_no_room()
    {
        var ready = new ReadyCards(["2019"], 1);
        ready.Hasten("J9");
        await ready.PutAsync("2019", Card("J1"), default);
        await ready.PutAsync("2019", Card("J9"), default);
        Assert.That(await TakenAsync(ready, 2), Is.EqualTo(new[] { "J9", "J1" }));
        Assert.That((ready.Forget("J9"), ready.Forget("J9")), Is.EqualTo((true, false)));
    }

    private static async Task<IReadOnlyList<string>> TakenAsync(ReadyCards ready, int count)
    {
        var taken = new List<string>();
        for (var i = 0; i < count; i++)
            taken.Add((await ready.TakeAsync("2019", default)).Run.RunId);
        return taken;
    }

    private static PreparedCard Card(string runId) => new(
        new CardRun { RunId = runId, JobId = runId, State = CardState.Fetched }, runId, false,
        new ChipContent(new Dictionary<string, byte[]>(), [], _ => [], (_, _) => true), []);
}
