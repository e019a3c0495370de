using PrintStation.Transports;

namespace PrintStation.Chips;

/// <summary>A reader without a line of its own, as PC/SC's are: passes everything on, and tells the tap which commands went to a chip and how
/// each was answered, never their data.</summary>
internal sealed class TappedReader(ISmartCardReader reader, string device, WireTap tap) : ISmartCardReader
{
    public string Name => reader.Name;

    public string? Trouble => reader.Trouble;

    public int Openings => reader.Openings;

    public void ExpectCard() => reader.ExpectCard();

    public Task<IReadOnlyList<ChipTarget>?> DetectAsync(CancellationToken token) => LookAsync(reader.DetectAsync, token);

    public Task<IReadOnlyList<ChipTarget>?> GlanceAsync(CancellationToken token) => LookAsync(reader.GlanceAsync, token);

    private async Task<IReadOnlyList<ChipTarget>?> LookAsync(
        Func<CancellationToken, Task<IReadOnlyList<ChipTarget>?>> look, CancellationToken token)
    {
        Note(sent: true, "look for a card");
        var found = await look(token);
        Note(sent: false, found is null ? WireText.Silent : found.Count == 0 ? "no card" : $"card {string.Join(' ', found.Select(chip => chip.Type))}");
        return found;
    }

    public async Task<ApduResult> TransmitAsync(ReadOnlyMemory<byte> command, CancellationToken token)
    {
        if (tap.IsWatched)
            Note(sent: true, WireText.OfCommand(command.Span));
        var answer = await reader.TransmitAsync(command, token);
        if (tap.IsWatched)
            Note(sent: false, WireText.OfAnswer(answer.Response, answer.ReaderAnswered));
        return answer;
    }

    public ValueTask DisposeAsync() => reader.DisposeAsync();

    private void Note(bool sent, string text) => tap.Note(device, sent, text);
}
