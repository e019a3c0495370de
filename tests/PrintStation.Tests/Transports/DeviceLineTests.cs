using PrintStation.Emulators.Wire;
using PrintStation.Tests.Printers;
using PrintStation.Transports;

namespace PrintStation.Tests.Transports;

/// <summary>Serial ports and device files; a pseudo-terminal is both.</summary>
[TestFixture(LineKind.Serial)]
[TestFixture(LineKind.UsbFile)]
[CancelAfter(480_000)]
internal sealed class DeviceLineTests(LineKind kind)
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(10);

    private readonly string _scheme = kind == LineKind.Serial ? "serial://" : "usb://";

    [Test]
    public async Task Every_byte_goes_both_ways_as_it_is(CancellationToken token)
    {
        await using var device = Device();
        await using var line = To(device.Path);
        await line.OpenAsync(token);
        var all = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();

        await line.WriteAsync(all, token);
        Assert.That(await ReadAsync(device.ReadAsync, all.Length, token), Is.EqualTo(all));

        await device.WriteAsync(all, token);
        Assert.That(await ReadAsync((buffer, ended) => new(line.ReadAsync(buffer, ended)), all.Length, token), Is.EqualTo(all));
    }

    [Test]
    public async Task Draining_tells_how_much_was_thrown_away(CancellationToken token)
    {
        await using var device = Device();
        await using var line = To(device.Path);
        await line.OpenAsync(token);
        Assert.That(await line.DrainAsync(token), Is.Zero);

        await device.WriteAsync(new byte[] { 1, 2, 3 }, token);
        var drained = 0;
        while (drained < 3)
        {
            drained += await line.DrainAsync(token);
            await Task.Yield();
        }

        Assert.That(drained, Is.EqualTo(3));
    }

    /// <summary>A read that was given up must not take what comes on the next connection.</summary>
    [Test]
    public async Task A_wait_that_was_given_up_takes_nothing_from_the_next_connection(CancellationToken token)
    {
        await using var device = Device();
        await using var line = To(device.Path);
        for (var time = 0; time < 20; time++)
        {
            await line.OpenAsync(token);
            using var stop = new CancellationTokenSource();
            var given = line.ReadAsync(new byte[1], stop.Token);
            await stop.CancelAsync();
            Assert.That(async () => await given, Throws.InstanceOf<OperationCanceledException>());
            await line.OpenAsync(token);
            await device.WriteAsync(new[] { (byte)time }, token);
            var buffer = new byte[1];
            Assert.That((await line.ReadAsync(buffer, token), buffer[0]), Is.EqualTo((1, (byte)time)));
        }
    }

    [Test]
    public async Task Waiting_ends_by_the_token(CancellationToken token)
    {
        await using var device = Device();
        await using var line = To(device.Path);
        await line.OpenAsync(token);
        using var stop = new CancellationTokenSource();
        var read = line.ReadAsync(new byte[1], stop.Token);
        await stop.CancelAsync();
        Assert.That(async () => await read, Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>Read from the kernel, which keeps 15 characters of a thread's name.</summary>
    [Test]
    public async Task Waiting_has_a_thread_of_its_own(CancellationToken token)
    {
        await using var device = Device();
        await using var line = To(device.Path);
        await line.OpenAsync(token);
        var read = line.ReadAsync(new byte[1], token);
        while (!Directory.GetDirectories("/proc/self/task").Any(thread => NameOf(thread) == line.Name[..15]))
            token.ThrowIfCancellationRequested();
        await device.WriteAsync(new byte[] { 1 }, token);
        Assert.That(await read, Is.EqualTo(1));

        static string NameOf(string thread)
        {
            try
            {
                return File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd();
            }
            catch (IOException)
            {
                // It has ended meanwhile.
                return "";
            }
        }
    }

    [Test]
    public async Task A_write_that_nobody_takes_ends_by_the_token(CancellationToken token)
    {
        await using var device = Device();
        await using var line = To(device.Path);
        await line.OpenAsync(token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        stop.CancelAfter(TimeSpan.FromMilliseconds(300));
        Assert.That(async () => await line.WriteAsync(new byte[500_000], stop.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_line_opened_anew_works(CancellationToken token)
    {
        await using var device = Device();
        await using var line = To(device.Path);
        for (var time = 0; time < 3; time++)
        {
            await line.OpenAsync(token);
            await line.WriteAsync(new byte[] { 7 }, token);
            Assert.That(await ReadAsync(device.ReadAsync, 1, token), Is.EqualTo(new byte[] { 7 }));
            line.Close();
            Assert.That(line.IsOpen, Is.False);
        }
    }

    [Test]
    public async Task A_device_that_goes_away_is_named(CancellationToken token)
    {
        var device = Device();
        await using var line = To(device.Path);
        await line.OpenAsync(token);
        await device.DisposeAsync();
        Assert.That(async () =>
        {
            while (await line.ReadAsync(new byte[1], token) > 0)
            {
            }

            await line.DrainAsync(token);
        }, Throws.InstanceOf<IOException>().With.Message.Contains(line.Name));
        Assert.That(async () => await line.OpenAsync(token), Throws.InstanceOf<IOException>().With.Message.Contains(device.Path));
    }

    /// <summary>As udev does it with a printer that is switched off and on: the name is gone, and then it leads to another device.</summary>
    [Test]
    public async Task A_device_that_was_gone_and_is_back_under_its_name_is_opened_anew(CancellationToken token)
    {
        using var directory = new TemporaryDirectory();
        var name = Path.Combine(directory.Path, "lp0");
        var first = Device();
        File.CreateSymbolicLink(name, first.Path);
        await using var line = To(name);
        await line.OpenAsync(token);
        await first.DisposeAsync();
        File.Delete(name);
        Assert.That(async () => await line.ReadAsync(new byte[1], token) is 0 ? throw new IOException("ended") : 0, Throws.InstanceOf<IOException>());
        Assert.That(async () => await line.OpenAsync(token), Throws.InstanceOf<IOException>().With.Message.Contains(name));
        Assert.That(line.IsOpen, Is.False);

        await using var second = Device();
        File.CreateSymbolicLink(name, second.Path);
        await line.OpenAsync(token);
        await line.WriteAsync(new byte[] { 7 }, token);
        Assert.That(await ReadAsync(second.ReadAsync, 1, token), Is.EqualTo(new byte[] { 7 }));
        await second.WriteAsync(new byte[] { 8 }, token);
        Assert.That(await ReadAsync((buffer, ended) => new(line.ReadAsync(buffer, ended)), 1, token), Is.EqualTo(new byte[] { 8 }));
    }

    [Test]
    public async Task A_device_that_is_not_there_is_named(CancellationToken token)
    {
        await using var line = To("/dev/no-such-device");
        Assert.That(() => line.OpenAsync(token), Throws.InstanceOf<IOException>().With.Message.Contains("/dev/no-such-device"));
        Assert.That(() => line.WriteAsync(new byte[1], token), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task A_plain_file_is_no_device_and_stays_as_it_is(CancellationToken token)
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "lp0");
        await File.WriteAllTextAsync(path, "payroll", token);
        await using var line = To(path);
        Assert.That(() => line.OpenAsync(token), Throws.InstanceOf<IOException>().With.Message.Contains(path));
        Assert.That(await File.ReadAllTextAsync(path, token), Is.EqualTo("payroll"));
    }

    [Test]
    public void A_directory_is_no_device() => Assert.That(
        () => To(Path.GetTempPath()), Throws.InstanceOf<FormatException>().With.Message.Contains("is a directory; name the device file in it"));

    private static PseudoTerminal Device() => PseudoTerminal.Open((_, _) => Task.CompletedTask);

    private IByteTransport To(string path) => IByteTransport.Open(_scheme + path, Enough, TimeProvider.System);

    private static async Task<byte[]> ReadAsync(Func<Memory<byte>, CancellationToken, ValueTask<int>> read, int count, CancellationToken token)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
            done += await read(bytes.AsMemory(done), token);
        return bytes;
    }
}
