using System.Globalization;
using PrintStation.Emulators.Faults;
using PrintStation.Emulators.World;

namespace PrintStation.Emulators.Evolis;

/// <summary>The electronics of an Evolis printer: commands in, movements and replies out. One command at a time; a movement goes on when the
/// connection that asked for it is gone, and ends only with the power.</summary>
internal sealed partial class EvolisPrinter
{
    public const string JamText = "CARD JAM";
    public const string OwnJamText = "BOURRAGE CARTE";
    public const string CleaningText = "NEED CLEANING";
    public const string CoverText = "COVER OPEN";
    public const string HeadText = "ERROR HEAD";
    public const string RibbonText = "ERROR RIBBON";

    /// <summary>A stale answer comes so often in a row.</summary>
    private const int StaleReplies = 2;

    private readonly PrinterBody _body;
    private readonly PhysicalWorld _world;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Dictionary<string, Func<EvolisCommand, CancellationToken, Task<EvolisReply>>> _commands;
    private EvolisSettings _settings = EvolisSettings.Saved;
    private PrintSequence? _sequence;
    private PrintSequence? _failedPrint;
    private string? _standing;
    private bool _ribbonError;

    private int _staleReplies;

    public EvolisPrinter(PrinterBody body, PhysicalWorld world)
    {
        (_body, _world) = (body, world);
        _commands = new()
        {
            ["Pem"] = SetModeAsync,
            ["Pneab"] = (command, _) => SetAsync(command, KeepCardOf(command) is { } keep ? _settings with { KeepCard = keep } : null),
            ["Pcrm"] = (command, _) => SetAsync(command, command.Text == "Pcrm;D" ? _settings with { HasRejectTray = true } : null),
            ["Pr"] = (command, _) => SetAsync(command, IsRibbon(command) ? _settings with { Ribbon = command.Parameters[0] } : null),
            ["Psc"] = (command, _) => SetAsync(command, SyntaxOf(command) is { } syntax ? _settings with { Syntax = syntax } : null),
            ["Scs"] = (_, _) => Task.FromResult(ClearStatus()),
            ["Ss"] = StartAsync,
            ["Sr"] = (_, _) => Task.FromResult(_sequence is null ? EvolisReply.NotNow : EvolisReply.Ok),
            ["Sv"] = TurnAsync,
            ["Db"] = DownloadAsync,
            ["Dbc"] = DownloadAsync,
            ["Se"] = EndAsync,
            ["Si"] = (command, power) => FetchAsync(command, PlaceKind.PrintHead, power),
            ["Sic"] = (command, power) => FetchAsync(command, PlaceKind.ChipStation, power),
            ["Ser"] = RejectAsync,
        };
    }

    /// <summary>The characters of the language now.</summary>
    public EvolisSyntax Syntax => _settings.Syntax;

    /// <param name="power">Cancelled when the printer loses its power.</param>
    /// <exception cref="OperationCanceledException">The power went.</exception>
    public async Task<EvolisReply> ExecuteAsync(EvolisCommand command, CancellationToken power)
    {
        await _oneAtATime.WaitAsync(power);
        try
        {
            power.ThrowIfCancellationRequested();
            if (!command.IsQuery)
                return await CommandAsync(command, power);

            // Known from the field: a query is answered with the OK of the command before it.
            var isStale = (_staleReplies > 0 && _staleReplies-- > 0) || (_world.StaleReply?.Invoke(_body) ?? false);
            return isStale ? EvolisReply.Ok : EvolisQueries.Answer(command, _body, _settings.Mode, Standing());
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>The power is back: forgets what is volatile and gets rid of a card that is inside.</summary>
    public async Task StartUpAsync(PowerOnAction action, CancellationToken power)
    {
        var interrupted = _sequence ?? _failedPrint;
        (_settings, _sequence, _failedPrint, _standing, _ribbonError, _staleReplies) = (EvolisSettings.Saved, null, null, null, false, 0);
        if (_body.Inside is null || _body.IsJammed || action == PowerOnAction.Stay)
            return;

        if (action == PowerOnAction.Restart && interrupted is not null && await ReprintAsync(interrupted, power) != Motion.Done)
            return;
        if (action == PowerOnAction.Reject)
            await _body.RejectAsync("power-on", power);
        else
            await _body.EjectAsync("power-on", power);
    }

    private Task<EvolisReply> CommandAsync(EvolisCommand command, CancellationToken power)
    {
        if (_commands.TryGetValue(command.Name, out var execute))
            return execute(command, power);

        return Task.FromResult(command.Name switch
        {
            // Wishes of the vendor's own driver and exits this machine has one of only: taken, without effect.
            "Pcim" or "Pcem" or "Psmgr" or "Pmi" or "Pc" or "Pdt" or "Mr" or "Ppws" or "Wcb" when command.Parameters.Count > 0 => EvolisReply.Ok,
            "Sib" or "Sis" or "Seb" => EvolisReply.NoSuchOption,
            _ => EvolisReply.UnknownCommand,
        });
    }

    /// <summary>The error that hides the position and stops all movement; null when there is none.</summary>
    private string? Standing()
    {
        if (_body.IsJammed)
            return _body.ShowsOwnWords ? OwnJamText : JamText;
        if (!_settings.HostRecovers)
            return _body.IsCoverOpen ? CoverText : null;

        return _standing ?? (_body.WasCoverOpened ? CoverText : null);
    }

    private Task<EvolisReply> SetAsync(EvolisCommand command, EvolisSettings? settings)
    {
        if (settings is null)
            return Task.FromResult(EvolisReply.BadParameter);

        _settings = settings;
        return Task.FromResult(EvolisReply.Ok);
    }

    private async Task<EvolisReply> SetModeAsync(EvolisCommand command, CancellationToken power)
    {
        if (command.Parameters is not ["0" or "2" or "3" or "4" or "5" or "16" or "18"])
            return EvolisReply.BadParameter;

        _settings = _settings with { Mode = int.Parse(command.Parameters[0], CultureInfo.InvariantCulture) };
        // The trap of mode 0: the printer recovers by itself, and that means it prints a failed card once more.
        if (_settings.Mode == 0 && _failedPrint is { } failed && _body.Inside is not null && Standing() is null)
        {
            _failedPrint = null;
            if (await ReprintAsync(failed, power) == Motion.Done)
                await _body.EjectAsync("recovery", power);
        }

        return EvolisReply.Ok;
    }

    private EvolisReply ClearStatus()
    {
        if (_body.IsJammed)
            return new EvolisReply(_body.ShowsOwnWords ? OwnJamText : JamText);
        if (_body.IsCoverOpen)
            return new EvolisReply(CoverText);
        if (_ribbonError && _body.IsRibbonEnded)
            return new EvolisReply(RibbonText);

        (_standing, _ribbonError) = (null, false);
        _body.ForgetCover();
        return EvolisReply.Ok;
    }

    /// <summary>What stops a print: a standing error, or a ribbon that ended and was not cleared.</summary>
    private EvolisReply? Trouble()
    {
        if (Standing() is { } standing)
            return new EvolisReply(standing);
        if (!_settings.HostRecovers)
            _ribbonError &= _body.IsRibbonEnded;

        return _ribbonError ? new EvolisReply(RibbonText) : null;
    }

    private EvolisReply Failed(Motion motion)
    {
        _ribbonError |= motion == Motion.RibbonEnded;
        if (motion is Motion.Jam or Motion.JamInOwnWords or Motion.CoverOpen or Motion.HeadFailed)
            _standing ??= EvolisReply.Of(motion).Text;
        if (motion is Motion.Jam or Motion.CoverOpen or Motion.RibbonEnded or Motion.HeadFailed && _sequence is { } sequence)
            (_failedPrint, _sequence) = (_sequence is { Received.Count: > 0 } ? _sequence : _failedPrint, null);

        return EvolisReply.Of(motion);
    }

    /// <summary>The reply to a command that moved this card, with what is wrong with it or with the answers after it.</summary>
    private EvolisReply Answer(EvolisReply reply, int card, Phase phase)
    {
        if (_world.TakeFault(FaultKind.StaleReply, _body, card, phase) is not null)
            _staleReplies = StaleReplies;
        return reply with { IsLate = _world.TakeFault(FaultKind.LateReply, _body, card, phase) is not null };
    }

    private static bool? KeepCardOf(EvolisCommand command) => command.Text switch
    {
        "Pneab;E" => true,
        "Pneab;A;1" => false,
        _ => null,
    };

    private static bool IsRibbon(EvolisCommand command) =>
        command.Parameters is [{ Length: > 0 and <= 6 } ribbon] && ribbon.All("ymcko".Contains);

    private static EvolisSyntax? SyntaxOf(EvolisCommand command)
    {
        var numbers = command.Parameters
            .Select(text => byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : (byte)0)
            .ToList();
        return numbers is [> 0 and < 128, > 0 and < 128, > 0 and < 128] && numbers.Distinct().Count() == 3
            ? new EvolisSyntax(numbers[0], numbers[1], numbers[2])
            : null;
    }
}
