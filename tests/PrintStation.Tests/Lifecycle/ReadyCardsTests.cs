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

    private static PreparedCard Card(string runId) => new(
        new CardRun { RunId = runId, JobId = runId, State = CardState.Fetched }, runId, false,
        new ChipContent(new Dictionary<string, byte[]>(), [], _ => [], (_, _) => true), []);
}
