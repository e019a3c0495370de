using System.Text;
using PrintStation.Emulators.Evolis;
using PrintStation.Emulators.World;

namespace PrintStation.Tests.Emulators;

/// <summary>Where one command ends on the line and the next begins.</summary>
internal sealed class EvolisCommandReaderTests
{
    private const byte Escape = 0x1B;

    [TestCase(2, 82_296)]
    [TestCase(32, 411_480)]
    [TestCase(64, 493_776)]
    [TestCase(128, 576_072)]
    public async Task The_size_of_a_panel_follows_from_its_levels_and_it_is_whole_only_with_its_last_byte(int levels, int bytes)
    {
        var header = Encoding.ASCII.GetBytes($"\u001bDb;y;{levels};");
        using var line = new GivenStream([.. header, .. Enumerable.Repeat(Escape, bytes - 1)]);
        var reader = new EvolisCommandReader(line, Raster.Card, TimeProvider.System, _ => 0);

        var reading = reader.ReadAsync(EvolisSyntax.Default, default);
        await Task.WhenAny(reading, line.WantsMore);
        Assert.That(reading.IsCompleted, Is.False, "one byte is missing");

        line.Give([Escape, .. "\u001bRem\r"u8]);
        Assert.That((await reading)!.Data, Has.Length.EqualTo(bytes));
        Assert.That((await reader.ReadAsync(EvolisSyntax.Default, default))!.Text, Is.EqualTo("Rem"));
    }

    /// <summary>Brings what it was given, and says when it was asked for more.</summary>
    private sealed class GivenStream(byte[] given) : MemoryStream(given)
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<byte[]> _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task WantsMore => _asked.Task;

        public void Give(byte[] more) => _more.SetResult(more);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position < Length)
                return Read(buffer.Span);
            _asked.TrySetResult();
            var more = await _more.Task;
            more.CopyTo(buffer);
            return more.Length;
        }
    }
}
