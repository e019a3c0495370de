using System.CommandLine;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

internal static class WireCommand
{
    public static Command Create(CommonOptions common)
    {
        var follow = new Option<bool>("--follow") { Description = common.Texts["cli.option.follow"], Required = true };
        var command = new Command("wire", common.Texts["cli.wire"]) { follow };
        command.SetAction((result, token) => common.Client(result).FollowAsync<WireView>("/wire", Print, token));
        return command;
    }

    private static void Print(WireView line) =>
        AnsiConsole.MarkupLineInterpolated($"[grey]{line.At:HH:mm:ss.fff}[/] [bold]{line.Device}[/] {line.Direction} {line.Text}");
}
