using System.Globalization;
using PrintStation.Emulators.World;

namespace PrintStation.Emulators.Evolis;

/// <summary>Answers that change nothing.</summary>
internal static class EvolisQueries
{
    private const string SensorHigh = "5,00 Volts";
    private const string SensorLow = "0,00 Volts";

    /// <param name="standing">The error that hides the position.</param>
    public static EvolisReply Answer(EvolisCommand command, PrinterBody body, int mode, string? standing) => command.Text switch
    {
        "Rem" => Number(mode),
        "Rsn" => new EvolisReply(body.SerialNumber),
        "Rtp" => new EvolisReply("Primacy2"),
        "Rfv" => new EvolisReply("1.0.0"),
        "Rkn" => new EvolisReply($"K{body.SerialNumber}"),
        "Rr" => new EvolisReply("ymcko"),
        "Rlr;p" => new EvolisReply(standing ?? Position(body)),
        "Rlr;h" => body.IsExitBlocked ? new EvolisReply("CARD") : EvolisReply.Ok,
        "Rse;f" => body.IsCleaningDue ? new EvolisReply(EvolisPrinter.CleaningText) : Sensor(body.FeederSeesCards),
        "Rse;n" => Sensor(body.IsNearlyEmpty),
        "Rse;o" => Sensor(!body.IsCoverOpen),
        "Rse;b" => Sensor(body.IsCardAtExit),
        "Rrt;count" or "Rrt;qty" or "Rrt;zone" when !body.HasRibbon => new EvolisReply("ERR RIB DETECTION"),
        "Rrt;count" => Number(body.RibbonPrintsLeft),
        "Rrt;qty" => Number(body.RibbonCapacity),
        "Rrt;zone" => Number(body.RibbonZone),
        "Rzp" => Number(PrinterBody.OwnZone),
        "Rco;c" => Number(body.CardsInserted),
        "Rco;p" => Number(body.PanelsPrinted),
        "Rco;n" => Number(3),
        _ when command.Name is "Rlr" or "Rse" or "Rrt" or "Rco" => EvolisReply.BadParameter,
        _ => EvolisReply.UnknownCommand,
    };

    private static string Position(PrinterBody body) => (body.Inside, body.Position) switch
    {
        (null, _) => "OK",
        (_, PlaceKind.ChipStation) => "CONTACTLESS CARD",
        // Between the stations the card lies under the print position's sensor.
        _ => "CARD",
    };

    private static EvolisReply Sensor(bool high) => new(high ? SensorHigh : SensorLow);

    private static EvolisReply Number(long value) => new(value.ToString(CultureInfo.InvariantCulture));
}
