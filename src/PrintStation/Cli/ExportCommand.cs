using System.CommandLine;
using PrintStation.Storage;

namespace PrintStation.Cli;

internal static class ExportCommand
{
    public static Command Create(CommonOptions common)
    {
        var file = new Option<string?>("--out") { Description = common.Texts["cli.option.out"] };
        var command = new Command("export", common.Texts["cli.export"]) { file };
        command.SetAction(async (result, token) =>
        {
            var (exitCode, body) = await common.Client(result).ReadAsync(HttpMethod.Get, "/export", null, token);
            if (exitCode != 0)
                return exitCode;
            if (result.GetValue(file) is { } path)
            {
                try
                {
                    DurableFile.WriteAllText(path, body);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    await Console.Error.WriteLineAsync(common.Texts.Format("error.cannot-write", path));
                    return 1;
                }
            }
            else
                Console.WriteLine(body);
            return 0;
        });
        return command;
    }
}
