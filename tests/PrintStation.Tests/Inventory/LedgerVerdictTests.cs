using PrintStation.Cli;
using PrintStation.Web;

namespace PrintStation.Tests.Inventory;

internal sealed class LedgerVerdictTests
{
    [TestCase(true, false, 0)]
    [TestCase(true, true, 1)]
    [TestCase(false, false, 1)]
    [TestCase(false, true, 1)]
    public void Only_books_that_the_centre_has_confirmed_are_proven(bool centre, bool trouble, int exitCode) => Assert.That(
        LedgerCommands.ExitCodeOf(new LedgerVerdictView(10, centre ? 5 : 0, centre, trouble ? [new TroubleView("ledger-broken", "5")] : [])),
        Is.EqualTo(exitCode));
}
