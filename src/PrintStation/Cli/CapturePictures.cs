using PrintStation.Captures;
using PrintStation.Storage;

namespace PrintStation.Cli;

/// <summary>What was written of a capture's panels.</summary>
/// <param name="Files">Full paths, by the entry's place in the capture.</param>
/// <param name="FailedCode">"directory" or "picture", when something could not be written; the rest was not tried then.</param>
internal sealed record CapturePictures(
    IReadOnlyDictionary<int, IReadOnlyList<string>> Files, string? FailedPath = null, string? FailedCode = null)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>panel-&lt;nn&gt;-&lt;panel&gt;, nn being the download's number in the stream; "-cut" where rows are missing. Files of
    /// these names are overwritten. A capture without a panel makes no directory.</summary>
    public static CapturePictures Write(Capture capture, string directory)
    {
        var files = new Dictionary<int, IReadOnlyList<string>>();
        if (capture.Entries.All(entry => entry.Data?.Panel is null))
            return new CapturePictures(files);
        if (!TryMake(directory))
            return new CapturePictures(files, directory, "directory");

        var number = 0;
        foreach (var (index, entry) in capture.Entries.Index())
        {
            if (entry.Data is null)
                continue;
            number++;
            if (entry.Data.Panel is not { Rows: > 0 } panel)
                continue;
            var path = Path.GetFullPath(Path.Combine(directory, $"panel-{number:00}-{panel.Name}{(panel.IsWhole ? "" : "-cut")}"));
            var (png, portable) = ($"{path}.png", $"{path}.{PanelPicture.PortableExtension(panel)}");
            if (!TryWrite(png, PanelPicture.ToPng(panel)))
                return new CapturePictures(files, png, "picture");
            if (!TryWrite(portable, PanelPicture.ToPortable(panel)))
                return new CapturePictures(files, portable, "picture");
            files[index] = [png, portable];
        }

        return new CapturePictures(files);
    }

    private static bool TryMake(string directory)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(directory);
            else
                Directory.CreateDirectory(directory, Private);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The caller says which directory it was.
            return false;
        }
    }

    private static bool TryWrite(string path, byte[] bytes)
    {
        try
        {
            DurableFile.CreatePrivate(path);
            File.WriteAllBytes(path, bytes);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The caller says which file it was.
            return false;
        }
    }
}
