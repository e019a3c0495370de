using Dapper;
using PrintStation.Chips;
using PrintStation.Storage;

namespace PrintStation.Lifecycle;

/// <summary>Which reader stands at which printer's chip station is a line of configuration and a cable. Where two are exchanged and a card lies in both
/// printers, each reader answers for the other's card, and all that is read back agrees: two citizens would get each other's chip. So a chip that is
/// seen after a feed is that printer's card only where its reader is proven, or where no other printer can hold it. Printers whose readers are in doubt
/// take cards one after another.</summary>
internal sealed class ReaderProofs(StationDatabase database, StationGate gate, TimeProvider clock)
{
    /// <summary>Why a card is unfit: the chip that answered may be that of a card in another printer.</summary>
    public const string Unproven = "reader-unproven";

    /// <summary>A card inside whose chip is not known for certain. One that is known is told by its UID.</summary>
    private const string UnknownInside =
        $"""
        SELECT (SELECT count(*) FROM run WHERE printer = @printer AND state IN ('Feeding', 'Condemned', 'Rejecting')
                AND (blank_uid IS NULL OR reason = '{Unproven}'))
            + (SELECT count(*) FROM stray WHERE printer = @printer AND uid IS NULL AND settled_at IS NULL)
        """;

    private static readonly string NothingInside = $"SELECT NOT EXISTS (SELECT 1 FROM run WHERE printer = @printer AND state IN ({RunBook.InsideStates}))";

    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<ProvenReader> _readers = [];

    /// <summary>Of all readers together: whoever takes one cable out may have taken another.</summary>
    public int Openings => _readers.Sum(reader => reader.Openings);

    public ProvenReader Add(string printer, IChipEncoder encoder)
    {
        var reader = new ProvenReader(printer, encoder, this, clock);
        _readers.Add(reader);
        return reader;
    }

    /// <summary>Whether a chip that this reader sees can only be the card of its own printer. A proven reader stands in its own, so none of the others
    /// can be in that one.</summary>
    public bool SpeaksForPrinter(StationTransaction transaction, ProvenReader own) => own.IsProven
        || InDoubt(own).All(other => transaction.Find<long>(UnknownInside, new { printer = other.Printer }) == 0);

    /// <summary>The reader of an empty printer in which a card answers now; null: none. Asked within a turn, while no other one in doubt feeds.</summary>
    public async Task<ProvenReader?> FindElsewhereAsync(ProvenReader own, CancellationToken token)
    {
        foreach (var other in InDoubt(own).Where(other => Ask(NothingInside, other) && !gate.Has(other.Printer, GateReasons.StrayCard)))
            if ((await other.ReadUidAsync(token)).Presence is ChipPresence.One or ChipPresence.Several)
                return other;
        return null;
    }

    /// <summary>Before a feed: no card whose chip is not known is on its way in another printer in doubt. One that rests is not waited for: a jam may
    /// stay until a person comes.</summary>
    public bool OthersRest(ProvenReader own) => Hiding(own).All(other => other.IsAtRest);

    /// <summary>The chips that the readers of those printers see. What one of them sees after a feed, and did not see before, may be the card that was
    /// fed.</summary>
    public async Task<IReadOnlySet<string>> SeenByHidingAsync(ProvenReader own, CancellationToken token)
    {
        var uids = new HashSet<string>();
        foreach (var other in Hiding(own))
            uids.UnionWith((await other.ReadUidAsync(token)).Uids.Select(uid => uid.Hex));
        return uids;
    }

    public Task EnterAsync(CancellationToken token) => _turn.WaitAsync(token);

    public void Leave() => _turn.Release();

    private IEnumerable<ProvenReader> InDoubt(ProvenReader own) => _readers.Where(reader => reader != own && !reader.IsProven);

    private List<ProvenReader> Hiding(ProvenReader own) => [.. InDoubt(own).Where(other => Ask(UnknownInside, other))];

    private bool Ask(string sql, ProvenReader of) => database.Read(connection => connection.ExecuteScalar<bool>(sql, new { printer = of.Printer }));
}

/// <summary>The reader at one printer's chip station. It is proven to be there once it alone can have seen the card that the printer took. A start of the
/// station, a line to any reader that was opened anew, and a time without work end the proof: somebody may have exchanged two.</summary>
internal sealed class ProvenReader(string printer, IChipEncoder encoder, ReaderProofs all, TimeProvider clock)
{
    /// <summary>Longer than any machine moves a card after it was told to take one. 1 min.</summary>
    private static readonly TimeSpan LongestMove = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1);
    private int? _provenIn;
    private long _toldToFeed = clock.GetTimestamp();

    public string Printer => printer;

    public int Openings => encoder.Openings;

    public bool IsProven => _provenIn == all.Openings;

    /// <summary>Until <see cref="End"/> no other printer with a reader in doubt takes a card.</summary>
    public bool HasTurn => SeenByOthers is not null;

    /// <summary>Chips that others saw before the feed of this turn.</summary>
    public IReadOnlySet<string>? SeenByOthers { get; set; }

    /// <summary>A card that it took, in this process or just before it, does not move by itself any more.</summary>
    public bool IsAtRest => clock.GetElapsedTime(_toldToFeed) > LongestMove;

    public void NoteFeed()
    {
        _toldToFeed = clock.GetTimestamp();
        encoder.ExpectCard();
    }

    public async Task EnterAsync(CancellationToken token)
    {
        await all.EnterAsync(token);
        SeenByOthers = new HashSet<string>();
    }

    public void End()
    {
        if (HasTurn)
            all.Leave();
        SeenByOthers = null;
    }

    public void Prove() => _provenIn = all.Openings;

    public void Doubt() => _provenIn = null;

    /// <summary>What it sees while its printer is empty.</summary>
    public Task<ChipReading> GlanceAsync(CancellationToken token) => AskAsync(encoder.GlanceAsync, token);

    public Task<ChipReading> ReadUidAsync(CancellationToken token) => AskAsync(encoder.ReadUidAsync, token);

    private async Task<ChipReading> AskAsync(Func<CancellationToken, Task<ChipReading>> ask, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            var reading = await ask(token);
            if (reading.Presence is ChipPresence.ReaderFault or ChipPresence.WrongReader)
                Doubt();
            return reading;
        }
        finally
        {
            _one.Release();
        }
    }
}
