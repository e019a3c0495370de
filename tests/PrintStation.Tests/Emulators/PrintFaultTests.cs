namespace PrintStation.Tests.Emulators;

/// <summary>Prints that stop although nothing is used up.</summary>
internal sealed class PrintFaultTests
{
    [Test]
    public async Task A_ribbon_that_only_seems_to_end_stops_the_print_and_is_cleared_by_the_host_alone()
    {
        await using var office = await TestOffice.StartAsync("ribbon-false@1");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");

        Assert.That(await line.PrintFaceAsync(), Does.Contain("ERROR RIBBON"));
        Assert.That(office.FirstFed().Front.CompletePanels, Is.EqualTo("y"));
        Assert.That(await line.AskAsync("Rrt;count"), Is.Not.EqualTo("0"));
        Assert.That(await line.AskAsync("Scs"), Is.EqualTo("OK"));
        await line.AskAsync("Ser");
        await line.AskAsync("Sic");
        Assert.That(await line.PrintFaceAsync(), Is.All.EqualTo("OK"));
    }

    [Test]
    public async Task A_head_that_fails_in_the_last_panel_moves_the_ribbon_and_leaves_the_card_half_covered()
    {
        await using var office = await TestOffice.StartAsync("head-error@1");
        using var line = await office.ConnectAsync();
        await line.SetUpAsync();
        await line.AskAsync("Sic");
        var before = int.Parse(await line.AskAsync("Rco;p"));

        Assert.That((await line.PrintFaceAsync())[^1], Is.EqualTo("ERROR HEAD"));
        Assert.That(int.Parse(await line.AskAsync("Rco;p")) - before, Is.EqualTo(5));
        Assert.That(office.FirstFed().Front.CompletePanels, Is.EqualTo("ymck"));
        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("ERROR HEAD"), "the error hides the position");
        Assert.That(await line.AskAsync("Scs"), Is.EqualTo("OK"));
        Assert.That(await line.AskAsync("Rlr;p"), Is.EqualTo("CARD"));
    }
}
