using PrintStation.Emulators.Faults;

namespace PrintStation.Tests.Emulators;

internal sealed class FaultPlanTests
{
    [TestCase("jam@5:print", FaultKind.Jam, 5, Phase.Print)]
    [TestCase("jam@5", FaultKind.Jam, 5, Phase.Feed)]
    [TestCase("mute-chip@3", FaultKind.MuteChip, 3, Phase.Feed)]
    [TestCase("ribbon-false@3", FaultKind.RibbonFalse, 3, Phase.Feed)]
    [TestCase("head-error@3", FaultKind.HeadError, 3, Phase.Feed)]
    [TestCase("chip-forget@3", FaultKind.ChipForget, 3, Phase.Feed)]
    [TestCase("stale-reply@2:eject", FaultKind.StaleReply, 2, Phase.Eject)]
    [TestCase("late-reply@2", FaultKind.LateReply, 2, Phase.Feed)]
    [TestCase("late-reply@2:verify", FaultKind.LateReply, 2, Phase.Verify)]
    [TestCase("card-left@3", FaultKind.CardLeft, 3, Phase.Feed)]
    [TestCase("cleaning-mandatory@3", FaultKind.CleaningMandatory, 3, Phase.Feed)]
    [TestCase("cover-open@2", FaultKind.CoverOpen, 2, Phase.Print)]
    [TestCase("cover-open@2:idle", FaultKind.CoverOpen, 2, Phase.Idle)]
    [TestCase("offline@2:verify", FaultKind.Offline, 2, Phase.Verify)]
    [TestCase("power-cut@4", FaultKind.PowerCut, 4, Phase.Print)]
    [TestCase("power-cut@4:eject", FaultKind.PowerCut, 4, Phase.Eject)]
    public void A_fault_is_taken_by_its_card_and_phase_and_only_once(string spec, FaultKind kind, int card, Phase phase)
    {
        var plan = FaultPlan.Parse(spec);

        Assert.That(plan.Take(kind, card + 1, phase), Is.Null);
        Assert.That(plan.Take(kind, card, phase)?.Phase, Is.EqualTo(phase));
        Assert.That(plan.Take(kind, card, phase), Is.Null);
    }

    [TestCase("power-cut@4:restart", Phase.Print, PowerOnAction.Restart)]
    [TestCase("power-cut@4:reject", Phase.Print, PowerOnAction.Reject)]
    [TestCase("power-cut@4:stay", Phase.Print, PowerOnAction.Stay)]
    [TestCase("power-cut@4:encode:reject", Phase.Encode, PowerOnAction.Reject)]
    [TestCase("power-cut@4:eject:eject", Phase.Eject, PowerOnAction.Eject)]
    public void A_power_cut_says_when_and_what_the_printer_does_afterwards(string spec, Phase phase, PowerOnAction powerOn)
    {
        var fault = FaultPlan.Parse(spec).Take(FaultKind.PowerCut, 4);

        Assert.That((fault?.Phase, fault?.PowerOn), Is.EqualTo(((Phase?)phase, (PowerOnAction?)powerOn)));
    }

    [TestCase("network-down@5s+10s", 5, 10)]
    [TestCase("network-down@0.5+2", 0.5, 2)]
    public void The_network_goes_by_the_clock(string spec, double start, double length)
    {
        var fault = FaultPlan.Parse(spec).NetworkFaults.Single();

        Assert.That((fault.Start.TotalSeconds, fault.Length.TotalSeconds), Is.EqualTo((start, length)));
    }

    [TestCase("jam")]
    [TestCase("jam@0")]
    [TestCase("jam@x")]
    [TestCase("jam@3:verify")]
    [TestCase("late-reply@3:encode")]
    [TestCase("card-left@3:eject")]
    [TestCase("cover-open@3:verify")]
    [TestCase("offline@3:stay")]
    [TestCase("jam@3:print:eject")]
    [TestCase("mute-chip@3:print")]
    [TestCase("power-cut@3:restart:eject")]
    [TestCase("network-down@5")]
    [TestCase("network-down@5+0")]
    [TestCase("network-down@-1+3")]
    [TestCase("earthquake@3")]
    public void A_wrong_fault_is_refused_with_its_text_and_what_is_allowed(string spec)
    {
        var refusal = Assert.Throws<FaultSpecException>(() => FaultPlan.Parse($"mute-chip@1,{spec}"));

        Assert.That(refusal!.Message, Does.Contain($"\"{spec}\"").And.Contain("feeder-empty@n").And.Contain("network-down@<start>+<length>"));
    }

    [Test]
    public void Every_fault_is_among_the_allowed_ones() =>
        Assert.That(FaultPlan.Words.Values.Where(word => !FaultPlan.Allowed.Contains($"{word}@", StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Each_fault_there_is_can_be_read_back_and_none_is_left_out()
    {
        var all = FaultPlan.Each(3).ToList();

        Assert.That(all, Is.Unique.And.Count.GreaterThan(FaultPlan.Words.Count));
        Assert.That(all.Select(spec => spec.Split('@')[0]).Distinct(), Is.EqualTo(FaultPlan.Words.Values));
        Assert.That(all, Has.Some.EqualTo("jam@3:encode").And.Some.EqualTo("power-cut@3:verify:stay").And.Some.EqualTo("mute-chip@3"));
        foreach (var spec in all)
            Assert.That(() => FaultPlan.Parse(spec), Throws.Nothing, spec);
    }

    [Test]
    public void No_faults_are_a_plan_too() => Assert.That(FaultPlan.Parse(null).NetworkFaults, Is.Empty);
}
