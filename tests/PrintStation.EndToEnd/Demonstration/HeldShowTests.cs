using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace PrintStation.EndToEnd.Demonstration;

/// <summary>A person asks the running station about a card that waits, in his language.</summary>
[TestFixture]
internal sealed class HeldShowTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Test]
    public async Task A_held_card_is_shown_with_its_evidence_and_a_run_that_the_books_contradict_is_named_by_verify()
    {
        using var demo = await Demo.RunAsync("--cards", "1");
        demo.AssertGood(issued: 1);
        var instance = Path.Combine(demo.Directory, "instance");
        var run = Hold(Path.Combine(instance, "data", "station.db"));
        using var station = Process.Start(new ProcessStartInfo(Repository.Script("printstation"), ["run", "--instance", instance])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var said = Task.WhenAll(station.StandardOutput.ReadToEndAsync(), station.StandardError.ReadToEndAsync());
        try
        {
            var shown = JsonNode.Parse((await UntilAnswersAsync("held", "show", run, "--json", "--instance", instance)).Output)!;
            var indonesian = await UntilAnswersAsync("held", "show", run, "--lang", "id", "--instance", instance);
            var verified = await Repository.RunAsync(Repository.Script("printstation"), ["db", "verify", "--json", "--instance", instance], Limit);
            using (Assert.EnterMultipleScope())
            {
                Assert.That((string?)shown["state"], Is.EqualTo("Held"));
                Assert.That(shown["sent"]!.AsArray().Select(sent => (string?)sent!["command"]),
                    Is.EqualTo(new[] { "feed", "encode-chip", "print", "return-and-read-chip", "eject" }));
                Assert.That((string?)shown["evidence"]!["position"], Is.EqualTo("Empty"));
                Assert.That((string?)shown["evidence"]!["chip"], Is.EqualTo("nothing"));
                Assert.That((string?)shown["lastSeen"], Is.EqualTo("ContactlessStation"), "where it was verified");
                Assert.That(shown["why"]!.AsArray(), Is.Not.Empty);
                Assert.That((long?)shown["evidence"]!["panelsPrintedAfter"] - (long?)shown["evidence"]!["panelsPrintedBefore"], Is.EqualTo(5));
                Assert.That(indonesian.Output, Does.Contain("tertahan").And.Contain($"printstation held accept {run} --face-ok --by NAMA")
                    .And.Contain("Posisi terakhir").And.Contain("Terakhir terlihat"));
                Assert.That(verified.ExitCode, Is.EqualTo(1), verified.ToString());
                Assert.That(verified.Output, Does.Contain("\"inUse\":true").And.Contain($"run-differs").And.Contain($"{run}: Held / Issued"));
            }
        }
        finally
        {
            station.Kill(entireProcessTree: true);
            await station.WaitForExitAsync();
            await said;
        }
    }

    /// <summary>As if nothing had proven that the card left.</summary>
    private static string Hold(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE run SET state = 'Held' WHERE state = 'Issued' RETURNING run_id";
        return (string)command.ExecuteScalar()!;
    }

    private static async Task<Finished> UntilAnswersAsync(params string[] arguments)
    {
        Finished? last = null;
        for (var attempt = 0; attempt < 30 && last is not { ExitCode: 0 }; attempt++)
            last = await Repository.RunAsync(Repository.Script("printstation"), arguments, Limit);
        Assert.That(last!.ExitCode, Is.Zero, last.ToString());
        return last;
    }
}
