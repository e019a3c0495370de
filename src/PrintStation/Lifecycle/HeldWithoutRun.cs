using Dapper;
using PrintStation.Inventory;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>Cards that wait for a person and have no run: strays, and those that the books have forgotten and the centre has voided.</summary>
internal sealed partial class HeldCards
{
    private sealed record Stray(long StrayId, string Printer, string? Uid, long BookedBy, DateTimeOffset SeenAt);

    private IEnumerable<WaitingCard> WithoutRun()
    {
        var strays = database.Read(connection => connection.Query<Stray>(
            "SELECT stray_id, printer, uid, booked_by, seen_at FROM stray WHERE settled_at IS NULL ORDER BY stray_id").AsList());
        return
        [
            .. strays.Select(stray => new WaitingCard($"stray-{stray.StrayId}", null, 0, stray.Printer, "Stray", stray.Uid, "stray-card",
                InOffice(stray.SeenAt))),
            .. database.Read(ForgottenCards.Voided).Select(card => card with { Since = InOffice(card.Since) }),
        ];
    }

    /// <summary>It is among the finished cards no more, or was not found there. The centre has voided it already, and no blank was booked for it.</summary>
    private WaitingCard TakeOut(string forgotten, string seen)
    {
        if (seen != forgotten)
            throw new AnswerRefused("held.other-card", ForgottenCards.Name(forgotten));
        return database.Write(transaction => ForgottenCards.TakeOut(transaction, forgotten) ?? throw new AnswerRefused("held.unknown", ForgottenCards.Name(forgotten)));
    }

    private async Task<WaitingCard> RejectStrayAsync(string strayId, bool unreadable, string persons, bool isWitnessed, CancellationToken token)
    {
        var uid = unreadable ? null : await desk.ReadUidAsync(token);
        return database.Write(transaction =>
        {
            var stray = OpenStray(transaction, strayId);
            // A card that was booked on its own way while the stray was inside was beside it: of two cards fed as one, it is the other.
            if (uid is not null && ((stray.Uid is not null && uid != stray.Uid)
                || (stray.Uid is null && BlankLedger.LastOf(transaction, uid) is { } last && last >= stray.BookedBy)))
                throw new AnswerRefused("held.other-card", strayId);
            if (uid is not null && stray.Uid is null)
                RequireKnown(transaction, uid, isWitnessed);
            var place = Places.Machine(stray.Printer);
            if (uid is not null && BlankLedger.PlaceOf(transaction, uid) is { } known && known != place)
                // A card that the books had elsewhere all the time: no blank left the hopper for it. Its own run is answered next.
                Settle(transaction, strayId, stray, Places.Hopper(stray.Printer), persons, null);
            else
                Settle(transaction, strayId, stray, Places.Spoiled, persons, uid ?? stray.Uid);
            return new WaitingCard(strayId, null, 0, stray.Printer, "Settled", uid ?? stray.Uid, "stray-card", stray.SeenAt);
        });
    }

    private WaitingCard CountStray(StationTransaction transaction, string strayId, int hopper, string person)
    {
        var stray = OpenStray(transaction, strayId);
        if (stray.Uid is not null)
            throw new AnswerRefused("held.not-countable", strayId);
        RequireOneMore(transaction, stray.Printer, hopper);
        Settle(transaction, strayId, stray, Places.Hopper(stray.Printer), person, null);
        return new WaitingCard(strayId, null, 0, stray.Printer, "Settled", null, "counted", stray.SeenAt);
    }

    private WaitingCard LoseStray(StationTransaction transaction, string strayId, string person, string witness)
    {
        var stray = OpenStray(transaction, strayId);
        Settle(transaction, strayId, stray, Places.Lost, Persons.Both(person, witness), stray.Uid);
        // One whose chip was read must never be accepted anywhere; of the others nobody knows which they are.
        if (stray.Uid is not null)
            outbox.AddRevocation(transaction, Revocation(strayId, null, stray.Uid, LostReason, person, witness));
        return new WaitingCard(strayId, null, 0, stray.Printer, "Settled", stray.Uid, LostReason, stray.SeenAt);
    }

    private void Settle(StationTransaction transaction, string strayId, Stray stray, string to, string person, string? uid)
    {
        var now = clock.GetUtcNow();
        stock.HeadToFile(transaction, ledger.Record(transaction,
            new Movement(1, Places.Machine(stray.Printer), to, "stray-card", person, now, ChipUid: uid)));
        transaction.Execute("UPDATE stray SET settled_at = @now WHERE 'stray-' || stray_id = @strayId", new { strayId, now });
    }

    /// <summary>While a run's card is inside its machine nobody answers for a stray: it may be in there too.</summary>
    private static Stray OpenStray(StationTransaction transaction, string strayId)
    {
        var stray = transaction.Find<Stray>(
            "SELECT stray_id, printer, uid, booked_by, seen_at FROM stray WHERE 'stray-' || stray_id = @strayId AND settled_at IS NULL", new { strayId })
            ?? throw new AnswerRefused("held.unknown", strayId);
        return RunBook.InsideOf(transaction, stray.Printer) is null ? stray : throw new AnswerRefused("held.in-machine", stray.Printer);
    }
}
