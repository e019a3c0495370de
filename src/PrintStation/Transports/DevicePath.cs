namespace PrintStation.Transports;

/// <summary>Paths of device files.</summary>
internal static class DevicePath
{
    /// <summary>A device may be plugged in later; a directory will never be one.</summary>
    /// <exception cref="FormatException">Names the address.</exception>
    public static void RequireNoDirectory(string address, string path)
    {
        if (Directory.Exists(path))
            throw new FormatException($"Address \"{address}\": {path} is a directory; name the device file in it.");
    }

    /// <summary>Whether it lies, after all links, where the system keeps its devices.</summary>
    public static bool IsDevice(string path)
    {
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        return target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal);
    }
}
