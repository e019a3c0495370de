using PrintStation.Cli;
using PrintStation.Web;

namespace PrintStation.Tests.Inventory;

/// <summary>The list of movements where there are more than anybody reads.</summary>
internal sealed class LedgerListTests : BooksFixture
{
    [TestCase("en")]
    [TestCase("id")]
    public void The_youngest_stand_there_and_how_many_older_ones_do_not_is_said(string language)
    {
        for (var day = 0; day < 4; day++)
        {
            Stock.Load("printer-1", 1, "siti");
            Clock.Advance(TimeSpan.FromDays(1));
        }

        var list = BookApi.List(Stock, DateOnly.MinValue, DateOnly.MaxValue, most: 2);
        Assert.That(list.Movements.Select(movement => movement.Sequence), Is.EqualTo(new[] { 4, 5 }));
        Assert.That(list.LeftOut, Is.EqualTo(3));
        Assert.That(LedgerCommands.LeftOut(list, new StationTexts(language)), Does.StartWith("3 ").And.Contain("--to 2026-11-04"));
    }

    [Test]
    public void A_shorter_period_shows_the_others_and_what_is_whole_says_nothing()
    {
        Stock.Load("printer-1", 1, "siti");
        Clock.Advance(TimeSpan.FromDays(1));
        Stock.Load("printer-1", 1, "siti");
        var list = BookApi.List(Stock, DateOnly.MinValue, new DateOnly(2026, 11, 2), most: 2);
        Assert.That(list.Movements.Select(movement => movement.Sequence), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(list.LeftOut, Is.EqualTo(0));
        Assert.That(LedgerCommands.LeftOut(list, new StationTexts("en")), Is.Null);
        Assert.That(BookApi.List(Stock, DateOnly.MinValue, DateOnly.MinValue, most: 2), Has.Property("Movements").Empty.And.Property("LeftOut").Zero);
    }
}
