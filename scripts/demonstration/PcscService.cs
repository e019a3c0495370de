using System.Net.Sockets;

/// <summary>The machine's pcscd with vpcd, the virtual reader. One that runs already is used and left running; else one is started for this
/// demonstration alone.</summary>
internal sealed class PcscService(Place place, TimeProvider time)
{
    /// <summary>vpcd's slots, as pcscd calls them.</summary>
    public const string CardReader = "Virtual PCD 00 00";
    public const string SamReader = "Virtual PCD 00 01";

    private const string Program = "/usr/sbin/pcscd";
    private const string VirtualReader = "/etc/reader.conf.d/vpcd";
    private const string SocketFile = "/run/pcscd/pcscd.comm";
    private const string PidFile = "/run/pcscd/pcscd.pid";
    private static readonly string[] Packages = ["pcscd", "vsmartcard-vpcd"];
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>The pcscd that was started; null when one ran before. It is added to what is ended at the end.</summary>
    /// <exception cref="DemoException">It is not installed and cannot be, or it does not start.</exception>
    public async Task<Child?> EnsureAsync(CancellationToken token)
    {
        if (!OperatingSystem.IsLinux())
            throw new DemoException("--pcsc needs pcscd and vpcd, which are for Linux; leave --pcsc out.");
        if (!File.Exists(Program) || !File.Exists(VirtualReader))
            await InstallAsync(token);
        if (Answers())
            return null;

        // One that was killed leaves its number behind; when another program has that number by now, pcscd takes it for itself and ends.
        // Before its first start its directory is not there either.
        if (Environment.IsPrivilegedProcess && File.Exists(PidFile))
            File.Delete(PidFile);
        var pcscd = new Child("pcscd", Program, ["--foreground"], place.Log("pcscd"));
        pcscd.Begin();
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < StartLimit && !pcscd.HasExited;)
        {
            if (Answers())
                return pcscd;
            await Task.Delay(BetweenLooks, time, token);
        }

        var trouble = new DemoException($"pcscd does not start; leave --pcsc out, or see why:\n{pcscd.Tail()}");
        await pcscd.StopAsync(time);
        pcscd.Dispose();
        throw trouble;
    }

    private static bool Answers()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(SocketFile));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task InstallAsync(CancellationToken token)
    {
        var names = string.Join(' ', Packages);
        var missing = $"--pcsc needs the Debian packages {names}";
        if (!File.Exists("/usr/bin/apt-get"))
            throw new DemoException($"{missing}, and there is no apt-get here; leave --pcsc out.");
        string[] sudo = Environment.IsPrivilegedProcess ? [] : ["sudo", "-n"];
        Console.Error.WriteLine($"installing {names}");
        string[][] commands =
        [
            [.. sudo, "apt-get", "update", "-q"],
            [.. sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-q", "-y", "--no-install-recommends", .. Packages],
        ];
        foreach (var command in commands)
        {
            var (code, output) = await RunAsync(command, token);
            if (code != 0)
                throw new DemoException($"{missing}, which could not be installed; do it by hand, or leave --pcsc out:\n{output}");
        }

        static async Task<(int Code, string Output)> RunAsync(string[] command, CancellationToken token)
        {
            try
            {
                return await Child.RunAsync(command[0], command[1..], token, InstallLimit);
            }
            catch (System.ComponentModel.Win32Exception e)
            {
                return (-1, $"{command[0]}: {e.Message}");
            }
        }
    }
}
