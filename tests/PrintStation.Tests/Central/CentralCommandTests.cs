using System.CommandLine;
using System.Text.Json;
using PrintStation.Central.Cli;

namespace PrintStation.Tests.Central;

/// <summary>The command line, in process.</summary>
public sealed class CentralCommandTests
{
    private DirectoryInfo folder = null!;
    private StringWriter output = null!;
    private StringWriter error = null!;

    private string Data => Path.Combine(folder.FullName, "data");

    private string Instance => Path.Combine(folder.FullName, "instance");

    [SetUp]
    public void Prepare()
    {
        folder = Directory.CreateTempSubdirectory("commands-");
        (output, error) = (new StringWriter(), new StringWriter());
    }

    [TearDown]
    public void CleanUp()
    {
        folder.Delete(recursive: true);
        output.Dispose();
        error.Dispose();
    }

    [Test]
    public async Task Init_writes_the_stations_side_and_keeps_private_keys_private()
    {
        Assert.That(await InitAsync(), Is.Zero, error.ToString());
        string[] files = ["tls/ca.pem", "tls/station.pem", "tls/station.key", "keys/envelope.pem", "keys/issuing.pub.pem", "keys/chip-signing.pem"];
        Assert.That(files.Where(file => !File.Exists(Path.Combine(Instance, file))), Is.Empty);
        Assert.That(File.Exists(Path.Combine(Instance, "keys/issuing.pem")), Is.False);
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in (string[])[Path.Combine(Instance, "tls/station.key"), Path.Combine(Instance, "keys/envelope.pem"), Path.Combine(Data, "keys/issuing.pem")])
                Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
        }
    }

    [Test]
    public async Task A_second_station_joins_the_same_centre_and_the_same_name_does_not()
    {
        await InitAsync();
        Assert.That(await RunAsync("init", "--data", Data, "--office", "5371", "--station", "station-5371-2", "--instance", Instance + "-2"), Is.Zero);
        Assert.That(
            File.ReadAllText(Path.Combine(Instance + "-2", "tls/ca.pem")), Is.EqualTo(File.ReadAllText(Path.Combine(Instance, "tls/ca.pem"))));
        var key = File.ReadAllText(Path.Combine(Instance, "keys/envelope.pem"));
        Assert.That(await InitAsync(), Is.EqualTo(1));
        Assert.That(error.ToString(), Does.Contain("Choose another name"));
        Assert.That(File.ReadAllText(Path.Combine(Instance, "keys/envelope.pem")), Is.EqualTo(key));
    }

    [Test]
    public async Task Seed_and_export_tell_of_jobs_deliveries_and_stations()
    {
        await InitAsync();
        var blanks = Path.Combine(folder.FullName, "blanks.json");
        await File.WriteAllTextAsync(blanks, """{"documentNumber":"BAST/1/2024","blankVersion":"2019","uids":["04A1B2C3D4E5F6","0011223344556677"]}""");
        Assert.That(await RunAsync("seed", "--data", Data, "--cards", "2", "--seed", "7", "--blanks", blanks, "--bad"), Is.Zero, error.ToString());
        Assert.That(output.ToString(), Does.Contain("13 print-ready, 0 refused"));

        var file = Path.Combine(folder.FullName, "central.json");
        Assert.That(await RunAsync("export", "--data", Data, "--out", file), Is.Zero, error.ToString());
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var job = document.RootElement.GetProperty("jobs")[0];
        var delivery = document.RootElement.GetProperty("deliveries")[0];
        Assert.Multiple(() =>
        {
            Assert.That(document.RootElement.GetProperty("jobs").GetArrayLength(), Is.EqualTo(13));
            foreach (var name in (string[])["jobId", "nik", "name", "kind", "status", "attempts", "chipUid", "outcomeAt", "reason", "field"])
                Assert.That(job.TryGetProperty(name, out _), Is.True, name);
            Assert.That(job.GetProperty("status").GetString(), Is.EqualTo("waiting"));
            Assert.That(delivery.GetProperty("quantity").GetInt32(), Is.EqualTo(2));
            Assert.That(delivery.GetProperty("confirmedAt").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(document.RootElement.GetProperty("stations")[0].GetProperty("lost").GetBoolean(), Is.False);
        });
    }

    [Test]
    public async Task The_same_seed_twice_is_refused_by_the_checks()
    {
        await InitAsync();
        await RunAsync("seed", "--data", Data, "--cards", "1", "--seed", "7");
        await RunAsync("declare-lost", "--data", Data, "--station", "station-5371-1", "--by", "a", "--by", "b", "--reason", "burnt");
        Assert.That(await RunAsync("seed", "--data", Data, "--cards", "1", "--seed", "7"), Is.Zero, "the same recordings change nothing");
    }

    [TestCase("seed", "--cards", "1")]
    [TestCase("export")]
    [TestCase("overdue", "--json")]
    [TestCase("revoke-job", "job-1")]
    [TestCase("new-epoch")]
    [TestCase("run")]
    public async Task Without_a_centre_each_command_fails_and_says_how_to_make_one(params string[] command)
    {
        Assert.That(await RunAsync([.. command, "--data", Data]), Is.EqualTo(1));
        Assert.That(error.ToString(), Does.Contain("printcentral init"));
        Assert.That(output.ToString(), Is.Empty);
    }

    [Test]
    public async Task Commands_on_unknown_jobs_and_stations_name_the_next_step()
    {
        await InitAsync();
        Assert.That(await RunAsync("revoke-job", "job-none", "--data", Data), Is.EqualTo(1));
        Assert.That(await RunAsync("approve-reprint", "--nik-of-job", "job-none", "--reason", "lost", "--data", Data), Is.EqualTo(1));
        Assert.That(await RunAsync("declare-lost", "--station", "none", "--by", "a", "--by", "b", "--reason", "x", "--data", Data), Is.EqualTo(1));
        Assert.That(error.ToString().Split("The export lists all.").Length - 1, Is.EqualTo(3));
    }

    [Test]
    public async Task A_trail_is_of_one_citizen()
    {
        await InitAsync();
        Assert.That(await RunAsync("seed", "--data", Data, "--cards", "1", "--seed", "7"), Is.Zero, error.ToString());
        Assert.That(await RunAsync("export", "--data", Data), Is.Zero, error.ToString());
        var export = output.ToString();
        using var document = JsonDocument.Parse(export[export.IndexOf('{', StringComparison.Ordinal)..]);
        var job = document.RootElement.GetProperty("jobs")[0];
        Assert.That(await RunAsync("trail", "--data", Data, "--nik", job.GetProperty("nik").GetString()!), Is.Zero, error.ToString());
        Assert.That(output.ToString(), Does.Contain($"{job.GetProperty("jobId").GetString()}  recorded"));
        Assert.That(await RunAsync("trail", "--data", Data, "--nik", "5371010101900009"), Is.Zero, error.ToString());
        Assert.That(output.ToString(), Does.Contain("nothing is known under this number"));
    }

    [Test]
    public async Task A_new_epoch_is_another_one()
    {
        await InitAsync();
        await RunAsync("new-epoch", "--data", Data);
        Assert.That(output.ToString().Trim().Split('\n')[^1], Does.StartWith("2-"));
    }

    [TestCase("init", "--data", "x", "--office", "5371", "--station", "s")]
    [TestCase("seed", "--data", "x", "--cards", "-1")]
    [TestCase("seed", "--data", "x", "--cards", "many")]
    [TestCase("run", "--data", "x", "--listen", "somewhere")]
    [TestCase("nonsense")]
    [TestCase]
    public async Task Wrong_usage_is_exit_code_2(params string[] command) => Assert.That(await PrintStation.Central.Program.Main(command), Is.EqualTo(2));

    [TestCase("53", "station-1")]
    [TestCase("5399", "station-1")]
    [TestCase("5371", "station 1")]
    public async Task Init_refuses_what_is_no_office_or_no_name(string office, string station)
    {
        Assert.That(await RunAsync("init", "--data", Data, "--office", office, "--station", station, "--instance", Instance), Is.EqualTo(1));
        Assert.That(Directory.Exists(Data), Is.False);
    }

    [TestCase("nonsense")]
    [TestCase("Data Source=")]
    [TestCase("Host=127.0.0.1;Colour=red")]
    public async Task Init_refuses_what_is_no_connection_string(string database)
    {
        Assert.That(
            await RunAsync("init", "--data", Data, "--office", "5371", "--station", "s", "--instance", Instance, "--database", database), Is.EqualTo(1));
        Assert.That(error.ToString(), Does.Contain("Data Source=…"));
    }

    [Test]
    public async Task A_database_that_cannot_be_reached_is_a_failure_with_a_next_step()
    {
        Assert.That(
            await RunAsync(
                "init", "--data", Data, "--office", "5371", "--station", "s", "--instance", Instance, "--database",
                "Host=127.0.0.1;Port=1;Username=nobody;Timeout=2"),
            Is.EqualTo(1));
        Assert.That(error.ToString(), Does.Contain("127.0.0.1:1").And.Contain("run init again"));
    }

    private Task<int> InitAsync() =>
        RunAsync("init", "--data", Data, "--office", "5371", "--station", "station-5371-1", "--instance", Instance);

    private Task<int> RunAsync(params string[] command)
    {
        var parsed = CentralCommands.Create(new CentralActions(output, error, TimeProvider.System)).Parse(command);
        Assert.That(parsed.Errors, Is.Empty);
        return parsed.InvokeAsync();
    }
}
