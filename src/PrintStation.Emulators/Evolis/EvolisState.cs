using PrintStation.Emulators.World;

namespace PrintStation.Emulators.Evolis;

/// <summary>What the electronics forget when the power goes; the values are the saved defaults.</summary>
/// <param name="Mode">Pem: who recovers from errors; 0 the printer, 2 and 18 the host.</param>
/// <param name="KeepCard">Pneab;E: no automatic eject after the print.</param>
/// <param name="HasRejectTray">Pcrm;D.</param>
/// <param name="Ribbon">Pr: panels in the order of the print.</param>
internal sealed record EvolisSettings(int Mode, bool KeepCard, bool HasRejectTray, string Ribbon, EvolisSyntax Syntax)
{
    public static readonly EvolisSettings Saved = new(0, false, false, "ymcko", EvolisSyntax.Default);

    /// <summary>Errors stand until the host clears them.</summary>
    public bool HostRecovers => Mode is 2 or 18;
}

/// <summary>A print between Ss and Se.</summary>
internal sealed class PrintSequence
{
    private readonly List<(CardSide Side, RibbonPanel Panel)> _received = [];

    public CardSide Side { get; private set; } = CardSide.Front;

    /// <summary>Received and not yet printed: the next panel, the second side or the end lets it print.</summary>
    public (CardSide Side, RibbonPanel Panel)? Waiting { get; private set; }

    public IReadOnlyList<(CardSide Side, RibbonPanel Panel)> Received => _received;

    public int PanelsOnSide => _received.Count(entry => entry.Side == Side);

    public bool Accepts(char panel, string ribbon) => PanelsOnSide < ribbon.Length && ribbon[PanelsOnSide] == panel;

    public void Receive(RibbonPanel panel)
    {
        Waiting = (Side, panel);
        _received.Add((Side, panel));
    }

    public void Printed() => Waiting = null;

    public void Turn() => Side = CardSide.Back;
}

/// <param name="CardDone">An eject or reject has ended: the printer is ready for the next card.</param>
/// <param name="IsLate">It comes only when the host has given it up and asks for something else.</param>
internal sealed record EvolisReply(string Text, bool CardDone = false, bool IsLate = false)
{
    public static readonly EvolisReply Ok = new("OK");
    public static readonly EvolisReply UnknownCommand = new("ERROR CDE");
    public static readonly EvolisReply BadParameter = new("ERROR PARAMETRES");

    /// <summary>The command is known and makes no sense now.</summary>
    public static readonly EvolisReply NotNow = new("ERROR");
    public static readonly EvolisReply NoSuchOption = new("OPT NOT AVAILABLE");

    /// <summary>The printer's words for how a movement ended.</summary>
    public static EvolisReply Of(Motion motion) => motion switch
    {
        Motion.Done => Ok,
        Motion.FeederEmpty => new EvolisReply("FEEDER EMPTY"),
        Motion.Jam => new EvolisReply(EvolisPrinter.JamText),
        Motion.CoverOpen => new EvolisReply(EvolisPrinter.CoverText),
        Motion.RibbonEnded => new EvolisReply(EvolisPrinter.RibbonText),
        Motion.HeadFailed => new EvolisReply(EvolisPrinter.HeadText),
        Motion.RejectBoxFull or Motion.ExitFull => new EvolisReply("HOPPER FULL"),
        Motion.CleaningDue => new EvolisReply(EvolisPrinter.CleaningText),
        Motion.JamInOwnWords => new EvolisReply(EvolisPrinter.OwnJamText),
        _ => NotNow,
    };
}
