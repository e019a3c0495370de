using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace PrintStation.Central.Cli;

/// <summary>The command line of `printcentral`: what there is to say, and which action it starts.</summary>
internal static class CentralCommands
{
    public static RootCommand Create(CentralActions actions)
    {
        var root = new RootCommand("Reference centre of PrintStation: gives out jobs, keeps the books of cards and blanks.");
        root.Add(Init(actions));
        root.Add(Seed(actions));
        root.Add(Run(actions));
        root.Add(Export(actions));
        root.Add(Overdue(actions));
        root.Add(Job(actions));
        root.Add(Trail(actions));
        root.Add(ReprintRequests(actions));
        root.Add(DeclareLost(actions));
        root.Add(ApproveReprint(actions));
        root.Add(RevokeJob(actions));
        root.Add(NewEpoch(actions));
        return root;
    }

    private static Command Init(CentralActions actions)
    {
        var data = Data();
        var office = Required("--office", "Code of the office, four digits, for example 5371.");
        var station = Required("--station", "Name of the station to enrol.");
        var instance = Required("--instance", "Directory that gets the station's certificates and keys.");
        var database = new Option<string?>("--database")
        {
            Description = "SQLite or PostgreSQL connection string. Default: central.db in the data directory.",
        };
        var command = new Command("init", "Makes a development CA, certificates and keys, and enrols a station.")
        {
            data, office, station, instance, database,
        };
        command.SetAction((parsed, token) => actions.InitAsync(
            parsed.GetRequiredValue(data), parsed.GetRequiredValue(office), parsed.GetRequiredValue(station), parsed.GetRequiredValue(instance),
            parsed.GetValue(database), token));
        return command;
    }

    private static Command Seed(CentralActions actions)
    {
        var data = Data();
        var cards = new Option<int>("--cards") { Description = "How many citizens to invent, 0 to 100000.", CustomParser = ParseCount };
        var seed = new Option<int>("--seed") { Description = "The same seed invents the same people.", DefaultValueFactory = _ => 1 };
        var blanks = new Option<string?>("--blanks") { Description = "JSON file with documentNumber, blankVersion and uids of a delivery." };
        var bad = new Option<bool>("--bad") { Description = "Adds one job of each bad kind, for the station to refuse." };
        var command = new Command("seed", "Invents citizens and puts them into the queue; announces blanks.") { data, cards, seed, blanks, bad };
        command.SetAction((parsed, token) => actions.SeedAsync(
            parsed.GetRequiredValue(data), parsed.GetValue(cards), parsed.GetValue(seed), parsed.GetValue(blanks), parsed.GetValue(bad), token));
        return command;
    }

    private static Command Run(CentralActions actions)
    {
        var data = Data();
        var listen = new Option<IPEndPoint>("--listen")
        {
            Description = "Address and port; port 0 is a free one.",
            DefaultValueFactory = _ => new IPEndPoint(IPAddress.Loopback, 0),
            CustomParser = result =>
            {
                if (IPEndPoint.TryParse(result.Tokens.Single().Value, out var endPoint))
                    return endPoint;

                result.AddError("--listen must be an address and a port, for example 127.0.0.1:8443.");
                return null;
            },
        };
        var command = new Command("run", "Serves stations until told to stop.") { data, listen };
        command.SetAction((parsed, token) => actions.RunAsync(parsed.GetRequiredValue(data), parsed.GetRequiredValue(listen), token));
        return command;
    }

    private static Command Export(CentralActions actions)
    {
        var data = Data();
        var file = new Option<string?>("--out") { Description = "File to write. Default: standard output." };
        var command = new Command("export", "Writes jobs, outcomes, deliveries and stations as JSON.") { data, file };
        command.SetAction((parsed, token) => actions.ExportAsync(parsed.GetRequiredValue(data), parsed.GetValue(file), token));
        return command;
    }

    private static Command Overdue(CentralActions actions)
    {
        var data = Data();
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("overdue", "Lists served leases past their term.") { data, json };
        command.SetAction((parsed, token) => actions.OverdueAsync(parsed.GetRequiredValue(data), parsed.GetValue(json), token));
        return command;
    }

    private static Command Job(CentralActions actions)
    {
        var data = Data();
        var job = new Argument<string>("job") { Description = "The job." };
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("job", "How far a job's card is: PRINT_READY_RECORD, SENT_FOR_CARD_PRINTING, CARD_PRINTED, CARD_SHIPPED, CARD_ISSUED.")
        {
            data, job, json,
        };
        command.SetAction((parsed, token) => actions.JobAsync(
            parsed.GetRequiredValue(data), parsed.GetRequiredValue(job), parsed.GetValue(json), token));
        return command;
    }

    private static Command Trail(CentralActions actions)
    {
        var data = Data();
        var nik = Required("--nik", "The citizen's number, sixteen digits.");
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("trail", "What was done with one citizen's data and cards, by time, to the old card that was destroyed.") { data, nik, json };
        command.SetAction((parsed, token) => actions.TrailAsync(
            parsed.GetRequiredValue(data), parsed.GetRequiredValue(nik), parsed.GetValue(json), token));
        return command;
    }

    private static Command ReprintRequests(CentralActions actions)
    {
        var data = Data();
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("reprint-requests", "Lists the cards that stations ask for again; approve those that are Asked: approve-reprint.") { data, json };
        command.SetAction((parsed, token) => actions.ReprintRequestsAsync(parsed.GetRequiredValue(data), parsed.GetValue(json), token));
        return command;
    }

    private static Command DeclareLost(CentralActions actions)
    {
        var data = Data();
        var station = Required("--station", "The station that is lost.");
        var by = new Option<string[]>("--by") { Description = "Who declares it; twice, two different persons.", Required = true };
        var reason = Required("--reason", "Why the station counts as lost.");
        var command = new Command("declare-lost", "Voids the UIDs of a lost station and frees its jobs.") { data, station, by, reason };
        command.SetAction((parsed, token) => actions.DeclareLostAsync(
            parsed.GetRequiredValue(data), parsed.GetRequiredValue(station), parsed.GetRequiredValue(by), parsed.GetRequiredValue(reason),
            token));
        return command;
    }

    private static Command ApproveReprint(CentralActions actions)
    {
        var data = Data();
        var job = Required("--nik-of-job", "An issued job of the person.");
        var reason = Required("--reason", "lost, damaged, changed-data or spoiled-later.");
        var command = new Command("approve-reprint", "Approves another card for the person of an issued job.") { data, job, reason };
        command.SetAction((parsed, token) => actions.ApproveReprintAsync(
            parsed.GetRequiredValue(data), parsed.GetRequiredValue(job), parsed.GetRequiredValue(reason), token));
        return command;
    }

    private static Command RevokeJob(CentralActions actions)
    {
        var data = Data();
        var job = new Argument<string>("job") { Description = "The job that must not be printed, or whose card is called back." };
        var command = new Command("revoke-job", "Revokes a job.") { data, job };
        command.SetAction((parsed, token) => actions.RevokeJobAsync(parsed.GetRequiredValue(data), parsed.GetRequiredValue(job), token));
        return command;
    }

    private static Command NewEpoch(CentralActions actions)
    {
        var data = Data();
        var command = new Command("new-epoch", "Begins a new epoch; run it after every restore of the database.") { data };
        command.SetAction((parsed, token) => actions.NewEpochAsync(parsed.GetRequiredValue(data), token));
        return command;
    }

    private static int ParseCount(ArgumentResult result)
    {
        if (int.TryParse(result.Tokens.Single().Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 100_000)
            return count;

        result.AddError("--cards must be a number from 0 to 100000.");
        return 0;
    }

    private static Option<string> Data() => Required("--data", "The centre's data directory.");

    private static Option<string> Required(string name, string description) => new(name) { Description = description, Required = true };
}
