using Dapper;
using PrintStation.Inventory;

namespace PrintStation.Tests.Inventory;

/// <summary>Cards that are not where they should be: strays, those held, and those fed once more.</summary>
internal abstract partial class RandomOffice
{
    /// <summary>As the lane books a card that came in without a run.</summary>
    private void StrayComesIn(Random random, int step)
    {
        var uid = random.Next(2) == 0 ? null : $"04E{step:X5}";
        Record(new Movement(1, Hopper, Machine, "stray-card", "station", Clock.GetUtcNow(), ChipUid: uid));
        var number = Last();
        Database.Write(transaction => transaction.Execute("INSERT INTO stray (printer, uid, booked_by, seen_at) VALUES (@Printer, @uid, @number, @now)",
            new { Printer, uid, number, now = Clock.GetUtcNow() }));
    }

    /// <summary>As a person's answer books it: spoiled, declared lost, or, where its chip was never read, still in the hopper.</summary>
    private void SettleStray(Random random)
    {
        var open = OpenStrays();
        if (open.Count == 0)
            return;
        var (id, uid) = open[random.Next(open.Count)];
        var to = random.Next(3) switch { 0 => "Lost", 1 when uid is null => Hopper, _ => "Spoiled" };
        Record(new Movement(1, Machine, to, "stray-card", "siti", Clock.GetUtcNow(), ChipUid: uid));
        Database.Write(transaction => transaction.Execute("UPDATE stray SET settled_at = @now WHERE stray_id = @id", new { id, now = Clock.GetUtcNow() }));
    }

    /// <summary>As the lane books a card that is somewhere outside: printed, or taken in before its chip was read.</summary>
    private void GoAstray(Random random, int step)
    {
        var uid = random.Next(2) == 0 ? null : $"04C{step:X5}";
        Record(new Movement(1, Hopper, "Held", "power-lost", "station", Clock.GetUtcNow(), RunId: $"run-{step}", ChipUid: uid));
        _mute += uid is null ? 1 : 0;
    }

    /// <summary>As a person's answer books it: it is good, goes to the reject box, is lost, or, where its chip was never read, lies in the hopper.</summary>
    private void AnswerForHeld(Random random)
    {
        var cards = World.CardsAt("Held");
        var uid = cards.Count > 0 && random.Next(2) == 0 ? cards[random.Next(cards.Count)] : null;
        if (uid is null && _mute == 0)
            return;
        var to = random.Next(3) switch { 0 => "Lost", 1 => "Spoiled", _ => uid is null ? Hopper : "Issued" };
        Record(new Movement(1, "Held", to, "answered", "siti", Clock.GetUtcNow(), ChipUid: uid));
        _mute -= uid is null ? 1 : 0;
    }

    private List<(long Id, string? Uid)> OpenStrays() => Database.Read(connection =>
        connection.Query<(long, string?)>("SELECT stray_id, uid FROM stray WHERE settled_at IS NULL ORDER BY stray_id").AsList());

    /// <summary>Somebody puts a card of a box, or one that was lost from it, into a hopper, and the machine rejects it; now and then it is still inside.</summary>
    private void FeedAgain(Random random)
    {
        foreach (var uid in _fedAgain)
            Record(new Movement(1, Machine, "Spoiled", "uid-seen-before", "station", Clock.GetUtcNow(), ChipUid: uid));
        _fedAgain.Clear();
        var box = OneOf(random);
        var place = random.Next(3) == 0 ? Places.LostFrom(box) : box;
        var lying = World.CardsAt(place);
        if (lying.Count == 0)
            return;
        var again = lying[random.Next(lying.Count)];
        Record(new Movement(1, place, Machine, "fed-again", "station", Clock.GetUtcNow(), ChipUid: again));
        _fedAgain.Add(again);
    }
}
