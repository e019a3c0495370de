using System.Globalization;
using PrintStation.Contracts;
using PrintStation.Inventory;
using PrintStation.Jobs;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>Tells the centre what came from another office, and before any card of it: else it would take such a card for one of a stray blank, and have
/// it called back.</summary>
internal sealed class LoanTeller(ReportOutbox outbox)
{
    public void Tell(StationTransaction transaction, LedgerEntry entry)
    {
        var mistake = entry.Reverses is null ? null : transaction.Find<LedgerEntry>("SELECT * FROM ledger WHERE sequence = @Reverses", entry);
        var came = mistake ?? entry;
        if (Places.OfficeOf(came.FromPlace) is { } office)
            outbox.AddLoan(transaction, entry.Sequence, new LoanReport(
                office, (int)(mistake is null ? entry.Quantity : -entry.Quantity), came.Document!, entry.Person,
                DateTimeOffset.Parse(entry.HappenedAt, CultureInfo.InvariantCulture)));
    }
}
