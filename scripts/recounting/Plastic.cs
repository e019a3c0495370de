using System.Globalization;
using System.Text.Json;

/// <summary>A blank, by what physically happened to it.</summary>
internal sealed class PlasticCard(string uid)
{
    public string Uid => uid;

    /// <summary>Null: it came in no box.</summary>
    public DateOnly? Came { get; set; }

    /// <summary>Number of the paper in its box.</summary>
    public string? Document { get; set; }

    /// <summary>store, hopper(printer), machine(printer), output, reject, or hand.</summary>
    public string Place { get; set; } = "";

    /// <summary>Since which day it lies there.</summary>
    public DateOnly Since { get; set; }

    public bool IsMute { get; set; }

    /// <summary>It came along with another.</summary>
    public bool IsSecond { get; set; }

    /// <summary>The card that came along with it: both chips answer, and neither is written.</summary>
    public PlasticCard? Second { get; set; }

    /// <summary>It jammed, lost its power on the way, or was taken out of the machine by hand.</summary>
    public bool WasStopped { get; set; }

    /// <summary>A chip is locked once all of it is written.</summary>
    public bool IsLocked { get; set; }

    public bool WasAtHead { get; set; }

    /// <summary>The chip was written, or the card stopped, and nothing was printed: the plastic does not say whether the chip was to blame.</summary>
    public bool IsUndecided => !IsMute && !IsSecond && !IsOneOfTwo && !WasAtHead && (WasStopped || IsLocked);

    private bool IsOneOfTwo => Second is { IsMute: false } && !WasStopped && !WasAtHead;

    /// <summary>Why it was spoiled, in the words of the office's report.</summary>
    public string Cause => this switch
    {
        { IsMute: true } => "no-chip",
        { IsSecond: true } => "stray",
        { IsOneOfTwo: true } => "two-cards",
        { WasAtHead: true } or { WasStopped: true } or { IsLocked: true } => "failed-print",
        _ => "failed-encode",
    };
}

/// <summary>One thing that physically happened.</summary>
/// <param name="At">By the office's clock.</param>
/// <param name="Fault">Which one; null where it is none.</param>
internal sealed record Happening(DateTimeOffset At, string Name, string? Printer, string? Blank, string? Fault);

/// <summary>Where every blank is and since when, by the events alone.</summary>
internal sealed class Plastic(TimeSpan offset)
{
    /// <summary>Stands for papers that the office's cupboard no longer knows.</summary>
    private const string Cupboard = "cupboard";

    private readonly Dictionary<string, PlasticCard> _cards = new(StringComparer.Ordinal);
    private readonly Dictionary<int, PlasticCard> _fed = [];
    private readonly List<Happening> _happenings = [];
    private readonly List<PlasticMove> _moves = [];

    public IReadOnlyCollection<PlasticCard> Cards => _cards.Values;

    /// <summary>In their order.</summary>
    public IReadOnlyList<Happening> Happenings => _happenings;

    public PlaceCounts Counts => new(_moves);

    /// <summary>Of the office's clock from UTC.</summary>
    public TimeSpan Offset => offset;

    public DateOnly FirstDay { get; private set; } = DateOnly.MaxValue;

    public DateOnly LastDay { get; private set; } = DateOnly.MinValue;

    /// <summary>By paper; null where one is not known any more.</summary>
    public IReadOnlyDictionary<string, int>? Papers(DateOnly from, DateOnly to)
    {
        var came = _cards.Values.Where(card => card.Came >= from && card.Came <= to).GroupBy(card => card.Document!).ToList();
        return came.Exists(paper => paper.Key == Cupboard) ? null : came.ToDictionary(paper => paper.Key, paper => paper.Count());
    }

    /// <param name="paths">The logs of one office, the oldest first.</param>
    /// <param name="offset">Of the office's clock from UTC.</param>
    /// <exception cref="RecountException">There is no such file, or a line of it is no event.</exception>
    public static Plastic Read(IEnumerable<string> paths, TimeSpan offset)
    {
        var plastic = new Plastic(offset);
        foreach (var path in paths)
            plastic.Follow(path);
        return plastic.FirstDay > plastic.LastDay ? throw new RecountException("In this world nothing has happened yet.") : plastic;
    }

    private void Follow(string path)
    {
        if (!File.Exists(path))
            throw new RecountException($"{path} is missing: it is no directory of a demo.");
        foreach (var (line, number) in File.ReadLines(path).Select((line, index) => (line, index + 1)).Where(row => row.line.Length > 0))
        {
            try
            {
                using var happened = JsonDocument.Parse(line);
                Follow(happened.RootElement);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
            {
                throw new RecountException($"{path}, line {number} is no event: {e.Message}");
            }
        }
    }

    private void Follow(JsonElement happened)
    {
        var at = happened.GetProperty("at").GetDateTimeOffset().ToOffset(offset);
        var day = DateOnly.FromDateTime(at.Date);
        (FirstDay, LastDay) = (day < FirstDay ? day : FirstDay, day > LastDay ? day : LastDay);
        var name = happened.GetProperty("event").GetString()!;
        if (name == "box-arrived")
        {
            foreach (var uid in happened.GetProperty("uids").EnumerateArray())
                Come(Card(uid.GetString()!), at, happened.GetProperty("document").GetString()!);
            return;
        }

        var (printer, fault) = (Text(happened, "printer"), name == "fault" ? Text(happened, "name") : null);
        _happenings.Add(new Happening(at, name, printer, Text(happened, "blank"), fault));
        if (fault == "mute-chip")
            _fed[happened.GetProperty("n").GetInt32()].IsMute = true;
        if (Text(happened, "blank") is { } blank)
            Move(Card(blank), name, printer, happened, at);
    }

    private void Move(PlasticCard card, string name, string? printer, JsonElement happened, DateTimeOffset at)
    {
        if (name == "fed")
            _fed[happened.GetProperty("n").GetInt32()] = card;
        card.IsSecond |= name == "stuck";
        if (name == "stuck" && Text(happened, "to") is { } first)
            Card(first).Second = card;
        card.WasStopped |= name is "jammed" or "power-cut" or "off" || (name == "removed" && Text(happened, "from") == "path");
        card.IsLocked |= name == "chip-locked";
        card.WasAtHead |= name == "panel-printed" || (name == "moved" && Text(happened, "to") == "print-head");
        Put(card, at, name switch
        {
            "loaded" => $"hopper({printer})",
            "unloaded" => "store",
            "fed" or "stuck" => $"machine({printer})",
            "ejected" or "put-in-output" => "output",
            "rejected" or "put-in-reject" => "reject",
            "removed" => "hand",
            _ => card.Place,
        });
    }

    private void Put(PlasticCard card, DateTimeOffset at, string place)
    {
        if (place == card.Place)
            return;
        _moves.Add(new PlasticMove(at, card.Place, place));
        (card.Place, card.Since) = (place, DateOnly.FromDateTime(at.Date));
    }

    /// <summary>What comes a second time lay in the cupboard overnight.</summary>
    private void Come(PlasticCard card, DateTimeOffset at, string document)
    {
        if (card.Came is not null)
            return;
        (card.Came, card.Document) = (DateOnly.FromDateTime(at.Date), document);
        Put(card, at, "store");
    }

    private PlasticCard Card(string uid)
    {
        if (!_cards.TryGetValue(uid.ToUpperInvariant(), out var card))
            _cards.Add(uid.ToUpperInvariant(), card = new PlasticCard(uid.ToUpperInvariant()));
        return card;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>What a stretch of days did to the plastic.</summary>
/// <param name="Opening">Blanks in the office before it, wherever they lay.</param>
/// <param name="Spoiled">By cause.</param>
/// <param name="Lost">Taken in hand, and never put down again.</param>
/// <param name="Undecided">Of the spoiled: failed-print or failed-encode.</param>
internal sealed record PlasticDays(string Period, int Opening, int Came, int Cards, IReadOnlyDictionary<string, int> Spoiled, int Lost, int Undecided)
{
    public int AllSpoiled => Spoiled.Values.Sum();

    public int Closing => Opening + Came - Cards - AllSpoiled - Lost;

    public static PlasticDays Of(string period, Plastic plastic, DateOnly from, DateOnly to)
    {
        var gone = plastic.Cards.Where(card => card.Place is "output" or "reject" or "hand").ToList();
        var within = gone.Where(card => card.Since >= from && card.Since <= to).ToList();
        return new PlasticDays(period,
            plastic.Cards.Count(card => card.Came < from) - gone.Count(card => card.Since < from),
            plastic.Cards.Count(card => card.Came >= from && card.Came <= to),
            within.Count(card => card.Place == "output"),
            within.Where(card => card.Place == "reject").GroupBy(card => card.Cause).ToDictionary(cause => cause.Key, cause => cause.Count()),
            within.Count(card => card.Place == "hand"),
            within.Count(card => card is { Place: "reject", IsUndecided: true }));
    }

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
