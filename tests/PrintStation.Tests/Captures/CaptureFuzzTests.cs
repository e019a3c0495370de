using PrintStation.Captures;
using static PrintStation.Tests.Captures.CaptureBytes;

namespace PrintStation.Tests.Captures;

/// <summary>Whatever the bytes are, reading ends, throws nothing, and accounts for each byte once.</summary>
[TestFixture]
internal sealed class CaptureFuzzTests
{
    /// <summary>Far beyond what linear time needs; a loop without an end is what it is for.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly byte[][] Tokens =
    [
        [0x1B], [0x0D], [0x3B], [0x00], [0xFF], [0x51], "Ss"u8.ToArray(), "Dm"u8.ToArray(), "27"u8.ToArray(), Text("Se"),
        Text("Psc;33;44;10"), Text("Psc;0;59;13"), Text("Psc;27;0;13"), Text("Psc;68;98;107"), Download("Db;k;2;", [])[..^1],
        Download("Dbc;k;2;40;", [])[..^1], Download("Dbc;o;2;83312;", [])[..^1], Download("Db;y;128;", [])[..^1],
        Download("Db;z;3;", [])[..^1], "!Psc,27,59,13\n"u8.ToArray(), new byte[300], [.. Enumerable.Repeat((byte)0x41, 300)],
    ];

    [Test]
    public Task Random_bytes_are_read_to_their_end() => EachAsync(2000, random =>
    {
        var bytes = new byte[random.Next(2000)];
        random.NextBytes(bytes);
        return bytes;
    });

    [Test]
    public Task Random_pieces_of_the_language_are_read_to_their_end() => EachAsync(3000, random =>
        Join([.. Enumerable.Range(0, random.Next(60)).Select(_ => Tokens[random.Next(Tokens.Length)])]));

    [Test]
    public Task A_damaged_card_is_read_to_its_end()
    {
        var (compressed, _) = CompressedRows();
        var card = Join(WindowsCard(compressed), Download("Db;y;32;", Pack(Pattern(32), 5)), Text("Se"));
        return EachAsync(60, random =>
        {
            var bytes = card.ToList();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                var (at, count) = (random.Next(bytes.Count - 20_000), random.Next(1, 20_000));
                if (random.Next(3) == 0)
                    bytes.RemoveRange(at, count);
                else if (random.Next(2) == 0)
                    bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                else
                    bytes[at] = (byte)random.Next(256);
            }

            return [.. bytes];
        });
    }

    [Test]
    public async Task Every_beginning_of_a_stream_is_read_and_only_those_between_commands_are_without_trouble()
    {
        byte[][] parts = [Text("Pr;k"), Text("Ss"), Download("Dbc;k;2;1016;", new byte[1016])[..^1], Text("Se;1")];
        var whole = Join(parts);
        var seams = parts.Select((_, i) => parts.Take(i + 1).Sum(part => part.Length)).ToHashSet();
        await Task.Run(() =>
        {
            for (var length = 0; length <= whole.Length; length++)
                Assert.That(Check(whole[..length]).Troubles.Count == 0, Is.EqualTo(seams.Contains(length)), $"{length} bytes");
        }).WaitAsync(Limit, TimeProvider.System);
    }

    /// <summary>What would take a square of the time if a piece were looked through again for each piece.</summary>
    [Test]
    public async Task Megabytes_of_headers_and_zeros_are_read_to_their_end()
    {
        byte[][] hard =
        [
            [.. Enumerable.Repeat((byte)0x1B, 8_000_000)],
            [.. Enumerable.Repeat(Download("Db;k;2;", [])[..^1], 9000).SelectMany(part => part), .. new byte[16_000_000]],
            [.. Enumerable.Repeat("\u001BA"u8.ToArray(), 4_000_000).SelectMany(part => part)],
        ];
        await Task.Run(() => Array.ForEach(hard, bytes => Check(bytes))).WaitAsync(Limit, TimeProvider.System);
    }

    private static Task EachAsync(int times, Func<Random, byte[]> make) => Task.Run(() =>
    {
        for (var seed = 0; seed < times; seed++)
        {
            try
            {
                Check(make(new Random(seed)));
            }
            catch (Exception e) when (e is not AssertionException)
            {
                throw new AssertionException($"seed {seed}: {e}");
            }
        }
    }).WaitAsync(Limit, TimeProvider.System);

    private static Capture Check(byte[] bytes)
    {
        var capture = EvolisCaptureReader.Read(bytes);
        var at = 0;
        foreach (var entry in capture.Entries)
        {
            if (entry.Offset != at || entry.Length <= 0)
                throw new AssertionException($"{entry} after byte {at}");
            at = entry.End;
            if (entry.Data is not { } data)
                continue;
            if (data.Offset < entry.Offset || data.Offset + data.Length > entry.End || data.Length > data.Expected)
                throw new AssertionException($"{data} in {entry}");
            if (data.Panel is { Rows: > 0 } panel)
                PanelPicture.ToPortable(panel);
        }

        var stopped = capture.Entries.Count == EvolisCaptureReader.MostEntries
            || capture.Troubles.Any(trouble => trouble.Code == CaptureTroubles.TooMany);
        Assert.That(stopped || at == bytes.Length, $"read to {at} of {bytes.Length}");
        foreach (var trouble in capture.Troubles)
            Assert.That(trouble.Offset, Is.InRange(0, bytes.Length));
        return capture;
    }
}
