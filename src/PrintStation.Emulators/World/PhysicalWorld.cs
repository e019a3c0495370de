using System.Globalization;
using PrintStation.Emulators.Chips;
using PrintStation.Emulators.Faults;

namespace PrintStation.Emulators.World;

/// <summary>The office's blanks and where each of them is. One lock guards everything physical.</summary>
internal sealed class PhysicalWorld
{
    private readonly TimeProvider _timeProvider;
    private readonly FaultPlan _faults;
    private readonly Trays _trays;
    private readonly Dictionary<string, Blank> _blanks;
    private readonly Queue<Blank> _store;
    private readonly List<Blank> _desk = [];

    public PhysicalWorld(OfficeOptions options, IReadOnlyList<string> uids, FaultPlan faults, WorldLog log, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _faults = faults;
        _trays = new Trays(options.Out);
        Log = log;
        Durations = new PhysicalDurations(options.Speed);
        RibbonPrints = options.RibbonPrints;
        Raster = options.Raster;
        KeepsPictures = options.Out is not null;
        _blanks = uids.ToDictionary(uid => uid, MakeBlank);
        _store = new Queue<Blank>(uids.Select(uid => _blanks[uid]));
        Printers = [.. options.Printers.Select(printer => new PrinterBody(printer, this))];
    }

    /// <summary>The one lock.</summary>
    public Lock Gate { get; } = new();

    public WorldLog Log { get; }

    public PhysicalDurations Durations { get; }

    /// <summary>Prints of a new ribbon.</summary>
    public int RibbonPrints { get; }

    public Raster Raster { get; }

    /// <summary>Whether a card that leaves a machine is photographed for its tray.</summary>
    public bool KeepsPictures { get; }

    public IReadOnlyList<PrinterBody> Printers { get; }

    /// <summary>Asked with each query: whether the OK of the command before comes in the place of its answer. A plan of faults names cards; this is
    /// for who draws.</summary>
    public Func<PrinterBody, bool>? StaleReply { get; set; }

    /// <summary>Over all printers.</summary>
    public int CardsFed { get; private set; }

    public IReadOnlyCollection<Blank> Blanks => _blanks.Values;

    public int StoreCount
    {
        get
        {
            lock (Gate)
                return _store.Count;
        }
    }

    public PrinterBody Printer(string name) => Printers.Single(printer => printer.Name == name);

    /// <summary>Null when no such blank exists.</summary>
    public Blank? Find(string uid) => _blanks.GetValueOrDefault(uid.ToUpperInvariant());

    /// <summary>The time that a movement takes.</summary>
    public Task PassAsync(TimeSpan duration, CancellationToken power) => Task.Delay(duration, _timeProvider, power);

    public DateTimeOffset Now() => _timeProvider.GetUtcNow();

    /// <summary>The next card that is fed will meet this fault.</summary>
    public void Expect(FaultKind kind, Phase phase) => _faults.Add(new Fault(kind, CardsFed + 1, phase));

    /// <summary>Takes a fault of this card out of the plan and writes it down.</summary>
    public Fault? TakeFault(FaultKind kind, PrinterBody printer, int card, Phase? phase = null)
    {
        if (_faults.Take(kind, card, phase) is not { } fault)
            return null;

        Log.Write("fault", printer.Name, printer.Inside?.Uid, With("name", fault.Word, "n", card));
        return fault;
    }

    /// <summary>What the desk reader sees.</summary>
    public IReadOnlyList<IContactlessCard> DeskAntenna()
    {
        lock (Gate)
            return [.. _desk.Where(blank => !blank.Chip.IsMute).Select(blank => new CardInField(blank, null, this))];
    }

    /// <summary>Cards in the printer's own reject box.</summary>
    public int RejectBoxCount(PrinterBody printer)
    {
        lock (Gate)
            return InRejectBox(printer).Count();
    }

    // What machines do.

    /// <summary>Called under the lock, when the card has left the hopper.</summary>
    /// <param name="stuck">A second one that came along; the printer does not know.</param>
    public void Fed(Blank blank, Blank? stuck, PrinterBody printer, PlaceKind target, DateTimeOffset startedAt)
    {
        blank.FeedNumber = ++CardsFed;
        blank.FedBy = printer.Name;
        blank.FedAt = Now();
        Log.Write("begin-card", printer.Name, blank.Uid, at: startedAt);
        Log.Write("fed", printer.Name, blank.Uid, With("n", blank.FeedNumber, "to", new Place(target).Word));
        if (stuck is not null)
        {
            (stuck.FeedNumber, stuck.FedBy, stuck.FedAt) = (blank.FeedNumber, printer.Name, blank.FedAt);
            Log.Write("stuck", printer.Name, stuck.Uid, With("to", blank.Uid));
        }

        if (TakeFault(FaultKind.MuteChip, printer, blank.FeedNumber) is not null)
            blank.Chip.IsMute = true;
        if (TakeFault(FaultKind.ChipTear, printer, blank.FeedNumber) is not null)
            blank.Chip.TearsWhenWritten = true;
        if (TakeFault(FaultKind.ChipForget, printer, blank.FeedNumber) is not null)
            blank.Chip.ForgetsAWrite = true;
    }

    public void Moved(Blank blank, PrinterBody printer, PlaceKind from, PlaceKind to) =>
        Log.Write("moved", printer.Name, blank.Uid, With("from", new Place(from).Word, "to", new Place(to).Word));

    public void PanelPrinted(Blank blank, PrinterBody printer, CardSide side, char panel) =>
        Log.Write("panel-printed", printer.Name, blank.Uid, With("panel", panel.ToString(), "side", Word(side)));

    public void Printed(Blank blank, PrinterBody printer, CardSide side) =>
        Log.Write("printed", printer.Name, blank.Uid, With("side", Word(side)));

    /// <param name="cause">"command", "power-on", "recovery" or "button".</param>
    public void Ejected(Blank blank, PrinterBody printer, string cause)
    {
        var (slot, tray) = _trays.Arrive("output", blank);
        blank.Place = new Place(PlaceKind.Output, printer.Name, tray);
        Log.Write("ejected", printer.Name, blank.Uid, With("slot", slot, "tray", tray, "cause", cause));
    }

    public void Rejected(Blank blank, PrinterBody printer, string cause)
    {
        var (slot, tray) = _trays.Arrive("reject", blank);
        blank.Place = new Place(PlaceKind.RejectBox, printer.Name, tray);
        Log.Write("rejected", printer.Name, blank.Uid, With("slot", slot, "tray", tray, "cause", cause));
    }

    // What people do.

    /// <summary>A box is brought and its blanks lie in the cupboard. Written down once, when it comes: whoever counts the plastic begins there.</summary>
    /// <param name="document">Number of the paper that came with it.</param>
    public void BoxArrived(string document, IReadOnlyList<string> uids) =>
        Log.Write("box-arrived", details: With("document", document, "uids", uids));

    /// <summary>Puts blanks from the cupboard into a hopper, as many as there are and as fit.</summary>
    /// <returns>How many.</returns>
    public int LoadHopper(PrinterBody printer, int count)
    {
        lock (Gate)
        {
            var loaded = 0;
            while (loaded < count && _store.Count > 0 && printer.TryLoad(_store.Peek()))
            {
                Log.Write("loaded", printer.Name, _store.Dequeue().Uid);
                loaded++;
            }

            return loaded;
        }
    }

    /// <summary>The card in the path, into the hand; null when there is none or the machine is moving or closed.</summary>
    public Blank? RemoveFromPath(PrinterBody printer)
    {
        lock (Gate)
        {
            if (printer.TryTakeOut() is not { } blank)
                return null;
            blank.Place = Place.Hand;
            Log.Write("removed", printer.Name, blank.Uid, With("from", "path"));
            return blank;
        }
    }

    /// <summary>The cards stay in tray/reject; only the machine's box is free again.</summary>
    public void EmptyRejectBox(PrinterBody printer)
    {
        lock (Gate)
        {
            foreach (var blank in InRejectBox(printer))
                blank.Place = blank.Place with { Kind = PlaceKind.RejectTray };
            printer.FreeRejectBox();
            Log.Write("reject-box-emptied", printer.Name);
        }
    }

    /// <summary>Out of a tray or off the desk reader, into the hand. A card inside a machine or in a hopper is not taken.</summary>
    public bool TryTake(Blank blank)
    {
        lock (Gate)
        {
            if (blank.Place.Kind is not (PlaceKind.Output or PlaceKind.RejectBox or PlaceKind.RejectTray or PlaceKind.Desk or PlaceKind.Hand))
                return false;

            if (blank.Place.Tray is { } tray)
            {
                _trays.Leave(tray);
                Log.Write("removed", blank.Place.Printer, blank.Uid, With("from", blank.Place.Word, "tray", tray));
            }

            if (_desk.Remove(blank))
                blank.LeaveField();
            blank.Place = Place.Hand;
            return true;
        }
    }

    /// <exception cref="InvalidOperationException">It is not in a hand.</exception>
    public void LayOnDesk(Blank blank)
    {
        lock (Gate)
        {
            MustBeInHand(blank);
            blank.LeaveField();
            blank.Place = Place.Desk;
            _desk.Add(blank);
            Log.Write("laid-on-reader", null, blank.Uid);
        }
    }

    /// <exception cref="InvalidOperationException">It is not in a hand.</exception>
    public void PutInOutput(Blank blank) => PutDown(blank, "output", PlaceKind.Output, "put-in-output");

    /// <exception cref="InvalidOperationException">It is not in a hand.</exception>
    public void PutInReject(Blank blank) => PutDown(blank, "reject", PlaceKind.RejectTray, "put-in-reject");

    private void PutDown(Blank blank, string tray, PlaceKind kind, string name)
    {
        lock (Gate)
        {
            MustBeInHand(blank);
            var (slot, path) = _trays.Arrive(tray, blank);
            blank.Place = new Place(kind, blank.FedBy, path);
            Log.Write(name, blank.FedBy, blank.Uid, With("slot", slot, "tray", path));
        }
    }

    private IEnumerable<Blank> InRejectBox(PrinterBody printer) =>
        _blanks.Values.Where(blank => blank.Place.Kind == PlaceKind.RejectBox && blank.Place.Printer == printer.Name);

    private static void MustBeInHand(Blank blank)
    {
        if (blank.Place.Kind != PlaceKind.Hand)
            throw new InvalidOperationException($"The card {blank.Uid} is not in a hand but at {blank.Place.Word}.");
    }

    private Blank MakeBlank(string uid)
    {
        var blank = new Blank(uid, new KtpChip(Convert.FromHexString(uid)), Raster);
        blank.Chip.Changed = change =>
            Log.Write(change == ChipChange.Written ? "chip-written" : "chip-locked", blank.Place.Printer, blank.Uid);
        return blank;
    }

    private static string Word(CardSide side) => side == CardSide.Front ? "front" : "back";

    private static Dictionary<string, object?> With(params object[] pairs) =>
        pairs.Chunk(2).ToDictionary(pair => Convert.ToString(pair[0], CultureInfo.InvariantCulture)!, pair => (object?)pair[1]);
}
