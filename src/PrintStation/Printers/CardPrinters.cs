using PrintStation.Printers.Evolis;
using PrintStation.Transports;

namespace PrintStation.Printers;

/// <summary>From a model and an address to a driver.</summary>
internal static class CardPrinters
{
    /// <summary>The driver; nothing is connected yet.</summary>
    /// <param name="name">The station's name of the printer, for logs.</param>
    /// <exception cref="FormatException">The address or the language is not one this station knows; the text says what is allowed.</exception>
    public static ICardPrinter Open(
        string name, PrinterModel model, string address, LineOpener open, TimeProvider timeProvider, ILoggerFactory loggers)
    {
        if (model.Language != "evolis")
            throw new FormatException($"Printer language \"{model.Language}\" of model \"{model.Model}\" is not known; allowed: evolis.");

        var transport = open(address, model.Timings.Query, timeProvider);
        return new EvolisPrinter(name, model, transport, timeProvider, loggers.CreateLogger<EvolisPrinter>());
    }
}
