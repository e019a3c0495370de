using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PrintStation.Tests.Chips.Pcsc;

/// <summary>A card that nobody here wrote: Debian's vicc, an ISO 7816-4 card with contacts, in the first slot of vpcd. It is read and
/// written here by opensc-tool, as by a stranger.</summary>
internal sealed class Vicc : IAsyncDisposable
{
    private const string Program = "/usr/bin/vicc";

    /// <summary>Debian's own: the package's modules are for this one.</summary>
    private const string Python = "/usr/bin/python3";

    /// <summary>vicc compares a length that was not given with a number, as Python 2 allowed: at the first UPDATE BINARY it would end.
    /// Python reads this file at its start. The card's file system, which is what counts here, stays as it is.</summary>
    private const string Mend =
        """
        from virtualsmartcard.VirtualSmartcard import Iso7816OS
        whole = Iso7816OS.formatResult
        Iso7816OS.formatResult = lambda self, seekable, le, data, sw, sm: whole(self, seekable, le or 0 if seekable else le, data, sw, sm)
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vicc-");
    private readonly Process _process;

    /// <param name="modules">Above vicc's own package.</param>
    /// <param name="crypto">pycryptodome, which has another name at Debian than the one that vicc asks for.</param>
    private Vicc(string modules, string crypto)
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "Crypto"), crypto);
        File.WriteAllText(Path.Combine(_folder.FullName, "sitecustomize.py"), Mend);
        var start = new ProcessStartInfo(Python, [Program, "-t", "iso7816", "-P", $"{PcscDaemon.FirstPort}"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PYTHONPATH"] = $"{_folder.FullName}:{modules}";
        _process = Process.Start(start) ?? throw new InvalidOperationException("vicc did not start.");
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, said) => Words += said.Data + "\n";
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it complained of.</summary>
    public string Words { get; private set; } = "";

    public bool HasEnded => _process.HasExited;

    /// <summary>Ends the test as ignored where it is not installed.</summary>
    public static Vicc Start()
    {
        if (!File.Exists(Program) || Find("virtualsmartcard") is not { } modules || Find("Cryptodome") is not { } crypto)
        {
            Assert.Ignore("vicc is not installed (Debian: vsmartcard-vpicc python3-virtualsmartcard python3-pycryptodome python3-pil)");
            throw new InvalidOperationException("ignored");
        }

        return new Vicc(modules, crypto);
    }

    /// <summary>Commands in hex, sent one after another through opensc-tool; the data and status of the last answer in hex.</summary>
    public static async Task<string> SendAsync(params string[] commands)
    {
        List<string> arguments = ["--reader", "0", "--card-driver", "default"];
        foreach (var command in commands)
            arguments.AddRange(["--send-apdu", command]);
        var output = await PcscDaemon.RunAsync("opensc-tool", [.. arguments]);
        var last = output[output.LastIndexOf("Received", StringComparison.Ordinal)..];
        var status = last.Split("SW1=0x")[1];
        // Sixteen bytes a line, "5A 0A … ", and behind them the same as text.
        var data = last.Split('\n').Skip(1).SelectMany(line => Regex.Match(line, "^([0-9A-F]{2} ){1,16}").Value.Split(' '));
        return string.Concat(data) + status[..2] + status.Split("SW2=0x")[1][..2];
    }

    private static string? Find(string package) => Directory.GetDirectories("/usr/lib", "python3*")
        .SelectMany(folder => Directory.GetDirectories(folder, "*-packages")).Select(folder => Path.Combine(folder, package))
        .FirstOrDefault(Directory.Exists);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
