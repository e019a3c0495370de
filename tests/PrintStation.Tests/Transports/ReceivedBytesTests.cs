using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

/// <summary>What a device sends while nobody asks.</summary>
internal sealed class ReceivedBytesTests
{
    [Test]
    public async Task A_device_that_does_not_stop_sending_fills_no_memory_and_ends_the_line()
    {
        var received = new ReceivedBytes("serial:///dev/ttyX");
        for (var sent = 0; sent <= 4 * ReceivedBytes.MostUnaskedBytes; sent += 4096)
            received.Add(new byte[4096]);

        var got = 0;
        Assert.That(async () =>
        {
            while (await received.ReadAsync(new byte[4096], default) is > 0 and var count)
                got += count;
        }, Throws.TypeOf<IOException>().With.Message.Contains("serial:///dev/ttyX").And.Message.Contains("does not stop sending"));
        Assert.That(got, Is.LessThanOrEqualTo(ReceivedBytes.MostUnaskedBytes));
    }

    [Test]
    public async Task What_is_asked_for_in_time_may_go_on_for_ever()
    {
        var received = new ReceivedBytes("line");
        var buffer = new byte[4096];
        for (var turn = 0; turn < 4 * ReceivedBytes.MostUnaskedBytes / buffer.Length; turn++)
        {
            received.Add(new byte[buffer.Length]);
            Assert.That(turn % 2 == 0 ? await received.ReadAsync(buffer, default) : received.Drain(), Is.EqualTo(buffer.Length));
        }
    }
}
