using System.CommandLine;
using System.Text.Json;
using PrintStation.Captures;
using PrintStation.Contracts;

namespace PrintStation.Cli;

/// <summary>Looks into a captured print stream. Needs neither station nor service.</summary>
/// <remarks>Pictures show a person's card: they are the user's own. The listing has no byte of them.</remarks>
internal static class DecodeCommand
{
    /// <summary>A card in colour, both sides, takes at most 4 MB.</summary>
    public const int MostBytes = 64 * 1024 * 1024;

    public static Command Create(CommonOptions common)
    {
        var file = new Argument<string>("file") { Description = common.Texts["cli.argument.capture"] };
        var protocol = new Option<string>("--protocol") { Description = common.Texts["cli.option.protocol"], Required = true };
        protocol.AcceptOnlyFromAmong("evolis");
        var directory = new Option<string>("--out") { Description = common.Texts["cli.option.pictures"], Required = true };
        var command = new Command("decode", common.Texts["cli.decode"]) { file, protocol, directory };
        command.SetAction(result =>
        {
            var streams = result.InvocationConfiguration;
            return Decode(result.GetValue(file)!, result.GetValue(directory)!, result.GetValue(common.Json), common.Texts, streams.Output,
                streams.Error);
        });
        return command;
    }

    private static int Decode(string file, string directory, bool json, StationTexts texts, TextWriter output, TextWriter error)
    {
        Capture capture;
        try
        {
            if (ReadBytes(file) is not { } bytes)
                return Fail(texts.Format("decode.too-large", file, MostBytes));
            capture = EvolisCaptureReader.Read(bytes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Fail(texts.Format("decode.missing", file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Fail(texts.Format("decode.unreadable", file));
        }

        var pictures = CapturePictures.Write(capture, directory);
        List<(string Code, int? Offset, string Text)> troubles =
        [
            .. capture.Troubles.Select(trouble => (trouble.Code, (int?)trouble.Offset,
                texts.Format($"decode.{trouble.Code}", trouble.Offset, trouble.Expected, trouble.Found, file))),
        ];
        if (pictures.FailedPath is { } failed)
            troubles.Add((pictures.FailedCode!, null, texts.Format($"decode.{pictures.FailedCode}", failed)));

        if (json)
            output.WriteLine(JsonSerializer.Serialize(CaptureListing.Json(file, capture, pictures, troubles), WireJson.Options));
        else if (capture.Entries.Count > 0)
            CaptureListing.Print(capture, pictures, texts, output);
        foreach (var (_, _, text) in troubles)
            error.WriteLine(text);
        return troubles.Count == 0 ? 0 : 1;

        int Fail(string text)
        {
            error.WriteLine(text);
            return 1;
        }
    }

    /// <returns>Null when the file is larger than <see cref="MostBytes"/>.</returns>
    private static byte[]? ReadBytes(string file)
    {
        using var stream = File.OpenRead(file);
        using var bytes = new MemoryStream();
        var chunk = new byte[81_920];
        while (bytes.Length <= MostBytes)
        {
            var count = stream.Read(chunk);
            if (count == 0)
                return bytes.ToArray();
            bytes.Write(chunk, 0, count);
        }

        return null;
    }
}
