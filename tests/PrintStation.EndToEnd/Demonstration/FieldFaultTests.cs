using System.Text.Json.Nodes;

namespace PrintStation.EndToEnd.Demonstration;

/// <summary>The faults that the field reports: why the machine pauses, where the run goes, and what a person does about it.</summary>
[TestFixture]
internal sealed class FieldFaultTests
{
    /// <param name="Pause">Reason at the gate; null when the station goes on by itself.</param>
    /// <param name="Move">What a run does because of the fault; null when it notices nothing.</param>
    /// <param name="WayOut">What the world sees a person or the machine do; null when nothing is to be done.</param>
    private sealed record Expected(string Fault, string? Pause, string? Move, string? WayOut);

    private static readonly Expected[] Harmless =
    [
        new("exit-full@2", "output-area-full", "Ejecting Verified output-area-full", "exit-freed"),
        new("exit-slot@3", null, null, null),
        new("cover-open@4:idle", "cover-open", "Feeding Fetched cover-open", "cover-closed"),
        new("cover-open@5:eject", "cover-open", "Ejecting Held cover-open", "cover-closed"),
        new("ribbon-none@6", "marker-supply-missing", null, "ribbon-changed"),
        new("ribbon-zone@7", "marker-supply-missing", null, "ribbon-changed"),
        new("cleaning@8", "cleaning-required", null, "cleaned"),
        new("head-hot@9", null, null, null),
        new("reader-dark@10", null, null, null),
        new("offline@11:verify", "connecting-to-device", "Verifying Printed no-answer", "on"),
        new("offline@12:eject", "connecting-to-device", "Ejecting Verified no-answer", "on"),
    ];

    private static readonly Expected[] Costly =
    [
        new("cover-open@2:feed", "cover-open", "Feeding Missing cover-open", "cover-closed"),
        new("cover-open@4:print", "cover-open", "Printing Missing cover-open", "cover-closed"),
        new("local-text@6", "connecting-to-device", "Feeding Missing no-answer", "off"),
        new("short-download@8", null, "Printing Condemned print-too-short", null),
        new("offline@10:feed", "connecting-to-device", "Feeding Condemned card-not-at-chip-station", "on"),
        new("offline@12:print", "connecting-to-device", "Printing Condemned power-lost", "on"),
    ];

    /// <summary>The machine does not say what it did, says what it did not do, or refuses what it had not announced. Each way out has its own.</summary>
    private static readonly Expected[] Untold =
    [
        new("late-reply@2:feed", null, null, null),
        new("late-reply@3:print", null, "Printing Condemned not-confirmed", "rejected"),
        new("late-reply@4:verify", null, "Verifying Printed no-answer", null),
        new("late-reply@5:eject", null, null, null),
        new("mute-chip@6", null, "Feeding Condemned chip-mute", null),
        new("late-reply@6:eject", null, "Rejecting Missing chip-mute", "put-in-reject"),
        new("card-left@7", null, "Ejecting Verified", "ejected"),
        new("mute-chip@8", null, "Feeding Condemned chip-mute", null),
        new("card-left@8", null, "Rejecting Condemned chip-mute", "rejected"),
        new("cleaning-mandatory@9", "cleaning-required", "Feeding Fetched cleaning-required", "cleaned"),
    ];

    [Test]
    public async Task AFaultThatLeavesTheCardAloneCostsNoBlank()
    {
        using var demo = await RunAsync(Harmless, jobs: 12);

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
        using var demo = await RunAsync(Untold, jobs: 7);

        demo.AssertSpoiled(3, 3);
        AssertExpected(demo, Untold);
        Assert.That(demo.PausesByFaults, Is.EqualTo(new[] { "cleaning-required" }), "all else goes on by itself");
        Assert.That(demo.Troubles, Is.EquivalentTo(Untold.Select(each => each.Move).OfType<string>()));
    }

    [Test]
    public async Task APrinterThatKeepsItsCardThroughAPowerCutCostsThatOne()
    {
        using var demo = await Demo.RunAsync("--cards", "3", "--faults", "power-cut@2:print:stay");

        demo.AssertGood(issued: 3);
        demo.AssertSpoiled(1, 1);
        Assert.That(demo.Moves, Has.One.EqualTo("Printing Condemned power-lost"));
    }

    private static async Task<Demo> RunAsync(Expected[] expected, int jobs)
    {
        var demo = await Demo.RunAsync("--cards", $"{jobs}", "--faults", string.Join(',', expected.Select(each => each.Fault)));
        demo.AssertGood(issued: jobs);
        return demo;
    }

    private static void AssertExpected(Demo demo, Expected[] expected)
    {
        var events = demo.Events.Select(happened => (string?)happened["event"]).ToList();
        using var _ = Assert.EnterMultipleScope();
        Assert.That(events.Count(name => name == "fault"), Is.EqualTo(expected.Length), "faults that happened");
        AssertEach(expected.Select(each => each.Pause), demo.Pauses);
        AssertEach(expected.Select(each => each.WayOut), events);
        AssertEach(expected.Select(each => each.Move), demo.Moves);
        var troubled = demo.Troubles.Where(move => move.Contains(" Missing ") || move.Contains(" Held ") || move.Contains(" Condemned "));
        Assert.That(troubled, Is.SubsetOf(expected.Select(each => each.Move)), "what none of the faults explains");
    }

    /// <summary>Each as often as it is expected, or oftener.</summary>
    private static void AssertEach(IEnumerable<string?> expected, IReadOnlyList<string?> happened)
    {
        foreach (var each in expected.OfType<string>().GroupBy(word => word))
            Assert.That(happened.Count(word => word == each.Key), Is.GreaterThanOrEqualTo(each.Count()), each.Key);
    }
}
