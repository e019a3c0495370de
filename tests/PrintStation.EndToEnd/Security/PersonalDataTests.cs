using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using PrintStation.EndToEnd.Databases;

namespace PrintStation.EndToEnd.Security;

/// <summary>Whatever is asked of the station, by whichever route, and whatever it writes into its log: no citizen's number or name is in it. The one
/// route that shows a number shows it to whoever has it, masked, and whole for a reason that the trail keeps.</summary>
[TestFixture]
internal sealed partial class PersonalDataTests
{
    private const int Cards = 5;

    [Test]
    public async Task No_route_and_no_log_shows_a_citizens_number_or_name()
    {
        using var office = await LiveOffice.StartAsync(Cards);
        await office.UntilAsync("cards are out", () => office.CardsOut >= 2);
        var citizens = CitizensOf(office.CentralDatabase);
        Assert.That(citizens, Has.Count.EqualTo(Cards));
        using var door = DoorOf(office.Instance);
        var (runs, jobs) = await InHandAsync(office);
        Assert.That(runs, Is.Not.Empty);

        var answers = new List<(string Route, string Text)>();
        foreach (var (method, path) in Routes().OrderBy(route => route.Method))
            foreach (var filled in Filled(path, runs, jobs))
                answers.Add(($"{method} {filled}", await AskAsync(door, method, filled)));
        Assert.That(answers.Count(answer => answer.Text.Length > 0), Is.GreaterThan(60), "routes that answered");
        Assert.That(answers.Where(answer => answer.Route.StartsWith("GET /held/", StringComparison.Ordinal)).Select(answer => answer.Text),
            Has.Some.Contains("whatToDo"));
        var shown = answers.Append(("log", LogsOf(office.Instance))).SelectMany(answer => citizens.SelectMany(citizen => new[] { citizen.Nik, citizen.Name }
            .Where(word => answer.Item2.Contains(word, StringComparison.OrdinalIgnoreCase)).Select(word => $"{answer.Item1} shows {word}"))).ToList();
        Assert.That(shown, Is.Empty);
    }

    [Test]
    public async Task A_citizens_own_number_is_masked_and_whole_only_for_a_reason_that_the_trail_keeps()
    {
        using var office = await LiveOffice.StartAsync(cards: 1);
        await office.UntilAsync("the card is out", () => office.CardsOut >= 1);
        var (nik, name) = CitizensOf(office.CentralDatabase).Single();
        using var door = DoorOf(office.Instance);
        var masked = await AskAsync(door, "POST", "/reports/trail", new { nik, by = "budi" });
        Assert.That((string?)JsonNode.Parse(masked)!["facts"]!["nik"], Is.EqualTo($"{nik[..6]}••••••••{nik[^2..]}"));
        Assert.That(masked, Does.Contain("Issued"), "it is about his card");
        Assert.That(masked, Does.Not.Contain(nik).And.Not.Contain(nik[6..]).And.Not.Contain(name));
        Assert.That(await AskAsync(door, "POST", "/reports/trail", new { nik, by = "budi", unmask = true }), Does.Contain("unmask-reason").And.Not.Contain(nik));
        Assert.That(await AskAsync(door, "POST", "/reports/trail", new { nik, by = "budi", unmask = true, reason = "letter to the citizen" }), Does.Contain(nik));
        var trail = await AskAsync(door, "GET", "/audit");
        Assert.That(JsonNode.Parse(trail)!.AsArray().Select(entry => $"{entry!["person"]}: {entry["act"]}: {entry["words"]}"),
            Has.Some.EqualTo("budi: report trail --unmask: reason \"letter to the citizen\", unmask").And.Some.EqualTo("budi: report trail: "));
        Assert.That(trail, Does.Not.Contain(nik));
        Assert.That(LogsOf(office.Instance), Does.Not.Contain(nik));
    }

    /// <summary>Every route of the local door, as the table of rights has them; all but the one that never ends.</summary>
    private static List<(string Method, string Path)> Routes()
    {
        var table = File.ReadAllText(Path.Combine(Repository.Root, "src", "PrintStation", "Web", "Rights.cs"));
        var routes = Row().Matches(table).Select(row => (row.Groups[1].Value, row.Groups[2].Value)).Distinct().Where(route => route.Item2 != "/wire").ToList();
        Assert.That(routes, Has.Count.GreaterThan(50));
        return routes;
    }

    private static IEnumerable<string> Filled(string path, IReadOnlyList<string> runs, IReadOnlyList<string> jobs)
    {
        if (path.Contains("{run}", StringComparison.Ordinal))
            return runs.Select(run => path.Replace("{run}", run, StringComparison.Ordinal));
        if (path.Contains("{job}", StringComparison.Ordinal))
            return jobs.Select(job => path.Replace("{job}", job, StringComparison.Ordinal));
        if (path == "/reports/{name}")
            return new[] { "daily", "monthly", "spoilage", "bulletin", "interruptions", "day", "old-cards" }.Select(name => $"/reports/{name}");
        return [Blank().Replace(path, "1")];
    }

    private static async Task<string> AskAsync(HttpClient door, string method, string path, object? body = null)
    {
        using var message = new HttpRequestMessage(new HttpMethod(method), path.TrimStart('/'));
        if (method == "POST")
            message.Content = JsonContent.Create(body ?? new
            {
                by = "siti", printer = "printer-1", quantity = 1, reason = "damaged", document = "BA/1", place = "store", witness = "budi", kind = "ribbon",
                unreadable = true, pathEmpty = true, faceOk = true, nik = "5371014107900003", name = "Siti", roles = new[] { "operator" },
            });
        using var answer = await door.SendAsync(message);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<(IReadOnlyList<string> Runs, IReadOnlyList<string> Jobs)> InHandAsync(LiveOffice office)
    {
        using var station = Open(Path.Combine(office.Instance, "data", "station.db"));
        return (await ColumnAsync(station, "SELECT run_id FROM run"), await ColumnAsync(station, "SELECT job_id FROM job"));
    }

    private static List<(string Nik, string Name)> CitizensOf(string database)
    {
        using var central = Open(database);
        using var command = central.CreateCommand();
        command.CommandText = "SELECT nik, name FROM recording WHERE name IS NOT NULL";
        using var rows = command.ExecuteReader();
        var citizens = new List<(string, string)>();
        while (rows.Read())
            citizens.Add((rows.GetString(0), rows.GetString(1)));
        return citizens;
    }

    private static async Task<IReadOnlyList<string>> ColumnAsync(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = await command.ExecuteReaderAsync();
        var column = new List<string>();
        while (await rows.ReadAsync())
            column.Add(rows.GetString(0));
        return column;
    }

    private static SqliteConnection Open(string database)
    {
        var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }

    private static string LogsOf(string instance) => string.Concat(Directory.GetFiles(Path.Combine(instance, "data", "logs")).Select(path =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }));

    private static HttpClient DoorOf(string instance) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, token) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(instance, "run.sock")), token);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = new Uri("http://station/") };

    [GeneratedRegex("new\\(\"(GET|POST) (/[^\"]*)\"")]
    private static partial Regex Row();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Blank();
}
