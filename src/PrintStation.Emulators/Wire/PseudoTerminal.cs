using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace PrintStation.Emulators.Wire;

/// <summary>A serial line without wires (Linux): others open <see cref="Path"/>, this stream is the other end. Raw: every byte passes as it is.</summary>
internal sealed class PseudoTerminal : Stream
{
    private const int ReadWriteNoControllingTerminal = 0x2 | 0x100;
    private const int PollMilliseconds = 100;
    private const int TermiosBytes = 256;
    private const short PollIn = 1;
    private const int Interrupted = 4;

    private readonly int _master;
    private readonly int _slave;
    private readonly Thread _reader;
    private readonly Func<int, CancellationToken, Task> _pace;
    private readonly Channel<byte[]> _received = Channel.CreateBounded<byte[]>(4);
    private ReadOnlyMemory<byte> _rest;
    private volatile bool _closed;
    private volatile bool _ignored;

    private PseudoTerminal(int master, int slave, string path, Func<int, CancellationToken, Task> pace)
    {
        (_master, _slave, Path, _pace) = (master, slave, path, pace);
        _reader = new Thread(Receive) { IsBackground = true, Name = $"pty {path}" };
        _reader.Start();
    }

    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>For example /dev/pts/4.</summary>
    public string Path { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override bool CanTimeout => true;

    /// <summary>A device gives up a command whose rest does not come. Milliseconds.</summary>
    public override int ReadTimeout { get; set; } = 1000;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <param name="pace">Passes the time that so many bytes take on the line.</param>
    /// <exception cref="IOException">The system gives no pseudo-terminal.</exception>
    public static PseudoTerminal Open(Func<int, CancellationToken, Task> pace)
    {
        var master = Checked(PosixOpenpt(ReadWriteNoControllingTerminal), "posix_openpt");
        Checked(Grantpt(master), "grantpt");
        Checked(Unlockpt(master), "unlockpt");
        var name = new byte[128];
        Checked(-PtsnameR(master, name, name.Length), "ptsname_r");
        var path = System.Text.Encoding.ASCII.GetString(name, 0, Array.IndexOf(name, (byte)0));

        // Our own hold on the far end keeps the line up while nobody else has it open.
        var slave = Checked(OpenFile(path, ReadWriteNoControllingTerminal), "open");
        var termios = new byte[TermiosBytes];
        Checked(Tcgetattr(slave, termios), "tcgetattr");
        Cfmakeraw(termios);
        Checked(Tcsetattr(slave, 0, termios), "tcsetattr");
        return new PseudoTerminal(master, slave, path, pace);
    }

    /// <summary>From here on what comes in is kept; what was not heard before is gone.</summary>
    public void Hear()
    {
        _rest = default;
        while (_received.Reader.TryRead(out _))
        {
        }

        _ignored = false;
    }

    /// <summary>From here on what comes in is lost.</summary>
    public void Ignore() => _ignored = true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_rest.IsEmpty)
        {
            try
            {
                _rest = await _received.Reader.ReadAsync(cancellationToken);
                await _pace(_rest.Length, cancellationToken);
            }
            catch (ChannelClosedException)
            {
                return 0;
            }
        }

        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Frames are below the line's buffer of 4 KiB: this does not wait long.
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var written = (int)WriteBytes(_master, buffer.ToArray(), buffer.Length);
            if (written < 0 && Marshal.GetLastPInvokeError() != Interrupted)
                throw new IOException($"write on {Path} failed with error {Marshal.GetLastPInvokeError()}.");
            buffer = buffer[Math.Max(0, written)..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (!_closed)
        {
            _closed = true;
            _received.Writer.TryComplete();
            // The thread looks up at the latest after one poll; only then may the number of the file be given away.
            _reader.Join();
            Close(_master);
            Close(_slave);
        }

        base.Dispose(disposing);
    }

    private void Receive()
    {
        var buffer = new byte[4096];
        while (!_closed)
        {
            var poll = new PollEntry { File = _master, Events = PollIn };
            if (Poll(ref poll, 1, PollMilliseconds) <= 0 || (poll.Happened & PollIn) == 0)
                continue;

            var count = (int)ReadBytes(_master, buffer, buffer.Length);
            if (count > 0 && !_ignored)
                Keep(buffer[..count]);
        }
    }

    /// <summary>A host that sends faster than the device reads has to wait, as the line makes it wait.</summary>
    private void Keep(byte[] bytes)
    {
        try
        {
            _received.Writer.WriteAsync(bytes).AsTask().GetAwaiter().GetResult();
        }
        catch (ChannelClosedException)
        {
            // The line is closing.
        }
    }

    private static int Checked(int result, string call) =>
        result >= 0 ? result : throw new IOException($"{call} failed with error {Marshal.GetLastPInvokeError()}.");

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int File;
        public short Events;
        public short Happened;
    }

    [DllImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static extern int PosixOpenpt(int flags);

    [DllImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static extern int Grantpt(int file);

    [DllImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static extern int Unlockpt(int file);

    [DllImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    private static extern int PtsnameR(int file, [Out] byte[] name, nint length);

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int OpenFile(string path, int flags);

    [DllImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static extern int Tcgetattr(int file, [Out] byte[] termios);

    [DllImport("libc", EntryPoint = "cfmakeraw")]
    private static extern void Cfmakeraw([In, Out] byte[] termios);

    [DllImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static extern int Tcsetattr(int file, int when, byte[] termios);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static extern int Poll(ref PollEntry entry, nuint count, int milliseconds);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint ReadBytes(int file, [Out] byte[] buffer, nint length);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint WriteBytes(int file, byte[] buffer, nint length);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int file);
}
