using System.Diagnostics;

namespace PrintStation.EndToEnd.Demonstration;

/// <summary>A database brought back from an earlier moment does not know the cards that were made since.</summary>
[TestFixture]
internal sealed class RestoreTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Test]
    public async Task A_restored_database_is_noticed_by_the_file_beside_it_before_anything_is_printed()
    {
        using var demo = await Demo.RunAsync("--cards", "2");
        demo.AssertGood(issued: 2);
        var instance = Path.Combine(demo.Directory, "instance");
        var data = Path.Combine(instance, "data");
        using var backup = new TemporaryDirectory();
        Copy(data, backup.Path);

        var more = await Repository.RunAsync(Repository.Script("demo"), ["--exit", "--no-build", "--configuration", Repository.Configuration,
            "--speed", "40", "--keep", "--cards", "1", "--out", demo.Directory], TimeSpan.FromMinutes(5));
        Assert.That(more.ExitCode, Is.Zero, more.ToString());
        Directory.Delete(data, recursive: true);
        Copy(backup.Path, data);

        using var station = Process.Start(new ProcessStartInfo(Repository.Script("printstation"), ["run", "--instance", instance])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = station.StandardOutput.ReadToEndAsync();
        var errors = station.StandardError.ReadToEndAsync();
        try
        {
            var status = await UntilAnswersAsync(instance);
            Assert.That(status, Does.Contain("books-behind").And.Contain("resume --books-reconciled"));
        }
        finally
        {
            station.Kill(entireProcessTree: true);
            await station.WaitForExitAsync();
            await Task.WhenAll(output, errors);
        }
    }

    private static async Task<string> UntilAnswersAsync(string instance)
    {
        var last = "";
        for (var attempt = 0; attempt < 30; attempt++)
        {
            var answer = await Repository.RunAsync(Repository.Script("printstation"), ["status", "--json", "--instance", instance], Limit);
            if (answer.ExitCode == 0)
                return answer.Output;
            last = answer.ToString();
        }

        throw new TimeoutException($"the station does not answer: {last}");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
