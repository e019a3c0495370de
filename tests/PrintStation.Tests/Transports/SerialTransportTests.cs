using System.IO.Ports;
using Microsoft.Extensions.Time.Testing;
using PrintStation.Emulators.Wire;
using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

/// <summary>What only a serial port does.</summary>
[TestFixture]
[CancelAfter(240_000)]
internal sealed class SerialTransportTests
{
    /// <summary>No pseudo-terminal refuses one, so the port's own open is not used.</summary>
    [Test]
    public async Task A_rate_that_the_port_refuses_is_named_with_the_next_step(CancellationToken token)
    {
        await using var device = Device();
        var address = new SerialAddress(device.Path, 57_600, Handshake.None);
        await using var line = new SerialTransport(address, TimeProvider.System, _ => throw new ArgumentOutOfRangeException("BaudRate"));
        Assert.That(() => line.OpenAsync(token), Throws.InstanceOf<IOException>().With.Message
            .StartsWith($"serial://{device.Path} does not take 57600 baud: ").And.Message.EndsWith("such as ?baud=115200, and the same in the device"));
        Assert.That(line.IsOpen, Is.False);

        await using var again = new SerialTransport(address, TimeProvider.System);
        await again.OpenAsync(token);
        Assert.That(again.IsOpen, "the refused open has given the port back");
    }

    [Test]
    public async Task A_port_that_does_not_come_open_is_waited_for_by_the_clock_that_was_given(CancellationToken token)
    {
        await using var device = Device();
        var clock = new FakeTimeProvider();
        using var release = new ManualResetEventSlim();
        await using var line = new SerialTransport(
            new SerialAddress(device.Path, 115_200, Handshake.None), clock, _ => release.Wait(CancellationToken.None));

        var opening = line.OpenAsync(token);
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.That(opening.IsCompleted, Is.False);
        clock.Advance(TimeSpan.FromSeconds(1));
        // By the machine's own clock it would take ten seconds.
        Assert.That(async () => await opening.WaitAsync(TimeSpan.FromSeconds(8), TimeProvider.System, token), Throws.InstanceOf<IOException>().With.Message.Contains("does not open").And.Message.Contains(device.Path));
        release.Set();
    }

    [Test]
    public async Task A_line_that_is_closed_under_a_read_ends_it_with_its_name(CancellationToken token)
    {
        await using var device = Device();
        await using var line = new SerialTransport(new SerialAddress(device.Path, 115_200, Handshake.None), TimeProvider.System);
        for (var time = 0; time < 200; time++)
        {
            await line.OpenAsync(token);
            var ending = line.ReadAsync(new byte[1], token);
            line.Close();
            Assert.That(async () => await ending, Throws.InstanceOf<IOException>().With.Message.StartsWith(line.Name)
                .And.Message.Not.Contains("Object reference"), $"time {time}");
        }
    }

    private static PseudoTerminal Device() => PseudoTerminal.Open((_, _) => Task.CompletedTask);
}
