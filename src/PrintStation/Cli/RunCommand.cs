using System.CommandLine;
using PrintStation.Storage;

namespace PrintStation.Cli;

internal static class RunCommand
{
    public static Command Create(CommonOptions common)
    {
        var command = new Command("run", common.Texts["cli.run"]);
        command.SetAction(async (result, token) =>
        {
            try
            {
                var options = StationOptionsFile.Load(result.GetValue(common.Instance)!);
                await using var station = StationHost.Build(options, StationSurroundings.Real);
                await station.RunAsync(token);
                return Environment.ExitCode;
            }
            catch (StationDatabaseException e)
            {
                await Console.Error.WriteLineAsync(common.Texts.Format($"database.{e.Code}", e.Subject));
                return 1;
            }
            catch (Exception e) when (e is ConfigurationException or IOException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 1;
            }
        });
        return command;
    }
}
