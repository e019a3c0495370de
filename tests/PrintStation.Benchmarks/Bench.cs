using System.Net;
using System.Net.Sockets;

namespace PrintStation.Benchmarks;

/// <summary>Where one benchmark works.</summary>
internal sealed class Bench
{
    public Bench(string name)
    {
        Root = Find(AppContext.BaseDirectory);
        Out = Directory.CreateDirectory(Path.Combine(Root, "out", "bench", name)).FullName;
        // The demonstration's parts find programs and configuration from the script's own place.
        AppContext.SetData("EntryPointFileDirectoryPath", Path.Combine(Root, "scripts"));
    }

    /// <summary>The working copy.</summary>
    public string Root { get; }

    /// <summary>out/bench/NAME. What lies in it is of the last run.</summary>
    public string Out { get; }

    public static TimeProvider Time => TimeProvider.System;

    /// <summary>A directory below <see cref="Out"/> that is empty.</summary>
    public string Fresh(string name)
    {
        var path = Path.Combine(Out, name);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        return Directory.CreateDirectory(path).FullName;
    }

    /// <summary>What is going on, for whoever waits; the figures come at the end.</summary>
    public static void Say(string what) => Console.Error.WriteLine(what);

    /// <summary>A port of this machine only.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "PrintStation.sln"))
            ? directory
            : Find(Path.GetDirectoryName(directory) ?? throw new BenchException("Benchmarks run inside the working copy."));
}
