using Stateless;

namespace PrintStation.Lifecycle;

/// <summary>Where one run of one job stands. Working states are on disk before the device is touched; found after a crash, they mean
/// "outcome unknown". The order is that of a good card, then the ways out.</summary>
internal enum CardState
{
    Fetching,
    Fetched,
    Feeding,
    Fed,
    Encoding,
    Encoded,
    Printing,
    Printed,
    Verifying,
    Verified,
    Ejecting,
    Issued,
    Condemned,
    Rejecting,
    Held,
    Missing,
    LossPending,
    Spoiled,
    Lost,
    Refused,
    Canceled,
}

/// <summary>What can happen to a run.</summary>
internal enum CardTrigger
{
    PayloadAccepted,
    PayloadRefused,
    PayloadUnknown,
    StartFeeding,
    FeedSucceeded,
    FeedRefused,
    CardUnfit,
    StartEncoding,
    EncodeSucceeded,
    EncodeFailed,
    StartPrinting,
    PrintSucceeded,
    PrintRefused,
    PrintFailed,
    StartVerifying,
    VerifyPassed,
    VerifyFailed,
    VerifyUnknown,
    StartEjecting,
    EjectSucceeded,
    StartRejecting,
    CardRejected,
    CardStillInside,

    /// <summary>The card is not where it must be, and is certainly not good (or nobody can know).</summary>
    CardMissing,

    /// <summary>The card is not where it must be, and may be good: everything was printed.</summary>
    CardOutside,
    Cancel,
    OperatorRemoved,
    OperatorAccepts,
    OperatorRejects,
    OperatorCounts,
    DeclareLost,
    RevocationAcknowledged,
    Recall,
}

/// <summary>How the office is set up: the encoder inside the printer, or on a desk beside it.</summary>
internal enum OfficeSetup
{
    Inline,
    Desk,
}

/// <summary>The life of a card: states, triggers, what each move does to the books, and the rule by which evidence decides.
/// Pure: no I/O, no log, no clock. Everything else in this program serves this table.</summary>
internal static class CardLifecycle
{
    private static readonly Dictionary<(OfficeSetup, CardState, CardTrigger), CardState> Moves = BuildMoves();

    /// <summary>The state after the trigger.</summary>
    /// <exception cref="InvalidOperationException">The table does not permit it: a bug of the caller.</exception>
    public static CardState Next(CardState state, CardTrigger trigger, OfficeSetup setup = OfficeSetup.Inline) =>
        Moves.TryGetValue((setup, state, trigger), out var next)
            ? next
            : throw new InvalidOperationException($"A card in state {state} does not take {trigger}.");

    public static bool Permits(CardState state, CardTrigger trigger, OfficeSetup setup = OfficeSetup.Inline) =>
        Moves.ContainsKey((setup, state, trigger));

    /// <summary>The table in Stateless; permits only.</summary>
    public static StateMachine<CardState, CardTrigger> Table(CardState state, OfficeSetup setup = OfficeSetup.Inline)
    {
        var card = new StateMachine<CardState, CardTrigger>(state);

        card.Configure(CardState.Fetching)
            .Permit(CardTrigger.PayloadAccepted, CardState.Fetched)
            .Permit(CardTrigger.PayloadRefused, CardState.Refused)
            .PermitReentry(CardTrigger.PayloadUnknown);
        card.Configure(CardState.Fetched)
            .Permit(CardTrigger.StartFeeding, CardState.Feeding)
            .Permit(CardTrigger.Cancel, CardState.Canceled)
            // Only where the books forgot what they had started: the centre, or the card itself, says that there is one.
            .Permit(CardTrigger.CardOutside, CardState.Held)
            .Permit(CardTrigger.CardMissing, CardState.Missing);
        card.Configure(CardState.Feeding)
            .Permit(CardTrigger.FeedSucceeded, CardState.Fed)
            .Permit(CardTrigger.FeedRefused, CardState.Fetched)
            .Permit(CardTrigger.CardUnfit, CardState.Condemned)
            .Permit(CardTrigger.CardMissing, CardState.Missing);
        card.Configure(CardState.Fed)
            .Permit(CardTrigger.StartEncoding, CardState.Encoding)
            .Permit(CardTrigger.Cancel, CardState.Condemned)
            .Permit(CardTrigger.CardMissing, CardState.Missing);
        card.Configure(CardState.Encoding)
            .Permit(CardTrigger.EncodeSucceeded, CardState.Encoded)
            .Permit(CardTrigger.EncodeFailed, CardState.Condemned)
            .Permit(CardTrigger.CardMissing, CardState.Missing);
        card.Configure(CardState.Encoded)
            .Permit(CardTrigger.StartPrinting, CardState.Printing)
            .Permit(CardTrigger.Cancel, CardState.Condemned)
            .Permit(CardTrigger.CardMissing, CardState.Missing);
        card.Configure(CardState.Printing)
            .Permit(CardTrigger.PrintSucceeded, CardState.Printed)
            .Permit(CardTrigger.PrintRefused, CardState.Encoded)
            .Permit(CardTrigger.PrintFailed, CardState.Condemned)
            .Permit(CardTrigger.CardOutside, CardState.Held)
            .Permit(CardTrigger.CardMissing, CardState.Missing);
        card.Configure(CardState.Printed)
            .Permit(CardTrigger.StartVerifying, CardState.Verifying)
            .Permit(CardTrigger.Cancel, CardState.Condemned)
            .Permit(CardTrigger.CardOutside, CardState.Held);
        card.Configure(CardState.Verifying)
            .Permit(CardTrigger.VerifyPassed, setup == OfficeSetup.Desk ? CardState.Issued : CardState.Verified)
            .Permit(CardTrigger.VerifyFailed, CardState.Condemned)
            .Permit(CardTrigger.VerifyUnknown, CardState.Printed)
            .Permit(CardTrigger.CardMissing, CardState.Missing);
        card.Configure(CardState.Verified)
            .Permit(CardTrigger.StartEjecting, CardState.Ejecting)
            .Permit(CardTrigger.Cancel, CardState.Condemned)
            .Permit(CardTrigger.CardOutside, CardState.Held);
        card.Configure(CardState.Ejecting)
            .Permit(CardTrigger.CardStillInside, CardState.Verified)
            .Permit(CardTrigger.EjectSucceeded, CardState.Issued)
            .Permit(CardTrigger.CardOutside, CardState.Held);
        card.Configure(CardState.Condemned)
            .Permit(CardTrigger.StartRejecting, CardState.Rejecting)
            .Permit(CardTrigger.OperatorRemoved, CardState.Spoiled)
            .Permit(CardTrigger.CardMissing, CardState.Missing);
        card.Configure(CardState.Rejecting)
            .Permit(CardTrigger.CardRejected, CardState.Spoiled)
            .Permit(CardTrigger.CardStillInside, CardState.Condemned)
            .Permit(CardTrigger.CardMissing, CardState.Missing);
        card.Configure(CardState.Held)
            .Permit(CardTrigger.OperatorAccepts, CardState.Issued)
            .Permit(CardTrigger.OperatorRejects, CardState.Spoiled)
            .Permit(CardTrigger.DeclareLost, CardState.LossPending);
        card.Configure(CardState.Missing)
            .Permit(CardTrigger.OperatorRejects, CardState.Spoiled)
            .Permit(CardTrigger.OperatorCounts, CardState.Fetched)
            .Permit(CardTrigger.DeclareLost, CardState.LossPending);
        card.Configure(CardState.LossPending)
            .Permit(CardTrigger.RevocationAcknowledged, CardState.Lost);
        card.Configure(CardState.Issued)
            .Permit(CardTrigger.Recall, CardState.Missing);
        return card;
    }

    /// <summary>A device may be acting, or may have acted without our knowing.</summary>
    public static bool IsWorking(CardState state) => state is CardState.Fetching or CardState.Feeding or CardState.Encoding
        or CardState.Printing or CardState.Verifying or CardState.Ejecting or CardState.Rejecting;

    /// <summary>A card of this run is inside the machine, as far as is known.</summary>
    public static bool HasCardInside(CardState state) => PlaceOf(state) == CardPlace.Machine;

    /// <summary>Waits for a person.</summary>
    public static bool NeedsPerson(CardState state) => state is CardState.Held or CardState.Missing;

    /// <summary>Nothing moves it any more by itself.</summary>
    public static bool IsEnd(CardState state) => state is CardState.Issued or CardState.Spoiled or CardState.Lost or CardState.Refused
        or CardState.Canceled;

    /// <summary>Where the books have the blank of a run in this state; a move between two places is a ledger movement.</summary>
    public static CardPlace PlaceOf(CardState state) => state switch
    {
        CardState.Fetching or CardState.Refused or CardState.Canceled => CardPlace.None,
        CardState.Fetched or CardState.Feeding => CardPlace.Hopper,
        CardState.Held or CardState.Missing => CardPlace.Held,
        CardState.LossPending or CardState.Lost => CardPlace.Lost,
        CardState.Issued => CardPlace.Issued,
        CardState.Spoiled => CardPlace.Spoiled,
        _ => CardPlace.Machine,
    };

    /// <summary>The movement that the move makes, or null. From Fetching to Fetched nothing moves: the blank is still in the hopper, and
    /// the hopper is not this run's.</summary>
    public static (CardPlace From, CardPlace To)? MovementOf(CardState from, CardState to)
    {
        var (left, entered) = (PlaceOf(from), PlaceOf(to));
        return left == entered || left == CardPlace.None || entered == CardPlace.None ? null : (left, entered);
    }

    /// <summary>The word for the centre; null where nothing is reported.</summary>
    public static Contracts.OutcomeStatus? OutsideWord(CardState state) => state switch
    {
        CardState.Issued => Contracts.OutcomeStatus.Issued,
        CardState.Spoiled => Contracts.OutcomeStatus.Spoiled,
        CardState.Held => Contracts.OutcomeStatus.Held,
        CardState.Missing => Contracts.OutcomeStatus.Missing,
        CardState.Lost => Contracts.OutcomeStatus.Lost,
        CardState.Refused => Contracts.OutcomeStatus.Refused,
        CardState.Canceled => Contracts.OutcomeStatus.Canceled,
        _ => null,
    };

    /// <summary>What the evidence makes of a run in a working state. The same rule serves right after a command and after a crash:
    /// the command's own word only ever adds to what is seen.</summary>
    public static CardTrigger Resolve(CardState state, CardEvidence seen) => state switch
    {
        CardState.Feeding when seen.CardInside => seen.BlankIsFit ? CardTrigger.FeedSucceeded : CardTrigger.CardUnfit,
        CardState.Feeding => seen.CardsInserted == 0 && !seen.PowerLost ? CardTrigger.FeedRefused : CardTrigger.CardMissing,

        CardState.Encoding when seen.ContentGood => CardTrigger.EncodeSucceeded,
        CardState.Encoding => seen.OwnCardInside ? CardTrigger.EncodeFailed : CardTrigger.CardMissing,

        CardState.Printing when seen.OwnCardInside =>
            seen.CommandSaidDone && seen.PanelsAsSent && !seen.PowerLost && seen.CardsInserted == 0
                ? CardTrigger.PrintSucceeded
                : CardTrigger.PrintFailed,
        CardState.Printing => seen.PanelsAsSent && seen.CardsInserted == 0 ? CardTrigger.CardOutside : CardTrigger.CardMissing,

        CardState.Verifying when seen.OwnCardInside =>
            seen.ContentGood && seen.PanelsAsSent && seen.CardsInserted == 0 ? CardTrigger.VerifyPassed : CardTrigger.VerifyFailed,
        CardState.Verifying => CardTrigger.CardMissing,

        CardState.Ejecting when seen.OwnCardInside => CardTrigger.CardStillInside,
        CardState.Ejecting => seen.ExitSeen || (seen.ProvenEmpty && seen.CardsInserted == 0)
            ? CardTrigger.EjectSucceeded
            : CardTrigger.CardOutside,

        CardState.Rejecting when seen.OwnCardInside => CardTrigger.CardStillInside,
        CardState.Rejecting => seen.CommandSaidDone && seen.ProvenEmpty ? CardTrigger.CardRejected : CardTrigger.CardMissing,

        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Only a working state at a printer is resolved by evidence."),
    };

    /// <summary>What it means when a run has no card inside any more and no machine can say why: only what was printed for certain may be
    /// good.</summary>
    public static CardTrigger WhenGone(CardState state) => state is CardState.Printed or CardState.Verified or CardState.Ejecting
        ? CardTrigger.CardOutside
        : CardTrigger.CardMissing;

    private static Dictionary<(OfficeSetup, CardState, CardTrigger), CardState> BuildMoves()
    {
        var moves = new Dictionary<(OfficeSetup, CardState, CardTrigger), CardState>();
        foreach (var setup in Enum.GetValues<OfficeSetup>())
            foreach (var state in Enum.GetValues<CardState>())
                foreach (var trigger in Enum.GetValues<CardTrigger>())
                {
                    var card = Table(state, setup);
                    if (!card.CanFire(trigger))
                        continue;
                    card.Fire(trigger);
                    moves.Add((setup, state, trigger), card.State);
                }

        return moves;
    }
}

/// <summary>Places of the books that a run's blank can be in; printer and hopper are added by the book-keeping.</summary>
internal enum CardPlace
{
    None,
    Hopper,
    Machine,
    Held,
    Issued,
    Spoiled,
    Lost,
}
