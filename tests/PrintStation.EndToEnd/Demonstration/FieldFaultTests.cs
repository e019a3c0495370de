using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Demonstration;

/// <summary>The faults that the field reports: why the machine pauses, where the run goes, and what a person does about it.</summary>
[TestFixture]
internal sealed class FieldFaultTests
{
    /// <param name="Pause">Reason at the gate; null: there must be none.</param>
    /// <param name="Move">What a run does because of the fault; null: nothing.</param>
    /// <param name="WayOut">What the world sees a person or the machine do; null where the next fault strikes the same card,
    /// and has the way out of both, or where a person may come after the next one struck.</param>
    private sealed record Expected(string Fault, string? Pause, string? Move, string? WayOut);

    private static readonly Expected[] Harmless =
    [
        new("exit-full@2", "output-area-full", "Ejecting Verified output-area-full", "exit-freed"),
        new("exit-slot@3", null, null, "ejected"),
        new("cover-open@5:idle", "cover-open", "Feeding Fetched cover-open", "cover-closed"),
        new("cover-open@6:eject", "cover-open", "Ejecting Held cover-open", "cover-closed"),
        new("ribbon-none@7", "marker-supply-missing", null, "ribbon-changed"),
        new("ribbon-zone@8", "marker-supply-missing", null, "ribbon-changed"),
        new("cleaning@9", "cleaning-required", null, "cleaned"),
        new("head-hot@10", null, null, "ejected"),
        new("reader-dark@11", null, null, "ejected"),
        new("offline@12:verify", "connecting-to-device", "Verifying Printed no-answer", "on"),
        new("offline@13:eject", "connecting-to-device", "Ejecting Verified no-answer", "on"),
    ];

    private static readonly Expected[] Costly =
    [
        new("cover-open@2:feed", "cover-open", "Feeding Missing cover-open", "cover-closed"),
        new("cover-open@4:print", "cover-open", "Printing Missing cover-open", "cover-closed"),
        new("local-text@6", "connecting-to-device", "Feeding Missing no-answer", "off"),
        new("short-download@8", null, "Printing Condemned print-too-short", "rejected"),
        new("offline@10:feed", "connecting-to-device", "Feeding Condemned card-not-at-chip-station", "on"),
        new("offline@12:print", "connecting-to-device", "Printing Condemned power-lost", "on"),
    ];

    /// <summary>The machine does not say what it did, says what it did not do, or refuses what it had not announced. Each way out has its own.</summary>
    private static readonly Expected[] Untold =
    [
        new("late-reply@2:feed", null, null, "ejected"),
        new("late-reply@3:print", null, "Printing Condemned not-confirmed", "rejected"),
        new("late-reply@4:verify", null, "Verifying Printed no-answer", "ejected"),
        new("late-reply@5:eject", null, null, "ejected"),
        new("mute-chip@7", null, "Feeding Condemned chip-mute", null),
        new("late-reply@7:eject", null, "Rejecting Missing chip-mute", null),
        new("card-left@8", null, "Ejecting Verified", "ejected"),
        new("mute-chip@9", null, "Feeding Condemned chip-mute", null),
        new("card-left@9", null, "Rejecting Condemned chip-mute", "rejected"),
        new("cleaning-mandatory@10", "cleaning-required", "Feeding Fetched cleaning-required", "cleaned"),
    ];

    [Test]
    public async Task AFaultThatLeavesTheCardAloneCostsNoBlank()
    {
        using var demo = await RunAsync(Harmless, jobs: 13);

        demo.AssertSpoiled(0, 0);
        AssertExpected(demo, Harmless);
    }

    [Test]
    public async Task AFaultThatStopsACardHalfwayCostsThatOne()
    {
        using var demo = await RunAsync(Costly, jobs: 8);

        demo.AssertSpoiled(Costly.Length, Costly.Length);
        AssertExpected(demo, Costly);
    }

    [Test]
    public async Task WhatTheMachineDoesNotSayOrSaysUntrulyIsSeenAndCostsABlankOnlyWhereNothingProvesIt()
    {
        using var demo = await RunAsync(Untold, jobs: 8);

        demo.AssertSpoiled(3, 3);
        AssertExpected(demo, Untold);
        Assert.That(
            demo.Events.Select(happened => (string?)happened["event"]), Has.Exactly(1).EqualTo("put-in-reject"), "the card that was not seen leaving is found");
        Assert.That(demo.PausesByFaults, Is.EqualTo(new[] { "cleaning-required" }), "all else goes on by itself");
        Assert.That(demo.Troubles, Is.EquivalentTo(Untold.Select(each => each.Move).OfType<string>()));
    }

    [Test]
    public async Task APrinterThatKeepsItsCardThroughAPowerCutCostsThatOne()
    {
        using var demo = await Demo.RunAsync("--cards", "3", "--faults", "power-cut@2:print:stay");

        demo.AssertGood(issued: 3);
        demo.AssertSpoiled(1, 1);
        Assert.That(demo.Troubles, Is.EqualTo(new[] { "Printing Condemned power-lost" }));
        demo.AssertOnlyPowerWasWanting();
        Assert.That(demo.Aftermaths.Single().Events, Does.Contain("rejected"));
    }

    private static async Task<Demo> RunAsync(Expected[] expected, int jobs)
    {
        var demo = await Demo.RunAsync("--cards", $"{jobs}", "--faults", string.Join(',', expected.Select(each => each.Fault)));
        demo.AssertGood(issued: jobs);
        return demo;
    }

    /// <summary>Each fault by itself, from when it struck to the next one.</summary>
    private static void AssertExpected(Demo demo, Expected[] expected)
    {
        var after = demo.Aftermaths;
        Assert.That(after.Select(each => each.Fault), Is.EqualTo(expected.Select(each => each.Fault.Split('@')[0])), "faults that happened");
        using var _ = Assert.EnterMultipleScope();
        foreach (var (seen, row) in after.Zip(expected))
        {
            Assert.That(seen.Pauses, Is.SubsetOf(Allowed(row)), row.Fault);
            if (row.Pause is { } pause)
                Assert.That(seen.Pauses, Does.Contain(pause), row.Fault);
            Assert.That(seen.Troubles, Is.EqualTo(row.Move is null ? [] : new[] { row.Move }), row.Fault);
            if (row.WayOut is { } way)
                Assert.That(seen.Events, Does.Contain(way), row.Fault);
        }
    }

    /// <summary>A ribbon is changed, and a jam cleared, under the cover.</summary>
    private static string[] Allowed(Expected row) => row switch
    {
        { Pause: null } => [],
        { WayOut: "ribbon-changed" or "off" } => [row.Pause, "cover-open"],
        _ => [row.Pause],
    };
}
