using System.Text.Json;
using PrintStation.Chips;
using PrintStation.Contracts;
using PrintStation.Printers;

namespace PrintStation.Lifecycle;

/// <summary>What decided a move, as it is kept on disk with it and shown to whoever must judge the card: the machine's own answers, before they
/// were weighed.</summary>
/// <param name="Answer">The command's own answer: "done", or why not ("no-answer", "interrupted" by a restart, "media-jam").</param>
/// <param name="Position">Where the machine had a card at this look; "Empty" without one.</param>
/// <param name="Chip">"own", "other", "several" or "nothing" on the antenna.</param>
/// <param name="ReadUids">Chips that answered.</param>
/// <param name="CardsInsertedBefore">The insert counter as the books expect it; null where none was written.</param>
/// <param name="PanelsPrintedBefore">The panel counter before this card.</param>
/// <param name="PowerLost">The printer was without power: then "no card inside" proves nothing.</param>
/// <param name="PathDisturbed">The cover was opened or a card was jammed: somebody may have taken it.</param>
/// <param name="ExitSeen">A card lay at the exit slot that was free before.</param>
internal sealed record MoveEvidence(
    string Answer, string? Position, string Chip, IReadOnlyList<string> ReadUids, long? CardsInsertedBefore, long CardsInsertedAfter,
    long? PanelsPrintedBefore, long PanelsPrintedAfter, bool PowerLost, bool PathDisturbed, bool ExitSeen, bool? ContentGood)
{
    /// <param name="run">As it was before the move: with the counters that were written before the command.</param>
    public static MoveEvidence Of(CardRun run, Said said, PrinterEvidence seen, ChipReading reading, CardEvidence weighed) => new(
        said.Done ? "done" : said.Reason ?? "no-answer", seen.Position?.ToString(), weighed.Chip.ToString().ToLowerInvariant(),
        [.. reading.Uids.Select(uid => uid.Hex)], run.CardsInserted, seen.CardsInserted, run.PanelsPrinted, seen.PanelsPrinted,
        weighed.PowerLost, weighed.PathDisturbed, weighed.ExitSeen, weighed.ContentGood ? true : null);

    public string ToJson() => JsonSerializer.Serialize(this, WireJson.Options);

    public static MoveEvidence? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<MoveEvidence>(json, WireJson.Options);
}
