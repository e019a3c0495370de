using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using PrintStation.EndToEnd.Databases;

namespace PrintStation.EndToEnd.Security;

/// <summary>Three logins of the machine at one station: who they are is the system's word, not theirs.</summary>
[TestFixture]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class UsersTests
{
    private const string Manager = "nobody";
    private const string Operator = "daemon";
    private const string First = "kopi susu pagi hari";
    private const string Own = "hujan deras di Kupang";
    private const int Screen = 80;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Persons_act_by_their_logins_the_second_by_his_password_and_the_trail_tells_who_altered_it()
    {
        if (Environment.UserName != "root")
            Assert.Ignore("to be other logins takes root on Linux");
        using var office = await LiveOffice.StartAsync(cards: 1, besides: ["--operator", "none"]);
        OpenToOthers(office);
        await office.UntilAsync("the station answers", async () => await office.StatusAsync() is not null);

        await EnrolAsync(office);
        await LockAsync(office);
        await ActAsync(office);
        await AlterAsync(office);
        await RestoreAsync(office);
    }

    private static async Task EnrolAsync(LiveOffice office)
    {
        await SaysAsync(office, "root", "", 0, "No users are enrolled", "status");
        await SaysAsync(office, "root", "", 0, "Nobody is enrolled", "user", "list");
        await SaysAsync(office, "root", "", 0, "The trail is empty", "audit", "list");
        await SaysAsync(office, Manager, First, 1, "root or by the station's own user", "user", "add", "Eve", "--roles", "admin", "--os-user", Manager);
        await SaysAsync(office, "root", First, 1, "the first one is an admin", "user", "add", "Ratu", "--roles", "manager", "--os-user", "root");
        await SaysAsync(office, "root", First, 0, "Ratu", "user", "add", "Ratu", "--roles", "admin", "--os-user", "root");
        await SaysAsync(office, "root", "", 1, "Choose your own first", "user", "list");
        await SaysAsync(office, "root", $"{First}\n{Own}", 0, "", "user", "password");
        await SaysAsync(office, Manager, "", 1, "nobody is not enrolled", "status");
        await SaysAsync(office, "root", First, 0, "Budi", "user", "add", "Budi", "--roles", "manager", "--os-user", Manager);
        await SaysAsync(office, "root", First, 0, "Siti", "user", "add", "Siti", "--roles", "operator", "--os-user", Operator);
        await SaysAsync(office, Manager, $"wrong\n{Own}", 1, "password of Budi is wrong", "user", "password");
        await SaysAsync(office, Manager, $"{First}\n{Own}", 0, "", "user", "password");
        await SaysAsync(office, Operator, $"{First}\n{Own}", 0, "", "user", "password");
        await SaysAsync(office, "root", First, 0, "Rosa", "user", "add", "Rosa", "--roles", "operator");
        await SaysAsync(office, "root", $"{First}\n{Own}", 1, "At an admin's terminal Rosa", "user", "password", "--as", "Rosa");
        await SaysAsync(office, Operator, $"{First}\n{Own}", 0, "Done", "user", "password", "--as", "Rosa");
    }

    /// <summary>Until when somebody is locked is one moment, said in the office's time wherever it is said.</summary>
    private static async Task LockAsync(LiveOffice office)
    {
        for (var guess = 0; guess < 5; guess++)
            await SaysAsync(office, Operator, $"wrong\n{First}", 1, "password of Siti is wrong", "user", "password");
        var listed = JsonNode.Parse((await SaysAsync(office, "root", "", 0, "Siti", "user", "list", "--json")).Output)!.AsArray()
            .Single(user => (string?)user!["name"] == "Siti")!;
        var until = DateTimeOffset.Parse((string)listed["lockedUntil"]!, CultureInfo.InvariantCulture);
        Assert.That(until.Offset, Is.EqualTo(TimeSpan.FromHours(8)), "WITA");
        await SaysAsync(office, Operator, "", 1, $"Siti: {until:HH:mm}", "status");
        await SaysAsync(office, "root", "", 0, $"{until:HH:mm}", "user", "list");
        await SaysAsync(office, "root", "", 0, "Siti", "user", "unlock", "Siti");
        await SaysAsync(office, Operator, "", 0, "", "status");
    }

    private static async Task ActAsync(LiveOffice office)
    {
        string[] open = ["blank", "open", "--quantity", "100", "--document", "BA/1", "--witness", "Rosa"];
        string[] destroy = ["destroy", "batch", "--document", "BAP/1", "--counted", "2", "--mute", "2", "--second", "Siti", "--witness", "Agus, Inspektorat"];
        await SaysAsync(office, Operator, "", 1, "blank open: manager", open);
        await SaysAsync(office, Operator, "", 1, "You are Siti here", ["blank", "spoil", "--quantity", "2", "--reason", "damaged", "--by", "Budi"]);
        await SaysAsync(office, Operator, "", 1, "wire: technician", "wire", "--follow");
        await SaysAsync(office, Manager, Own, 0, "opening balance, Budi,", open);
        await SaysAsync(office, Operator, "", 0, "Siti", "blank", "spoil", "--quantity", "2", "--reason", "damaged");
        await SaysAsync(office, Operator, Own, 1, "destroy batch: manager", destroy);
        await SaysAsync(office, Manager, "", 1, "Siti has to enter the password", destroy);
        await SaysAsync(office, Manager, "guess", 1, "not the password of Siti", destroy);
        await SaysAsync(office, Manager, Own, 0, "BAP/1", destroy);
        var trail = await SaysAsync(office, "root", "", 0, "Budi (nobody) + Siti", "audit", "list");
        Assert.That(trail.Output.Split('\n'), Has.All.Length.LessThanOrEqualTo(Screen));
        Assert.That(trail.Output.IndexOf("destroy batch", StringComparison.Ordinal),
            Is.LessThan(trail.Output.IndexOf("blank spoil", StringComparison.Ordinal)).And.Not.Negative, "youngest first");
        Assert.That(trail.Output, Does.Not.Contain(Own).And.Not.Contain(First).And.Not.Contain("guess"));
        await SaysAsync(office, "root", "", 0, "Entries read", "audit", "verify");
        var peek = await Repository.RunAsync("setpriv", [.. As(Manager), "cat", Path.Combine(office.Instance, "data", "station.db")], Limit);
        Assert.That((peek.ExitCode, peek.Output), Is.EqualTo((1, "")));
    }

    private static async Task AlterAsync(LiveOffice office)
    {
        await office.Station.StopAsync(TimeProvider.System);
        var database = Path.Combine(office.Instance, "data", "station.db");
        var kept = await File.ReadAllBytesAsync(database);
        Change(database, "DROP TRIGGER audit_never_changes; UPDATE audit SET person = 'Siti' WHERE sequence = (SELECT max(sequence) - 1 FROM audit WHERE person = 'Budi')");
        await BeginAsync(office);
        await SaysAsync(office, "root", "", 1, "broken at entry", "audit", "verify");
        await office.Station.StopAsync(TimeProvider.System);
        await File.WriteAllBytesAsync(database, kept);
        await SaysAsync(office, Manager, First, 1, "Only root or the station's own user", "user", "recover", "Eve", "--os-user", Manager);
        await SaysAsync(office, "root", First, 0, "An admin can log in again", "user", "recover", "Ratu", "--os-user", "root");
        await BeginAsync(office, "Choose your own first");
        await SaysAsync(office, "root", $"{First}\n{Own}", 0, "", "user", "password");
        await SaysAsync(office, "root", "", 0, "recovery (root)", "audit", "list");
    }

    private static async Task RestoreAsync(LiveOffice office)
    {
        var backup = Path.Combine(office.Directory, "backup.db");
        Assert.That((await office.StationAsync("db", "backup", "--to", backup)).ExitCode, Is.Zero);
        await SaysAsync(office, "root", "", 0, "Ratu", "user", "remove", "Siti");
        await SaysAsync(office, Operator, "", 1, "daemon is not enrolled", "status");
        await office.Station.StopAsync(TimeProvider.System);
        Assert.That((await office.StationAsync("db", "restore", "--from", backup, "--by", "Ratu")).ExitCode, Is.Zero);
        await BeginAsync(office);
        await SaysAsync(office, Operator, "", 0, "The users came with older books", "status");
        await SaysAsync(office, "root", "", 0, "Siti", "user", "confirm");
        Assert.That((string?)(await office.StatusAsync())!["users"], Is.EqualTo("enrolled"));
        await SaysAsync(office, "root", "", 0, "older books put back", "audit", "list");
    }

    private static async Task BeginAsync(LiveOffice office, string? error = null)
    {
        office.Station.Begin();
        await office.UntilAsync("the station answers", async () => await office.StationAsync("status") is var answer
            && (error is null ? answer.ExitCode == 0 : answer.Error.Contains(error, StringComparison.Ordinal)));
    }

    private static string[] As(string login) => [$"--reuid={login}", "--regid=0", "--clear-groups"];

    /// <summary>The command line under a login, in the group that may open the socket.</summary>
    /// <param name="typed">Lines of standard input.</param>
    private static async Task<Finished> SaysAsync(
        LiveOffice office, string login, string typed, int exitCode, string sentence, params string[] arguments)
    {
        var done = await Repository.RunAsync("bash",
            ["-c", "typed=$1; shift; if [ -n \"$typed\" ]; then printf '%s\\n' \"$typed\"; fi | setpriv \"$@\"", "bash", typed, .. As(login),
                Path.ChangeExtension(Repository.Program("printstation"), null), "--instance", office.Instance, "--lang", "en", .. arguments], Limit);
        Assert.That(done.ExitCode, Is.EqualTo(exitCode), $"{login}: {string.Join(' ', arguments)}\n{done}");
        Assert.That(string.Join(' ', (done.Output + done.Error).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), Does.Contain(sentence),
            $"{login}: {string.Join(' ', arguments)}");
        return done;
    }

    private static void OpenToOthers(LiveOffice office)
    {
        const UnixFileMode passing = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;
        foreach (var directory in new[] { Path.GetDirectoryName(office.Directory)!, office.Directory, office.Instance })
            File.SetUnixFileMode(directory, passing);
    }

    private static void Change(string database, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
