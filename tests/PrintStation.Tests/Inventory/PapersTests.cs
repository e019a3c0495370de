using Dapper;
using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>One paper stays one, however its number is typed.</summary>
internal sealed class PapersTests : BooksFixture
{
    [TestCase("ba/1")]
    [TestCase(" BA/1")]
    [TestCase("Ba/1  ")]
    public void A_paper_is_not_used_twice_by_a_blank_or_a_capital(string typed)
    {
        Acts.Book("lend", new ActRequest(1, "siti", "5302", "BA/1"));
        OldCards.Take(new OldCardRequest(null, "damaged", "BA/1", "siti"));
        AssertRefused(() => Acts.Book("lend", new ActRequest(1, "siti", "5302", typed)), "document-used");
        AssertRefused(() => OldCards.Take(new OldCardRequest(null, "damaged", typed, "siti")), "document-used");
    }

    [Test]
    public void A_number_is_written_down_with_single_blanks_and_one_of_blanks_alone_is_none()
    {
        Assert.That(Acts.Book("lend", new ActRequest(1, "siti", "5302", "  BA   7 / XI ")).Document, Is.EqualTo("BA 7 / XI"));
        AssertRefused(() => Acts.Book("lend", new ActRequest(1, "siti", "5302", "ba 7  /  xi")), "document-used");
        Assert.That(Acts.Book("spoil", new ActRequest(1, "siti", Document: " ", Reason: "damaged")).Document, Is.Null);
        Assert.That(Acts.Book("spoil", new ActRequest(1, "siti", Document: " ", Reason: "damaged")).Document, Is.Null, "no paper stands for many acts");
    }

    /// <summary>Older versions wrote down what was typed.</summary>
    [Test]
    public void A_number_that_stands_in_the_books_with_blanks_around_it_is_the_same()
    {
        Database.Write(transaction => Ledger.Record(transaction, new Movement(
            1, Places.Store, Places.OtherOffice("5302"), "lent", "siti", Clock.GetUtcNow(), " BA/1 ")));
        AssertRefused(() => Acts.Book("lend", new ActRequest(1, "siti", "5302", "ba/1")), "document-used");
    }

    [TestCase("BA/1\nand a paragraph more")]
    [TestCase("BA\t1")]
    [TestCase("BA/\u200B1")]
    [TestCase("BA/1\u202E2")]
    public void A_number_is_one_line_of_what_everybody_sees(string typed)
    {
        AssertRefused(() => Acts.Book("lend", new ActRequest(1, "siti", "5302", typed)), "document-control");
        AssertRefused(() => Acts.Book("spoil", new ActRequest(1, "siti", Document: typed, Reason: "damaged")), "document-control");
        AssertRefused(() => OldCards.Take(new OldCardRequest(null, "damaged", typed, "siti")), "document-control");
        AssertRefused(() => Destructions.Destroy(typed, 1, ["Ani, Satpol PP", "Edi, Polres"], null, "budi"), "document-control");
    }

    [TestCase("NIK 5371 0141 0790 0003")]
    [TestCase("53.7101.410790.0003")]
    public void A_citizens_number_is_no_paper_in_parts_either(string typed) =>
        AssertRefused(() => Acts.Book("lend", new ActRequest(1, "siti", "5302", typed)), "document-nik");

    [Test]
    public void The_search_for_a_paper_does_not_look_through_all_books()
    {
        string plan = Database.Read(connection =>
            connection.QuerySingle($"EXPLAIN QUERY PLAN SELECT sequence FROM ledger WHERE {Papers.IsSame("document", "'BA/1'")}").detail);
        Assert.That(plan, Does.StartWith("SEARCH ledger USING INDEX ledger_document"));
    }
}
