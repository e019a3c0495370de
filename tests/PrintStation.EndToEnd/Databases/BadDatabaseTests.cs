using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using PrintStation.EndToEnd.Demonstration;
using PrintStation.Tests.Storage;

namespace PrintStation.EndToEnd.Databases;

/// <summary>A station does not start with a database it cannot trust, says what it found and which command helps, and touches nothing.</summary>
[TestFixture]
internal sealed class BadDatabaseTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private Demo _demo = null!;

    [OneTimeSetUp]
    public async Task PrintTwoCards()
    {
        _demo = await Demo.RunAsync("--cards", "2");
        _demo.AssertGood(issued: 2);
    }

    [OneTimeTearDown]
    public void Leave() => _demo?.Dispose();

    [TestCase("newer", "newer version")]
    [TestCase("damaged", "damaged")]
    [TestCase("half", "damaged")]
    [TestCase("ledger-broken", "broken at movement 2")]
    [TestCase("balances-differ", "Store")]
    [TestCase("head-file-damaged", "ledger-head.json is damaged")]
    [TestCase("missing", "station.db")]
    [TestCase("empty", "holds no books")]
    public async Task The_station_refuses_to_start_and_not_a_byte_changes(string what, string named)
    {
        using var directory = new TemporaryDirectory();
        var instance = Copy(directory.Path);
        Spoil(instance, what);
        var before = DirectoryBytes.Of(instance);

        var run = await StationAsync("run", "--instance", instance);
        var verify = await StationAsync("db", "verify", "--instance", instance);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")), run.ToString());
            Assert.That(run.Error, Does.Contain(named).And.Match("printstation db (verify|restore)"));
            Assert.That(verify.ExitCode, Is.EqualTo(1), verify.ToString());
            Assert.That(verify.Error, Does.Contain($"{(what == "half" ? "damaged" : what)}: ").And.Match("printstation db (verify|restore)"));
            Assert.That(DirectoryBytes.Of(instance), Is.EqualTo(before));
            if (what is "newer" or "damaged" or "half" or "missing" or "empty")
                Assert.That(verify.Output, Does.Match("Reports waiting +│ +–"), "what nobody could read is no zero");
        }
    }

    [Test]
    public async Task A_sound_database_with_its_log_is_verified_without_changing_a_byte()
    {
        using var directory = new TemporaryDirectory();
        var instance = Copy(directory.Path);
        Spoil(instance, "nothing");
        var before = DirectoryBytes.Of(instance);
        var verify = await StationAsync("db", "verify", "--json", "--instance", instance);
        Assert.That(verify.ExitCode, Is.Zero, verify.ToString());
        var found = JsonNode.Parse(verify.Output)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((bool?)found["inUse"], Is.False);
            Assert.That((string?)found["schema"], Is.EqualTo(NewestMigration()));
            Assert.That((long?)found["head"], Is.EqualTo((long?)found["fileHead"]).And.Positive);
            Assert.That((long?)found["runs"]!["Issued"], Is.EqualTo(2));
            Assert.That((long?)found["reportsWaiting"], Is.Zero);
            Assert.That(found["troubles"]!.AsArray(), Is.Empty);
            Assert.That(DirectoryBytes.Of(instance), Is.EqualTo(before));
        }
    }

    private static string NewestMigration() => Directory.GetFiles(Path.Combine(Repository.Root, "src", "PrintStation", "Storage", "Migrations"), "*.sql")
        .Select(path => Path.GetFileNameWithoutExtension(path)).Max(StringComparer.Ordinal)!;

    [TestCase("db")]
    [TestCase("db", "backup")]
    [TestCase("db", "restore", "--from", "x")]
    public async Task Wrong_usage_is_exit_2(params string[] arguments) =>
        Assert.That((await StationAsync(arguments)).ExitCode, Is.EqualTo(2));

    private static Task<Finished> StationAsync(params string[] arguments) =>
        Repository.RunAsync(Repository.Script("printstation"), [.. arguments, "--lang", "en"], Limit);

    /// <summary>With a socket that somebody else might be listening on.</summary>
    private string Copy(string directory)
    {
        var instance = Path.Combine(directory, "instance");
        var source = Path.Combine(_demo.Directory, "instance");
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".sock", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(instance, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        File.WriteAllText(Path.Combine(instance, "run.sock"), "taken");
        return instance;
    }

    private static void Spoil(string instance, string what)
    {
        var database = Path.Combine(instance, "data", "station.db");
        switch (what)
        {
            case "damaged":
                var bytes = File.ReadAllBytes(database);
                Array.Fill(bytes, (byte)0xA5, 2 * 4096, 4 * 4096);
                File.WriteAllBytes(database, bytes);
                break;
            case "half":
                using (var file = new FileStream(database, FileMode.Open))
                    file.SetLength(file.Length / 2);
                break;
            case "missing":
                File.Delete(database);
                break;
            case "empty":
                foreach (var file in Directory.GetFiles(Path.GetDirectoryName(database)!, "station.db*"))
                    File.Delete(file);
                File.WriteAllBytes(database, []);
                break;
            case "head-file-damaged":
                var head = Path.Combine(instance, "ledger-head.json");
                File.WriteAllText(head, File.ReadAllText(head)[..20]);
                break;
            default:
                ChangeInTheLog(database, what switch
                {
                    "newer" => "INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('PrintStation.Storage.Migrations.999-future.sql', '2030-01-01')",
                    "ledger-broken" => "DROP TRIGGER ledger_never_changes; UPDATE ledger SET quantity = quantity + 1 WHERE sequence = 2",
                    "balances-differ" => "UPDATE balance SET quantity = quantity + 1 WHERE place = 'Store'",
                    _ => "UPDATE setting SET value = value",
                });
                break;
        }
    }

    /// <summary>As a kill leaves it: the change stands only in the write-ahead log.</summary>
    private static void ChangeInTheLog(string database, string sql)
    {
        var elsewhere = Directory.CreateTempSubdirectory("printstation-").FullName;
        var copy = Path.Combine(elsewhere, "station.db");
        File.Copy(database, copy);
        using (var connection = new SqliteConnection($"Data Source={copy};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
            foreach (var end in new[] { "", "-wal", "-shm" })
                File.Copy(copy + end, database + end, overwrite: true);
        }

        Directory.Delete(elsewhere, recursive: true);
    }
}
