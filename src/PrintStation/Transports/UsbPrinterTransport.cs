using System.Runtime.InteropServices;

namespace PrintStation.Transports;

/// <summary>A printer on USB by its device file (Linux): usb:///dev/usb/lp0. The kernel's driver is known to bring no answer on a file that a
/// command was written to, so the file is closed and opened again between the two.</summary>
internal sealed class UsbPrinterTransport : IByteTransport
{
    public const string Scheme = "usb://";

    private const short PollIn = 0x1;
    private const short PollErrorOrHangUp = 0x8 | 0x10;

    /// <summary>So soon does a wait notice that nobody waits any more.</summary>
    private const int PollMilliseconds = 20;

    private readonly string _path;
    private FileStream? _file;

    /// <exception cref="FormatException">Names the address and what is allowed.</exception>
    public UsbPrinterTransport(string address)
    {
        _path = address[Scheme.Length..];
        if (!OperatingSystem.IsLinux())
            throw new FormatException($"Address \"{address}\": printers have device files on Linux only; allowed here: tcp://host:port, serial://COM3.");
        if (!_path.StartsWith('/'))
            throw new FormatException($"Address \"{address}\": the path does not begin with /; allowed: usb:///dev/usb/lp0.");
        DevicePath.RequireNoDirectory(address, _path);
        Name = address;
    }

    public string Name { get; }

    public bool IsOpen => _file is not null;

    public Task OpenAsync(CancellationToken token)
    {
        Close();
        try
        {
            // Into a plain file the commands would be written over what stands there.
            if (File.Exists(_path) && !DevicePath.IsDevice(_path))
                throw new IOException("it is a file, not a device");
            _file = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            return Task.CompletedTask;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return Task.FromException(new IOException($"{Name} does not open: {trouble.Message}", trouble));
        }
    }

    public void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    public Task<int> DrainAsync(CancellationToken token) => OffThread(file =>
    {
        var buffer = new byte[4096];
        var drained = 0;
        while (IsReadable(file, 0))
        {
            // The driver may say "readable" and bring nothing.
            if (file.Read(buffer) is > 0 and var count)
                drained += count;
            else
                break;
            if (drained > ReceivedBytes.MostUnaskedBytes)
                throw new IOException("it does not stop sending");
        }

        return drained;
    }, token);

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        await OffThread(file =>
        {
            file.Write(bytes.Span);
            return 0;
        }, token);
        await OpenAsync(token);
    }

    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken token)
    {
        // Its own array: a wait that was given up may still bring something, and the caller's buffer is in other use by then.
        var piece = new byte[buffer.Length];
        var count = await OffThread(file =>
        {
            while (true)
            {
                token.ThrowIfCancellationRequested();
                if (!IsReadable(file, PollMilliseconds))
                    continue;
                if (file.Read(piece) is > 0 and var read)
                    return read;
                // The driver may say "readable" and bring nothing: that is no end, and no reason to ask without a pause.
                token.WaitHandle.WaitOne(PollMilliseconds);
            }
        }, token);
        piece.AsMemory(0, count).CopyTo(buffer);
        return count;
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    /// <summary>The kernel's calls block, so each has a thread of its own: none of the pool's stands still while a printer thinks. One that does
    /// not come back is left to itself, with the file that it began with: what comes on the next one is not for it.</summary>
    private async Task<int> OffThread(Func<FileStream, int> work, CancellationToken token)
    {
        var file = _file ?? throw new IOException($"{Name} is not open.");
        var calling = new Task<int>(() => work(file), TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => calling.RunSynchronously(TaskScheduler.Default)) { IsBackground = true, Name = Name }.Start();
        try
        {
            return await calling.WaitAsync(token);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new IOException($"{Name} broke: {trouble.Message}", trouble);
        }
    }

    /// <exception cref="IOException">The device is gone.</exception>
    private static bool IsReadable(FileStream line, int milliseconds)
    {
        var file = line.SafeFileHandle;
        var poll = new PollEntry { Events = PollIn };
        var held = false;
        try
        {
            file.DangerousAddRef(ref held);
            poll.File = (int)file.DangerousGetHandle();
            if (Poll(ref poll, 1, milliseconds) <= 0)
                return false;
        }
        finally
        {
            if (held)
                file.DangerousRelease();
        }

        return (poll.Happened & PollErrorOrHangUp) == 0 ? (poll.Happened & PollIn) != 0 : throw new IOException("the device hung up");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int File;
        public short Events;
        public short Happened;
    }

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static extern int Poll(ref PollEntry entry, nuint count, int milliseconds);
}
