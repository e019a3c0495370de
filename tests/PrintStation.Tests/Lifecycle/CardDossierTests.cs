using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Chips;
using PrintStation.Lifecycle;
using PrintStation.Printers;

namespace PrintStation.Tests.Lifecycle;

/// <summary>What a person is shown of a card that waits: what was sent, what was seen, what it means and what comes next.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CardDossierTests : IDisposable
{
    private static readonly StationTexts English = new("en");
    private readonly TestStation _station = new();

    [Test]
    public async Task A_card_thrown_out_by_a_power_cut_is_shown_with_what_was_sent_and_seen()
    {
        // Settings, feed, encode and two panels have a moment before and one after each.
        var run = await CutThePowerAsync(moment: 9);
        var shown = Dossier().Of(run.RunId, English);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((shown.State, shown.BlankUid, shown.PrinterSerial), Is.EqualTo(("Missing", "040000000000AA", "S1")));
            Assert.That(shown.Sent.Select(sent => (sent.State, sent.Command, sent.Answer)), Is.EqualTo(new[]
            {
                ("Feeding", "feed", "done"), ("Encoding", "encode-chip", "done"), ("Printing", "print", "interrupted"),
            }));
            Assert.That(shown.Evidence, Is.EqualTo(new MoveEvidence("interrupted", "Empty", "nothing", shown.Evidence!.ReadUids,
                CardsInsertedBefore: 101, CardsInsertedAfter: 101, PanelsPrintedBefore: 1000, PanelsPrintedAfter: 1002, PowerLost: true,
                PathDisturbed: false, ExitSeen: false, ContentGood: null)));
            Assert.That(shown.Why, Does.Contain(English["why.power-lost"]).And.Contain(English["why.Missing"]));
            Assert.That(shown.WhatToDo, Has.Some.Contains($"printstation held reject {run.RunId} --by NAME")
                .And.Some.Contains("held lost").And.None.Contains("held accept"));
        }
    }

    [Test]
    public async Task The_runs_own_card_that_was_taken_in_is_no_other_card()
    {
        var shown = Dossier().Of((await CutThePowerAsync(moment: 3)).RunId, English);
        Assert.That((shown.State, shown.Evidence!.CardsInsertedAfter - shown.Evidence.CardsInsertedBefore), Is.EqualTo(("Missing", 1L)), "it was fed");
        Assert.That(shown.Why, Does.Contain(English["why.power-lost"]).And.None.EqualTo(English.Format("why.inserted", 1)));
    }

    [Test]
    public void Of_a_card_in_an_exchanged_machine_no_look_is_shown_for_the_last()
    {
        var run = _station.Until(_station.Fetched("J1"), CardState.Feeding);
        run = _station.Book.Move(run, CardTrigger.FeedSucceeded, new MoveDetails(Seen: new MoveEvidence("done", "ChipStation", "own", [],
            CardsInsertedBefore: 100, CardsInsertedAfter: 101, PanelsPrintedBefore: null, PanelsPrintedAfter: 0, false, false, false, null)));
        run = _station.Book.Move(run, CardTrigger.CardMissing, new MoveDetails("machine-replaced"));
        var shown = Dossier().Of(run.RunId, English);
        Assert.That((shown.State, shown.Evidence), Is.EqualTo(("Missing", (MoveEvidence?)null)));
    }

    [Test]
    public void A_held_card_may_be_accepted_and_the_next_step_is_told_in_the_askers_language()
    {
        var run = _station.Book.Move(_station.Until(_station.Fetched("J1"), CardState.Printed), CardTrigger.CardOutside, new MoveDetails("card-gone"));
        Assert.That(Dossier().Of(run.RunId, English).WhatToDo, Has.Some.Contains($"held accept {run.RunId} --face-ok --by NAME"));
        Assert.That(Dossier().Of(run.RunId, new StationTexts("id")).WhatToDo, Has.Some.Contains($"held accept {run.RunId} --face-ok --by NAMA"));
    }

    [Test]
    public void A_run_without_a_recorded_card_can_also_be_settled_by_counting()
    {
        var run = _station.Book.Move(_station.Until(_station.Fetched("J1"), CardState.Feeding), CardTrigger.CardMissing, new MoveDetails("power-lost"));
        var shown = Dossier().Of(run.RunId, English);
        Assert.That((shown.Why[0], shown.WhatToDo.Any(step => step.Contains("held count"))), Is.EqualTo((English["why.Missing.no-uid"], true)));
    }

    [Test]
    public void A_stray_is_shown_and_an_unknown_run_is_named()
    {
        _station.Database.Write(transaction => transaction.Execute(
            "INSERT INTO stray (printer, booked_by, seen_at) VALUES ('printer-1', 1, '2026-11-02T01:00:00.000Z')"));
        Assert.That(Dossier().Of("stray-1", English).WhatToDo, Has.Some.Contains("held reject stray-1"));
        Assert.That(() => Dossier().Of("J9-1", English), Throws.TypeOf<AnswerRefused>().With.Property("Code").EqualTo("held.unknown"));
    }

    [TestCase("id")]
    [TestCase("en")]
    public void Every_state_has_sentences_in_both_languages(string language)
    {
        var texts = new StationTexts(language);
        var run = _station.Fetched("J1");
        foreach (var state in Enum.GetValues<CardState>())
        {
            _station.Database.Write(transaction => transaction.Execute("UPDATE run SET state = @state", new { state = $"{state}" }));
            var shown = Dossier().Of(run.RunId, texts);
            Assert.That(shown.Why.Concat(shown.WhatToDo), Is.Not.Empty.And.All.Not.Match(@"^(why|do)\.\S+$"), $"{state}");
        }
    }

    [Test]
    public void Cards_that_books_from_an_earlier_moment_do_not_know_are_no_strays_unless_they_are_seen([Values] bool booksAreBehind)
    {
        var gate = _station.Gate();
        if (booksAreBehind)
            gate.Close(StationGate.Station, GateReasons.BooksBehind);
        var machine = MachineOf(new ScriptedMachine([], -1, AtPowerOn.PowerStays), gate);
        var before = new PrinterEvidence("S1", CardPosition.Empty, 100, 0, false, null, false, false);
        var strays = _station.Database.Write(transaction =>
        {
            machine.NoteCounter(transaction, before, 0, []);
            machine.NoteCounter(transaction, before with { CardsInserted = 107 }, 0, ["04BB"]);
            return transaction.Find<long>("SELECT count(*) FROM stray");
        });
        Assert.That(strays, Is.EqualTo(booksAreBehind ? 1 : 7));
    }

    public void Dispose() => _station.Dispose();

    private CardDossier Dossier() => new(_station.Database, _station.Book,
        new HeldCards(_station.Database, _station.Book, _station.Ledger, _station.Stock, _station.Outbox, _ => null, new DeskReader(null), _station.Facts, _station.Clock),
        new StationOptions { Station = new IdentityOptions { TimeZone = "Asia/Makassar" } });

    /// <summary>The station and the printer lose their power at that moment; the printer puts the card out when it comes back.</summary>
    private async Task<CardRun> CutThePowerAsync(int moment)
    {
        await using var scripted = new ScriptedMachine([new PlasticCard("040000000000AA")], dieAt: moment, AtPowerOn.EjectsIt);
        _station.Fetched("J1");
        var run = _station.Book.NextFetched([])!;
        Assert.That(async () => await Runner(scripted).RunAsync(run, Prepared(run), default), Throws.TypeOf<Death>());
        scripted.Restart();
        run = _station.Book.Find(run.RunId)!;
        return await Runner(scripted).RecoverAsync(run, Prepared(run), default);
    }

    private CardRunner Runner(ScriptedMachine scripted)
    {
        var gate = _station.Gate();
        return new CardRunner(MachineOf(scripted, gate), _station.Book, _station.Database, gate, NullLogger<CardRunner>.Instance);
    }

    private Machine MachineOf(ScriptedMachine scripted, StationGate gate) =>
        new("printer-1", scripted, scripted, new ReaderProofs(_station.Database, gate, _station.Clock), gate, _station.Database, _station.Ledger, _station.Stock, _station.Clock,
            NullLogger<Machine>.Instance);

    private static PreparedCard Prepared(CardRun run) => new(run, "", false,
        new ChipContent(new Dictionary<string, byte[]>(), [], _ => [1], (_, _) => true),
        [.. "ymcko".Select(panel => new PrintPanel(panel, 32, []))]);
}
