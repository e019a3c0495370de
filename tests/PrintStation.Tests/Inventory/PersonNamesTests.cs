using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>Two persons who are one are one, however they are written.</summary>
internal sealed class PersonNamesTests : BooksFixture
{
    [TestCase("siti", "SITI ")]
    [TestCase("Siti Rahmawati", "siti  rahmawati")]
    [TestCase("Siti Rahmawati", "siti\trahmawati")]
    [TestCase("Siti", "SITI.")]
    [TestCase("Siti Rahmawati", "siti-rahmawati")]
    [TestCase("Dra. Maria Seran", "Dra Maria Seran")]
    [TestCase("Aloísio", "Aloi\u0301sio")]
    public void One_person_is_no_second_one(string name, string again)
    {
        Assert.That(PersonNames.IsSame(name, again), Is.True);
        Assert.That(() => PrintStation.Lifecycle.Persons.RequireTwo(name, again), Throws.TypeOf<PrintStation.Lifecycle.AnswerRefused>());
        Takes.Begin("Store", name);
        Takes.Count("Store", 499, name);
        AssertRefused(() => Takes.Finish("Store", name, again, "water"), "two-needed");
        Acts.Book("spoil", new ActRequest(1, name, Reason: "damaged"));
        AssertRefused(() => Destructions.Destroy("BAP/1", 1, [$"{again}, Satpol PP", "Edi, Polres"], null, name), "witnesses");
        AssertRefused(() => Destructions.Destroy("BAP/1", 1, [$"{again}, Satpol PP", $"{name}, Polres"], null, "budi"), "witnesses");
        Days.Open(["store=499", "hopper:printer-1=0"], name);
        AssertRefused(() => Days.HandOver(["store=499", "hopper:printer-1=0"], name, again), "day-taker");
    }

    [Test]
    public void Two_persons_are_two()
    {
        Assert.That(PersonNames.IsSame("siti", "budi"), Is.False);
        Assert.That(PersonNames.Count(["siti", "budi", " ", "Siti"]), Is.EqualTo(2));
    }
}
