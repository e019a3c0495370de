using System.Globalization;
using System.Text.RegularExpressions;

namespace PrintStation.Printers.Evolis;

/// <summary>What an error text proves about the command it answers.</summary>
internal enum ReplyEffect
{
    /// <summary>The command was not carried out: nothing moved by it.</summary>
    NothingMoved,

    /// <summary>As <see cref="NothingMoved"/>, but only to the reject command; elsewhere the card may be half-way.</summary>
    NothingMovedByReject,

    /// <summary>Something mechanical, or not known: the card may be anywhere.</summary>
    Doubtful,
}

/// <param name="Text">The device's words.</param>
/// <param name="Stands">Whether it may stand in the place of the position until it is cleared.</param>
internal sealed record ReplyMeaning(string Text, PrinterReason Reason, ReplyEffect Effect, bool Stands);

/// <summary>The position query's answer: a position, or the error that hides it.</summary>
internal sealed record PlaceReply(CardPosition? Position, PrinterReason? Standing);

/// <summary>Pure parsing of the Evolis escape language: reply texts to meanings. Null always means: not an answer to that question.</summary>
internal static partial class EvolisReply
{
    /// <summary>Every error text that is known. A text that is not listed means unknown.</summary>
    public static readonly IReadOnlyList<ReplyMeaning> Errors =
    [
        new("ERROR CDE", PrinterReason.Rejected, ReplyEffect.NothingMoved, Stands: false),
        new("ERROR PARAMETRES", PrinterReason.Rejected, ReplyEffect.NothingMoved, Stands: false),
        new("OPT NOT AVAILABLE", PrinterReason.Rejected, ReplyEffect.NothingMoved, Stands: false),
        new("ERROR", PrinterReason.Rejected, ReplyEffect.Doubtful, Stands: false),
        new("ERROR TIME OUT", PrinterReason.Rejected, ReplyEffect.Doubtful, Stands: false),
        new("NEED CLEANING", PrinterReason.CleaningRequired, ReplyEffect.NothingMoved, Stands: false),
        new("FEEDER EMPTY", PrinterReason.MediaEmpty, ReplyEffect.NothingMoved, Stands: false),
        new("CARD JAM", PrinterReason.MediaJam, ReplyEffect.Doubtful, Stands: true),
        new("COVER OPEN", PrinterReason.CoverOpen, ReplyEffect.Doubtful, Stands: true),
        new("HOPPER FULL", PrinterReason.OutputAreaFull, ReplyEffect.NothingMovedByReject, Stands: false),
        new("ERROR HOPPER", PrinterReason.MediaJam, ReplyEffect.Doubtful, Stands: true),
        new("ERROR HEAD", PrinterReason.HeadFailure, ReplyEffect.Doubtful, Stands: true),
        new("ERROR RIBBON", PrinterReason.MarkerSupplyEmpty, ReplyEffect.NothingMoved, Stands: true),
        new("ERR RIB DETECTION", PrinterReason.MarkerSupplyMissing, ReplyEffect.NothingMoved, Stands: true),
        // The magnetic option has a family of texts ("ERROR MAG…"); this station never writes a stripe.
        new("ERROR MAG", PrinterReason.Rejected, ReplyEffect.Doubtful, Stands: false),
    ];

    public static ReplyMeaning? Error(string text) =>
        Errors.FirstOrDefault(row => row.Text == text)
        ?? (text.StartsWith("ERROR MAG", StringComparison.Ordinal) ? Errors.Single(row => row.Text == "ERROR MAG") : null);

    /// <summary>The good answer to a command: it is or starts with OK.</summary>
    public static bool IsDone(string text) => text.StartsWith("OK", StringComparison.Ordinal);

    /// <summary>Older firmware knows no contactless position and says NO CARD or ERR CARD there. Both stay unknown: taken for an empty
    /// path they would prove a card away that is inside.</summary>
    public static PlaceReply? Place(string text) => text switch
    {
        "OK" => new PlaceReply(CardPosition.Empty, null),
        "CARD" => new PlaceReply(CardPosition.PrintStation, null),
        "SMART CARD" => new PlaceReply(CardPosition.ContactStation, null),
        "CONTACTLESS CARD" => new PlaceReply(CardPosition.ContactlessStation, null),
        _ => Error(text) is { Stands: true } row ? new PlaceReply(null, row.Reason) : null,
    };

    /// <summary>A serial number holds digits and no blanks, and is longer than any mode or level; texts of the language do not look so.</summary>
    public static string? SerialNumber(string text) => SerialNumberShape().IsMatch(text) ? text : null;

    /// <summary>Any text that is not a reply to something else.</summary>
    public static string? Type(string text) =>
        text.Length > 0 && !IsDone(text) && Error(text) is null && Place(text) is null && !text.All(char.IsAsciiDigit) ? text : null;

    public static int? Mode(string text) =>
        text.Length is 1 or 2 && text.All(char.IsAsciiDigit) ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    public static long? Counter(string text) =>
        text.Length is > 0 and <= 15 && text.All(char.IsAsciiDigit) ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>For example "5,00 Volts"; the decimal sign is a comma whatever the printer's language.</summary>
    public static decimal? Volts(string text) =>
        VoltsShape().IsMatch(text) ? decimal.Parse(text[..^" Volts".Length].Replace(',', '.'), CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\A(?=[^\d]*\d)[A-Za-z0-9-]{5,32}\z")]
    private static partial Regex SerialNumberShape();

    [GeneratedRegex(@"\A\d{1,2},\d{1,3} Volts\z")]
    private static partial Regex VoltsShape();
}
