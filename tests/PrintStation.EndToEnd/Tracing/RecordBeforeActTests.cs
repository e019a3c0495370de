using System.Text;
using PrintStation.EndToEnd.Offices;

namespace PrintStation.EndToEnd.Tracing;

/// <summary>Before a machine is told to feed, write, print, move or throw out, what it is told is on the disk: seen from outside the
/// process, in what it asks of the kernel.</summary>
[TestFixture]
internal sealed class RecordBeforeActTests
{
    private const int Cards = 3;
    private const int Printer = 20001;
    private const int Reader = 20002;

    [Test]
    public async Task EveryCommandOfARealStationFollowsItsStateOnTheDisk()
    {
        Strace.Require();
        using var directory = new TemporaryDirectory();
        await using var centre = new Centre(Path.Combine(directory.Path, "centre"));
        await using var office = new Premises(centre, Path.Combine(directory.Path, "office"), "station-5371-1", blanks: Cards + 2);
        await office.OpenAsync(seed: 1, faults: "mute-chip@2");
        await centre.DoAsync("seed", "--cards", $"{Cards}", "--seed", "1");
        await centre.StartAsync();
        var trace = Path.Combine(Directory.CreateDirectory(Path.Combine(directory.Path, "trace")).FullName, "thread");

        await office.StartStationAsync(Strace.Before(trace));
        await office.BookBlanksAsync();
        await office.UntilAsync("all cards are made", () => Task.FromResult(office.Output.Count == Cards));
        await office.UntilAsync("the last one is reported", async () => (await centre.ExportAsync())["jobs"]!.AsArray()
            .All(job => (string?)job!["status"] == "issued"));
        await office.KillStationAsync();

        var calls = Strace.Read(trace);
        var operations = Operation.Find(calls, office.PrinterPort, office.ReaderPort);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Count("Feeding"), Is.EqualTo(office.Count("fed")).And.EqualTo(Cards + 1), "feeds, one of them of a mute blank");
            Assert.That(Count("Encoding"), Is.EqualTo(office.Count("chip-written")), "encodings");
            Assert.That(operations.Sum(operation => operation.Panels), Is.EqualTo(office.Count("panel-printed")).And.Positive, "panels");
            Assert.That(Count("Printing"), Is.EqualTo(office.Count("printed")), "prints");
            Assert.That(Count("Verifying"), Is.EqualTo(Cards), "moves back");
            Assert.That(Count("Ejecting"), Is.EqualTo(office.Count("ejected")), "ejects");
            Assert.That(Count("Rejecting"), Is.EqualTo(office.Count("rejected")).And.EqualTo(1), "rejects");
            Assert.That(RecordBeforeAct.Breaches(calls, operations), Is.Empty);
        }

        int Count(string state) => operations.Count(operation => operation.State == state);
    }

    [Test]
    public void AStateThatIsWrittenSyncedAndActedUponInThisOrderIsGood() =>
        Assert.That(Breaches(Write(1, "Feeding"), Sync(2), Send(3, "Sic"), Write(4, "Verifying"), Sync(5), Send(6, "Sic")), Is.Empty);

    [Test]
    public void ACommandBeforeTheSyncIsABreach() =>
        Assert.That(Breaches(Write(1, "Feeding"), Send(2, "Sic"), Sync(3)), Has.Count.EqualTo(1).And.Some.Contains("not synced"));

    [Test]
    public void ACommandWhileTheSyncRunsIsABreach() =>
        Assert.That(Breaches(Write(1, "Feeding"), Sync(2) with { Took = 5 }, Send(3, "Sic")), Has.Count.EqualTo(1).And.Some.Contains("not synced"));

    [Test]
    public void ASyncThatFailedIsNone() =>
        Assert.That(Breaches(Write(1, "Feeding"), Sync(2) with { Result = -1 }, Send(3, "Sic")), Has.Count.EqualTo(1));

    [Test]
    public void TheSyncOfAnotherTransactionBeforeTheStateIsNone() =>
        Assert.That(Breaches(Sync(1), Write(2, "Feeding"), Send(3, "Sic")), Has.Count.EqualTo(1).And.Some.Contains("not synced"));

    [Test]
    public void AStateOfTheOperationBeforeDoesNotServeTwice() =>
        Assert.That(Breaches(Write(1, "Feeding"), Sync(2), Send(3, "Sic"), Send(4, "Sic")),
            Has.Count.EqualTo(1).And.Some.StartsWith("Verifying").And.Some.Contains("not written"));

    [Test]
    public void AnotherStateIsNotTheOneThatIsNeeded() =>
        Assert.That(Breaches(Write(1, "Encoding"), Sync(2), Send(3, "Sic")), Has.Count.EqualTo(1).And.Some.Contains("not written"));

    [Test]
    public void APrintAnEjectAndARejectAreToldFromTheirCommands()
    {
        SystemCall[] calls =
        [
            Send(1, "Sic"), Chip(2), Chip(3), Send(4, "Ss"), Send(5, "Db;y;64;…"), Send(6, "Db;m;64;…"), Send(7, "Se"), Send(8, "Sic"),
            Send(9, "Ss"), Send(10, "Pneab;A;1"), Send(11, "Se"), Send(12, "Sic"), Send(13, "Ser"), Send(14, "Rlr;p"),
        ];

        Assert.That(Operation.Find(calls, Printer, Reader).Select(operation => $"{operation.State} {operation.At}-{operation.LastAt} {operation.Panels}"),
            Is.EqualTo(new[]
            {
                "Feeding 1-1 0", "Encoding 2-3 0", "Printing 4-7 2", "Verifying 8-8 0", "Ejecting 9-11 0", "Feeding 12-12 0", "Rejecting 13-13 0",
            }));
    }

    private static IReadOnlyList<string> Breaches(params SystemCall[] calls) =>
        RecordBeforeAct.Breaches(calls, Operation.Find(calls, Printer, Reader));

    private static SystemCall Write(decimal at, string state) =>
        new(at, 0.1m, "pwrite64", "/d/station.db-wal", Encoding.ASCII.GetBytes($"…job-5371-1-0001-1job-5371-1-0001{state}printer-1"), 4096);

    private static SystemCall Sync(decimal at) => new(at, 0.1m, "fdatasync", "/d/station.db-wal", [], 0);

    private static SystemCall Send(decimal at, string words) =>
        new(at, 0.1m, "sendmsg", $"TCP:[127.0.0.1:1->127.0.0.1:{Printer}]", [0x1B, .. Encoding.Latin1.GetBytes(words), 0x0D], words.Length + 2);

    private static SystemCall Chip(decimal at) => new(
        at, 0.1m, "sendmsg", $"TCP:[127.0.0.1:1->127.0.0.1:{Reader}]", [0, 0, 0xFF, 7, 0xF9, 0xD4, 0x40, 1, 0x0C, 0xD6, 0, 0, 0, 0], 14);
}
