using PrintStation.Lifecycle;

namespace PrintStation.Tests.Lifecycle;

/// <summary>The rule by which evidence decides a working state; each row is one situation that an office can meet.</summary>
internal sealed class EvidenceTests
{
    private static readonly CardEvidence Empty = new()
    {
        CardInside = false, Chip = ChipSeen.Nothing, CardsInserted = 0, PowerLost = false, PathDisturbed = false,
    };

    private static readonly CardEvidence Own = Empty with { CardInside = true, Chip = ChipSeen.Own };
    private static readonly CardEvidence Mute = Own with { Chip = ChipSeen.Nothing };
    private static readonly CardEvidence Other = Own with { Chip = ChipSeen.Other };

    private static IEnumerable<TestCaseData> Situations()
    {
        yield return Row("feeding: a fit blank lies at the chip", CardState.Feeding, Own with { BlankIsFit = true, CardsInserted = 1 }, CardTrigger.FeedSucceeded);
        yield return Row("feeding: a mute or strange chip", CardState.Feeding, Mute with { CardsInserted = 1 }, CardTrigger.CardUnfit);
        yield return Row("feeding: nothing came in", CardState.Feeding, Empty, CardTrigger.FeedRefused);
        yield return Row("feeding: counted but not there", CardState.Feeding, Empty with { CardsInserted = 1 }, CardTrigger.CardMissing);
        yield return Row("feeding: the power was lost", CardState.Feeding, Empty with { PowerLost = true }, CardTrigger.CardMissing);
        yield return Row("feeding: OK said, nothing seen", CardState.Feeding, Empty with { CommandSaidDone = true }, CardTrigger.FeedRefused);

        yield return Row("encoding: content and lock read good", CardState.Encoding, Own with { ContentGood = true }, CardTrigger.EncodeSucceeded);
        yield return Row("encoding: half written", CardState.Encoding, Own, CardTrigger.EncodeFailed);
        yield return Row("encoding: gone", CardState.Encoding, Empty, CardTrigger.CardMissing);
        yield return Row("encoding: another card", CardState.Encoding, Other, CardTrigger.CardMissing);

        yield return Row("printing: OK, all panels, own card", CardState.Printing, Mute with { CommandSaidDone = true, PanelsAsSent = true }, CardTrigger.PrintSucceeded);
        yield return Row("printing: OK, but a panel is lacking", CardState.Printing, Mute with { CommandSaidDone = true }, CardTrigger.PrintFailed);
        yield return Row("printing: OK, but the power was lost", CardState.Printing, Mute with { CommandSaidDone = true, PanelsAsSent = true, PowerLost = true }, CardTrigger.PrintFailed);
        yield return Row("printing: all panels, reply lost", CardState.Printing, Mute with { PanelsAsSent = true }, CardTrigger.PrintFailed);
        yield return Row("printing: all panels, card outside", CardState.Printing, Empty with { PanelsAsSent = true }, CardTrigger.CardOutside);
        yield return Row("printing: half printed, card outside", CardState.Printing, Empty, CardTrigger.CardMissing);
        yield return Row("printing: own gone, another came in", CardState.Printing, Mute with { PanelsAsSent = true, CardsInserted = 1 }, CardTrigger.CardMissing);

        yield return Row("verifying: chip good, counters right", CardState.Verifying, Own with { ContentGood = true, PanelsAsSent = true }, CardTrigger.VerifyPassed);
        yield return Row("verifying: chip good, counters wrong", CardState.Verifying, Own with { ContentGood = true }, CardTrigger.VerifyFailed);
        yield return Row("verifying: chip bad", CardState.Verifying, Own with { PanelsAsSent = true }, CardTrigger.VerifyFailed);
        yield return Row("verifying: gone", CardState.Verifying, Empty with { PanelsAsSent = true }, CardTrigger.CardMissing);

        yield return Row("ejecting: still inside", CardState.Ejecting, Mute with { CommandSaidDone = true }, CardTrigger.CardStillInside);
        yield return Row("ejecting: empty, nobody touched it", CardState.Ejecting, Empty, CardTrigger.EjectSucceeded);
        yield return Row("ejecting: seen at the exit", CardState.Ejecting, Empty with { ExitSeen = true, PowerLost = true }, CardTrigger.EjectSucceeded);
        yield return Row("ejecting: empty after a power cut", CardState.Ejecting, Empty with { PowerLost = true }, CardTrigger.CardOutside);
        yield return Row("ejecting: empty after a jam", CardState.Ejecting, Empty with { PathDisturbed = true, CommandSaidDone = true }, CardTrigger.CardOutside);
        yield return Row("ejecting: another came in", CardState.Ejecting, Mute with { CardsInserted = 1 }, CardTrigger.CardOutside);

        yield return Row("rejecting: OK and proven empty", CardState.Rejecting, Empty with { CommandSaidDone = true }, CardTrigger.CardRejected);
        yield return Row("rejecting: empty, but no OK", CardState.Rejecting, Empty, CardTrigger.CardMissing);
        yield return Row("rejecting: OK, but the cover was open", CardState.Rejecting, Empty with { CommandSaidDone = true, PathDisturbed = true }, CardTrigger.CardMissing);
        yield return Row("rejecting: still inside", CardState.Rejecting, Mute with { CommandSaidDone = true }, CardTrigger.CardStillInside);
    }

    [TestCaseSource(nameof(Situations))]
    public void Evidence_decides(object state, object seen, object trigger) =>
        Assert.That(CardLifecycle.Resolve((CardState)state, (CardEvidence)seen), Is.EqualTo((CardTrigger)trigger));

    /// <summary>All combinations of what can be seen, for each state: the promises that must hold whatever is seen.</summary>
    [Test]
    public void Whatever_is_seen_no_evidence_breaks_a_promise()
    {
        bool[] both = [false, true];
        var all =
            from inside in both
            from chip in Enum.GetValues<ChipSeen>()
            from inserted in new long[] { 0, 1, 2 }
            from panels in both
            from power in both
            from path in both
            from exit in both
            from good in both
            from fit in both
            from done in both
            select new CardEvidence
            {
                CardInside = inside, Chip = chip, CardsInserted = inserted, PanelsAsSent = panels, PowerLost = power, PathDisturbed = path,
                ExitSeen = exit, ContentGood = good, BlankIsFit = fit, CommandSaidDone = done,
            };
        foreach (var seen in all)
            foreach (var state in Enum.GetValues<CardState>().Where(s => CardLifecycle.IsWorking(s) && s != CardState.Fetching))
            {
                var trigger = CardLifecycle.Resolve(state, seen);
                var next = CardLifecycle.Next(state, trigger);
                if (next is CardState.Fetched)
                    Assert.That(!seen.CardInside && seen.CardsInserted == 0 && !seen.PowerLost, $"{state}: a blank may be gone: {seen}");
                if (next is CardState.Issued)
                    Assert.That(!seen.OwnCardInside, $"{state}: issued while inside: {seen}");
                if (next is CardState.Spoiled)
                    Assert.That(seen.CommandSaidDone && seen.ProvenEmpty, $"{state}: spoiled on a guess: {seen}");
                if (next is CardState.Printed or CardState.Verified)
                    Assert.That(seen.OwnCardInside, $"{state}: goes on without its card: {seen}");
            }
    }

    [Test]
    public void Only_working_states_at_a_printer_are_resolved()
    {
        foreach (var state in Enum.GetValues<CardState>().Where(state => !CardLifecycle.IsWorking(state)))
            Assert.That(() => CardLifecycle.Resolve(state, Own), Throws.InstanceOf<ArgumentOutOfRangeException>(), $"{state}");
    }

    private static TestCaseData Row(string name, CardState state, CardEvidence seen, CardTrigger trigger) =>
        new TestCaseData(state, seen, trigger).SetArgDisplayNames(name);
}
