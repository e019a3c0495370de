#:property PublishAot=false
// Compares three stories of the same cards: what the centre believes (central.json), what the station has written down (station.json) and
// what happened to the plastic (world.jsonl and the trays). It knows files only and shares no code with the programs that wrote them.
// Each disagreement is one line that names the card, run or job. Its parts are in reconciling/.
using System.Globalization;

const string Usage = """
    usage: reconcile DIR [--json]
    Compares DIR/central.json, DIR/station.json, DIR/world.jsonl and DIR/tray. Exit 0 reconciled, 1 findings, 2 usage.
    """;

var json = args.Contains("--json");
var names = args.Where(argument => argument != "--json").ToArray();
if (names is ["--help"] or ["-h"])
{
    Console.WriteLine(Usage);
    return 0;
}

if (names is not [var directory] || directory.StartsWith('-'))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var findings = new Findings();
var summary = "";
if (Files.Read(directory, findings) is { } files)
{
    var world = World.Replay(files.Events, findings);
    Checks.Trays(files, world, findings);
    Checks.History(files, findings);
    Checks.IssuedCards(files, world, findings);
    Checks.NobodyTwice(files, findings);
    Checks.SpoiledCards(files, world, findings);
    Checks.Outcomes(files, findings);
    Books.Chain(files, findings);
    Books.Runs(files, findings);
    Books.AgainstWorld(files, world, findings);
    Books.AgainstCentre(files, findings);
    summary = $"reconciled: {files.Station.Runs.Count(run => run.State == "Issued")} issued, "
        + $"{files.Station.Runs.Count(run => run.State == "Spoiled")} spoiled, {files.Station.Runs.Count(run => run.IsUnsettled)} held, "
        + $"{world.Blanks.Count} blanks handled, {files.Station.Ledger.Length} movements, as the station was exported at "
        + File.GetLastWriteTimeUtc(Path.Combine(directory, "station.json")).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}

if (json)
    Console.WriteLine(findings.ToJson());
else
    foreach (var line in findings.Lines.DefaultIfEmpty(summary))
        Console.WriteLine(line);
return findings.Lines.Count == 0 ? 0 : 1;
