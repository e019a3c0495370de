using PrintStation.Chips;
using PrintStation.Tests.Printers;
using PrintStation.Tests.Transports;
using PrintStation.Transports;

namespace PrintStation.Tests.Chips;

/// <summary>A whole encoding, and the reader's line cut at each byte of its framing in turn: a cut line is no verdict on a chip, nothing is written
/// twice, and on a new line the truth is found.</summary>
[TestFixture]
[CancelAfter(600_000)]
internal sealed class CutReaderLineTests
{
    private const int AtOnce = 16;

    /// <summary>A busy machine answers late: that is no untruth.</summary>
    private const int MostLooks = 20;

    /// <summary>An exchange of each kind is cut at each byte of its framing, of the others each sixth in its middle.</summary>
    private const int MiddleOf = 6;

    /// <summary>Such a frame is cut at each of its bytes; of a longer one the middle is data, and cut once.</summary>
    private const int AllFraming = 32;

    private const int Head = 16;
    private const int Tail = 3;
    private const int Acknowledgement = 6;

    // Behind preamble and length: direction, command, target, and of a chip's command its class and instruction.
    private const int KindBegins = 5;
    private const int KindEnds = 10;

    private static readonly ChipUid Uid = new(OfficeStation.TypeA);

    [TestCase(LineKind.Tcp)]
    [TestCase(LineKind.Serial)]
    public async Task A_line_that_is_cut_at_any_byte_of_an_encoding_leaves_no_untruth(LineKind line, CancellationToken token)
    {
        CutTransport? whole = null;
        var (untruth, written) = await LiveAsync(line, open => whole = new CutTransport(open), null, token);
        Assert.That((untruth, written > 0), Is.EqualTo(("", true)));
        var exchanges = Exchanges(whole!.Sent, [.. whole.Answers]).ToList();
        var (sent, answers) = (exchanges.SelectMany(one => one.Sent).ToList(), exchanges.SelectMany(one => one.Answers).ToList());
        Assert.That(sent.Count, Is.GreaterThan(200));
        Assert.That(answers.Count, Is.GreaterThan(200));

        var untruths = await EachCut.TryAsync(
            AtOnce, sent, answers, async cut => (await LiveAsync(line, cut, written, token)).Untruth, token);

        Assert.That(untruths, Is.Empty);
    }

    [TestCase(LineKind.Tcp)]
    [TestCase(LineKind.Serial)]
    public async Task Answers_that_come_byte_by_byte_are_put_together(LineKind line, CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(
            line, null, token, (address, limit, time) => new DripTransport(IByteTransport.Open(address, limit, time)));
        Assert.That((await station.Encoder.EncodeAsync(Uid, station.Content, token)).Outcome, Is.EqualTo(EncodeOutcome.Done));
        Assert.That((await station.Encoder.VerifyAsync(Uid, station.Content, token)).Verdict, Is.EqualTo(ChipVerdict.Good));
        Assert.That(station.Office.FirstFed().Chip.IsLocked);
    }

    /// <param name="expected">How many bytes a whole encoding writes; null where that is to be found out.</param>
    /// <returns>What the driver said that is not so, or did that it must not; and how many bytes the chip was given.</returns>
    private static async Task<(string Untruth, int Written)> LiveAsync(
        LineKind kind, Func<IByteTransport, CutTransport> cut, int? expected, CancellationToken token)
    {
        await using var station = await OfficeStation.FedAsync(
            kind, null, token, (address, limit, time) => cut(IByteTransport.Open(address, limit, time)));
        var chip = station.Office.FirstFed().Chip;
        var encoded = await station.Encoder.EncodeAsync(Uid, station.Content, token);
        if (encoded.Outcome == EncodeOutcome.Failed)
            return ($"the chip was condemned: {encoded.Reason}", chip.BytesWritten);
        if (encoded.Outcome == EncodeOutcome.Done && !chip.IsLocked)
            return ("done, and the chip is not locked", chip.BytesWritten);
        var check = await station.Encoder.VerifyAsync(Uid, station.Content, token);
        for (var look = 1; check.Verdict == ChipVerdict.Unknown && look < MostLooks; look++)
            check = await station.Encoder.VerifyAsync(Uid, station.Content, token);
        if (check.Verdict != (chip.IsLocked ? ChipVerdict.Good : ChipVerdict.Bad))
            return ($"{encoded.Outcome}, then {check.Verdict} ({check.Reason}); locked: {chip.IsLocked}", chip.BytesWritten);
        return expected is { } bytes && (chip.BytesWritten > bytes || (chip.IsLocked && chip.BytesWritten < bytes))
            ? ($"{chip.BytesWritten} bytes were written, not {bytes}", chip.BytesWritten) : ("", chip.BytesWritten);
    }

    /// <summary>Where to cut each command, and its acknowledgement and answer.</summary>
    private static IEnumerable<(IEnumerable<int> Sent, IEnumerable<int> Answers)> Exchanges(IReadOnlyList<byte[]> writes, byte[] answers)
    {
        var known = new HashSet<string>();
        var (sent, received) = (0, 0);
        foreach (var (write, i) in writes.Select((write, i) => (write, i)))
        {
            var isNew = known.Add(Convert.ToHexString(write.Length > KindEnds ? write[KindBegins..KindEnds] : write));
            var answer = FrameLength(answers.AsSpan(received + Acknowledgement));
            yield return isNew
                ? (Framing(sent, write.Length), Framing(received, Acknowledgement).Concat(Framing(received + Acknowledgement, answer)))
                : i % MiddleOf == 0 ? ([sent + (write.Length / 2)], [received + Acknowledgement + (answer / 2)])
                : ([], []);
            sent += write.Length;
            received += Acknowledgement + answer;
        }

        Assert.That(received, Is.EqualTo(answers.Length), "each command has its acknowledgement and its answer");
    }

    private static IEnumerable<int> Framing(int start, int length) => Enumerable.Range(0, length)
        .Where(offset => length <= AllFraming || offset < Head || offset == length / 2 || offset >= length - Tail).Select(offset => start + offset);

    /// <summary>From the first 00 to the last: by the frame's own length, in one byte or in two behind FF FF.</summary>
    private static int FrameLength(ReadOnlySpan<byte> frame) =>
        frame[3] == 0xFF && frame[4] == 0xFF ? 8 + (frame[5] << 8 | frame[6]) + 2 : 5 + frame[3] + 2;
}
