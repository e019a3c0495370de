using PrintStation.Chips;
using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>A printer gets the next card for which it has blanks.</summary>
internal sealed class ReadyCardsTests
{
    private static readonly string[] Old = ["2011"];
    private static readonly string[] New = ["2019"];
    private static readonly string[] Both = ["2011", "2019"];

    [Test]
    public async Task Each_printer_takes_only_what_it_has_blanks_for()
    {
        var ready = new ReadyCards(Both, 2);
        await ready.PutAsync("2011", Card("J1"), default);
        await ready.PutAsync("2019", Card("J2"), default);

        Assert.That((await ready.TakeAsync(New, default)).Run.RunId, Is.EqualTo("J2"));
        Assert.That((await ready.TakeAsync(Both, default)).Run.RunId, Is.EqualTo("J1"));
    }

    [Test]
    public async Task A_version_whose_printer_is_away_holds_up_no_other()
    {
        var ready = new ReadyCards(Both, 1);
        await ready.PutAsync("2011", Card("J1"), default);
        var waits = ready.PutAsync("2011", Card("J2"), default);

        await ready.PutAsync("2019", Card("J3"), default);
        Assert.That((await ready.TakeAsync(New, default)).Run.RunId, Is.EqualTo("J3"));
        Assert.That(waits.IsCompleted, Is.False, "there is room for one");
        Assert.That((await ready.TakeAsync(Old, default)).Run.RunId, Is.EqualTo("J1"));
        await waits;
        Assert.That((await ready.TakeAsync(Old, default)).Run.RunId, Is.EqualTo("J2"));
    }

    [Test]
    public async Task A_printer_with_blanks_of_both_waits_for_whichever_comes()
    {
        var ready = new ReadyCards(Both, 1);
        var taken = ready.TakeAsync(Both, default);
        Assert.That(taken.IsCompleted, Is.False);

        await ready.PutAsync("2019", Card("J1"), default);

        Assert.That((await taken).Run.RunId, Is.EqualTo("J1"));
    }

    [TestCase("2011")]
    [TestCase("2011,2019")]
    public void Who_is_called_off_takes_none(string versions)
    {
        using var stop = new CancellationTokenSource();
        var taken = new ReadyCards(Both, 1).TakeAsync(versions.Split(','), stop.Token);
        stop.Cancel();
        Assert.That(async () => await taken, Throws.InstanceOf<OperationCanceledException>());
    }

    private static PreparedCard Card(string runId) => new(
        new CardRun(runId, runId, 1, CardState.Fetched, null, null, null, null, null, null, false, false, 0, 0, null, default), runId, false,
        new ChipContent(new Dictionary<string, byte[]>(), [], _ => [], (_, _) => true), []);
}
