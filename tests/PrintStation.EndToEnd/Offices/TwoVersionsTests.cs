namespace PrintStation.EndToEnd.Offices;

/// <summary>An office with two blank versions, each in a printer of its own: a job's card is made only where its version lies.</summary>
[TestFixture]
internal sealed class TwoVersionsTests
{
    private const int Jobs = 6;
    private const int Blanks = 5;
    private const string Other = "2011";
    private TemporaryDirectory _directory = null!;
    private Centre _centre = null!;
    private Premises _office = null!;

    [SetUp]
    public async Task OpenTheOffice()
    {
        _directory = new TemporaryDirectory();
        _centre = new Centre(Path.Combine(_directory.Path, "centre"));
        _office = new Premises(_centre, Path.Combine(_directory.Path, "office"), "station-5371-1", Blanks, otherVersion: Other);
        await _office.OpenAsync(seed: 1);
        await _centre.DoAsync("seed", "--cards", $"{Jobs}", "--seed", "1");
        await _centre.LetEverySecondJobNeedAsync(Other);
        await _centre.StartAsync();
        await _office.StartStationAsync();
        await _office.UntilAsync("the station answers", async () => await _office.AskAsync("status") is not null);
        await _office.BookBlanksAsync();
    }

    [TearDown]
    public async Task CloseIt()
    {
        await _office.DisposeAsync();
        await _centre.DisposeAsync();
        _directory.Dispose();
    }

    [Test]
    public async Task EachJobIsPrintedWhereItsVersionLiesAndTheBooksKnowEachHopper()
    {
        await _office.UntilAsync("all cards are told", async () =>
            (await _centre.ExportAsync())["jobs"]!.AsArray().Count(job => (string?)job!["status"] == "issued") == Jobs);

        var others = await _centre.JobsOfAsync(Other);
        Assert.That(others, Has.Count.EqualTo(Jobs / 2));
        var station = await _office.ExportAsync();
        var runs = station["runs"]!.AsArray().Select(run => run!.AsObject()).ToList();
        using var _ = Assert.EnterMultipleScope();
        Assert.That(runs, Has.Count.EqualTo(Jobs), "none was made twice");
        foreach (var run in runs)
        {
            var number = others.Contains((string)run["jobId"]!) ? 1 : 0;
            Assert.That((string?)run["printer"], Is.EqualTo(number == 1 ? Premises.OtherPrinter : Premises.Printer));
            Assert.That(_office.Delivered(number), Has.One.EqualTo((string)run["blankUid"]!), "a blank of its version");
        }

        foreach (var (printer, number) in new[] { (Premises.Printer, 0), (Premises.OtherPrinter, 1) })
        {
            var fed = _office.Events.Where(happened => (string?)happened["event"] == "fed" && (string?)happened["printer"] == printer)
                .Select(happened => (string)happened["blank"]!).ToList();
            Assert.That(fed, Has.Count.EqualTo(Jobs / 2).And.SubsetOf(_office.Delivered(number)), printer);
            Assert.That((int?)station["balances"]![$"Hopper({printer})"], Is.EqualTo(Blanks - fed.Count), "in the books and in the machine");
        }

        Assert.That((int?)station["balances"]!["Issued"], Is.EqualTo(Jobs));
    }
}
