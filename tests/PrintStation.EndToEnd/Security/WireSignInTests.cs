using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace PrintStation.EndToEnd.Security;

/// <summary>Somebody watches the lines of a station whose system does not tell who asks: he is asked for name and password as with each act.</summary>
[TestFixture]
internal sealed class WireSignInTests
{
    private const string Line = """{"at":"2026-11-02T09:00:00+08:00","device":"printer-1","direction":">","text":"Rsn"}""";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [TestCase("Siti\nhujan deras di Kupang\n", 0)]
    [TestCase("Siti\nguess\n", 1)]
    [TestCase("", 1)]
    public async Task Who_watches_signs_in(string typed, int exitCode)
    {
        using var directory = new TemporaryDirectory();
        // Whose the data is, is the station.
        Directory.CreateDirectory(Path.Combine(directory.Path, "data"));
        await using var station = await StandInAsync(Path.Combine(directory.Path, "run.sock"));
        var watched = await Repository.RunAsync("bash", ["-c", "printf \"$1\" | \"${@:2}\"", "bash", typed, Path.ChangeExtension(Repository.Program("printstation"), null),
            "wire", "--follow", "--json", "--lang", "en", "--instance", directory.Path], Limit);
        Assert.That(watched.ExitCode, Is.EqualTo(exitCode), watched.ToString());
        Assert.That(watched.Output.Trim(), Is.EqualTo(exitCode == 0 ? Line : ""));
        if (exitCode != 0)
            Assert.That(watched.Error, Does.Contain("does not tell who asks"));
    }

    /// <summary>A door that knows nobody by his login; what is behind it is one line.</summary>
    private static async Task<WebApplication> StandInAsync(string socket)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        var station = builder.Build();
        var expected = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("Siti:hujan deras di Kupang"))}";
        station.MapGet("/wire", (HttpRequest asked) => asked.Headers.Authorization == expected
            ? Results.Text(Line + "\n", "application/x-ndjson")
            : Results.Json(new { code = "user.sign-in", subject = "" }, statusCode: StatusCodes.Status409Conflict));
        await station.StartAsync();
        return station;
    }
}
