using PrintStation.Emulators.World;
using PrintStation.Simulation.People;

namespace PrintStation.Simulation.Checks;

/// <summary>The first promise, looked at in the plastic: never two good cards for one job.</summary>
internal sealed class GoodCards(PhysicalWorld world, JobCards jobs, Person person, Findings findings)
{
    /// <summary>Called when a card has left a machine or was put down.</summary>
    /// <param name="isVoided">Whether the centre has voided the card's UID.</param>
    public void Check(Blank arrived, Func<string, bool> isVoided)
    {
        if (JobOf(arrived) is not { } job)
            return;
        var good = world.Blanks.Where(blank => JobOf(blank) == job && !isVoided(blank.Uid)).ToList();
        if (good.Count > 1)
            findings.Add("two-good-cards", $"job {job} has {string.Join(", ", good.Select(blank => $"{blank.Uid} at {blank.Place.Word}"))}");
    }

    /// <summary>The job of a card that could be handed over: whole chip and whole face of one job, outside, and nobody has thrown it away.</summary>
    public string? JobOf(Blank blank) =>
        blank.Place.Kind is PlaceKind.Output or PlaceKind.Hand or PlaceKind.Desk && !person.Answered.Contains(blank.Uid)
        && blank.Front.LooksWhole && jobs.ChipOf(blank) is { } job && jobs.FaceOf(blank) == job
            ? job
            : null;
}
