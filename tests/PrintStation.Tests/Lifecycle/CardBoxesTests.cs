using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Inventory;
using PrintStation.Lifecycle;
using PrintStation.Security;
using PrintStation.Tests.Inventory;

namespace PrintStation.Tests.Lifecycle;

/// <summary>Spoiled and old cards on the desk reader.</summary>
internal sealed class CardBoxesTests : BooksFixture
{
    private const string Uid = "04A1B2C3D4E5F6";
    private static readonly string[] TwoWitnesses = ["Ani, Satpol PP", "Edi, Inspektorat"];
    private readonly ChipOnDesk _desk = new();

    [SetUp]
    public void ClearTheDesk() => _desk.Lies(null);

    [Test]
    public async Task An_old_card_is_known_by_the_chip_on_the_reader_by_what_was_typed_or_not_at_all()
    {
        _desk.Lies(Uid);
        Assert.That((await Boxes().TakeAsync(Card("TT/1"), noChip: false, default)).ChipUid, Is.EqualTo(Uid));
        Assert.That((await Boxes().TakeAsync(Card("TT/2") with { ChipUid = "04FFFFFFFFFFFF" }, noChip: false, default)).ChipUid, Is.EqualTo("04FFFFFFFFFFFF"));
        Assert.That((await Boxes().TakeAsync(Card("TT/3"), noChip: true, default)).ChipUid, Is.Null);
        Assert.That(At("OldCards"), Is.EqualTo(3));
    }

    /// <summary>It has the shape of a type B chip's number, and would stand in the books for ever.</summary>
    [TestCase("5371014107900003")]
    [TestCase(" 5371014107900003 ")]
    [TestCase("5371 0141 0790 0003")]
    public async Task The_number_printed_on_a_card_is_not_taken_for_its_chips_but_a_chip_may_have_any(string nik)
    {
        var refusal = (await Assert.ThrowsAsync<LedgerRefusal>(() => Boxes().TakeAsync(Card("TT/1") with { ChipUid = nik }, noChip: false, default)))!;
        Assert.That((refusal.Code, refusal.Subject), Is.EqualTo(("uid-nik", "")));
        Assert.That(new[] { "en", "id" }.Select(language => new StationTexts(language).Find("error.uid-nik")), Has.None.Null);
        Assert.That(At("OldCards"), Is.Zero);
        _desk.Lies("5371014107900003");
        Assert.That((await Boxes().TakeAsync(Card("TT/1"), noChip: false, default)).ChipUid, Is.EqualTo("5371014107900003"));
        Assert.That((await Boxes().TakeAsync(Card("TT/2") with { ChipUid = "A371014107900003" }, noChip: false, default)).ChipUid, Is.EqualTo("A371014107900003"));
    }

    [Test]
    public void Nothing_is_booked_where_no_card_answers_or_what_is_said_contradicts_itself()
    {
        Assert.That(() => Boxes().TakeAsync(Card("TT/1"), noChip: false, default), Code("desk.no-card"));
        Assert.That(() => Boxes(hasReader: false).TakeAsync(Card("TT/1"), noChip: false, default), Code("desk.not-configured"));
        Assert.That(() => Boxes().TakeAsync(Card("TT/1") with { ChipUid = Uid }, noChip: true, default),
            Throws.TypeOf<LedgerRefusal>().With.Property("Code").EqualTo("old-card-chip"));
        Assert.That(() => Boxes().ReadAsync(Places.Spoiled, anew: false, "budi", default), Code("desk.no-card"));
        Assert.That(At("OldCards"), Is.Zero);
    }

    [Test]
    public async Task Cards_are_read_one_by_one_and_what_does_not_answer_is_named_as_mute()
    {
        Stock.Load("printer-1", 5, "siti");
        Spoil(Uid, "run-1");
        Spoil(null, "run-2");
        AssertRefused(() => Destroy(mute: null), "destroy-unread");
        _desk.Lies(Uid);
        Assert.That(await Boxes().ReadAsync(Places.Spoiled, anew: false, "budi", default), Is.EqualTo(new CardRead(Uid, Places.Spoiled, 1, 2)));
        AssertRefused(() => Destroy(mute: null), "destroy-unread");
        Destroy(mute: 1);
        Assert.That(Database.Read(connection => Destructions.CardsOf(connection, 1)).Select(card => card.Identified), Is.EqualTo(new[] { "read", "mute" }));
    }

    /// <summary>Whether its number was typed or read: the entry says which card it was, beside what the address of the act names.</summary>
    [Test]
    public async Task The_entry_of_each_act_with_a_card_names_it()
    {
        _desk.Lies(Uid);
        Stock.Load("printer-1", 5, "siti");
        Spoil(Uid, "run-1");
        Assert.That(await EnteredAsync("", boxes => boxes.ReadAsync(Places.Spoiled, anew: false, "budi", default)), Is.EqualTo(Uid));
        _desk.Lies("04BBBBBBBBBBBB");
        Assert.That(await EnteredAsync("", boxes => boxes.TakeAsync(Card("TT/1"), noChip: false, default)), Is.EqualTo("04BBBBBBBBBBBB"));
        Assert.That(await EnteredAsync("", boxes => boxes.TakeAsync(Card("TT/2") with { ChipUid = "04ccccccccccCC" }, noChip: false, default)), Is.EqualTo("04CCCCCCCCCCCC"));
        Assert.That(await EnteredAsync("J1-1", boxes => boxes.TakeAsync(Card("TT/3") with { ChipUid = "04DDDDDDDDDDDD" }, noChip: false, default)),
            Is.EqualTo("J1-1 04DDDDDDDDDDDD"));
        Assert.That(await EnteredAsync("", boxes => boxes.TakeAsync(Card("TT/4"), noChip: true, default)), Is.Empty, "it has none");
    }

    [Test]
    public void An_office_without_a_reader_destroys_by_its_books()
    {
        Acts.Book("spoil", new ActRequest(2, "siti", Reason: "damaged"));
        Assert.That(Boxes(hasReader: false).Destroy(Places.Spoiled, "BAP/1", 2, null, TwoWitnesses, null, "budi").Place, Is.EqualTo(Places.Spoiled));
    }

    private void Destroy(int? mute) => Boxes().Destroy(Places.Spoiled, "BAP/1", 2, mute, TwoWitnesses, null, "budi");

    private async Task<string> EnteredAsync(string subject, Func<CardBoxes, Task> act)
    {
        var trail = new AuditTrail(Database, new AuditHeadFile(Path.Combine(Directory.Path, "audit-head.json")), Clock, NullLogger<AuditTrail>.Instance);
        using (trail.Begin(new AuditAct("siti", null, "act") { Subject = subject }))
            await act(new CardBoxes(OldCards, Box, Destructions, new DeskReader(_desk, trail)));
        return trail.Entries(1).Single().Subject;
    }

    private CardBoxes Boxes(bool hasReader = true) => new(OldCards, Box, Destructions, new DeskReader(hasReader ? _desk : null));

    private static OldCardRequest Card(string document) => new(null, "damaged", document, "siti");

    private static NUnit.Framework.Constraints.IResolveConstraint Code(string code) =>
        Throws.TypeOf<AnswerRefused>().With.Property("Code").EqualTo(code);
}
