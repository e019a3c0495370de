using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PrintStation.Benchmarks.Offices;

/// <summary>A word that passed a tapped line.</summary>
/// <param name="At">Ticks of <see cref="Stopwatch"/>.</param>
/// <param name="Command">The station's words without data; null for a reply.</param>
internal sealed record Word(long At, string? Command)
{
    /// <summary>It sets, moves or prints; a question only asks.</summary>
    public bool IsCommand => Command is { Length: > 0 } && Command[0] != 'R';
}

/// <summary>A piece of the line between station and printer that notes when each command and each reply passed.</summary>
internal sealed class Tap : IDisposable
{
    private const byte Escape = 0x1B;
    private const int LongestWords = 32;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Word> _words = [];
    private readonly Lock _lock = new();
    private readonly int _target;

    /// <param name="target">The printer's port on this machine.</param>
    public Tap(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public IReadOnlyList<Word> Words
    {
        get
        {
            lock (_lock)
                return [.. _words];
        }
    }

    public void Forget()
    {
        lock (_lock)
            _words.Clear();
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = PassAsync(await _listener.AcceptSocketAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The benchmark is over.
        }
    }

    private async Task PassAsync(Socket station)
    {
        using var printer = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (station)
        {
            station.NoDelay = true;
            try
            {
                await printer.ConnectAsync(IPAddress.Loopback, _target);
                await Task.WhenAny(PassAsync(station, printer, isReply: false), PassAsync(printer, station, isReply: true));
            }
            catch (SocketException)
            {
                // One of them is not there: the other notices.
            }
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool isReply)
    {
        var piece = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(piece, _end.Token) is > 0 and var count)
            {
                Note(piece.AsSpan(0, count), isReply);
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(piece.AsMemory(sent, count - sent), _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The line ended.
        }
    }

    /// <summary>One command is in flight at a time, so a piece that begins with an escape begins a command. Data may hold one too, but not
    /// followed by two letters at the very begin of a piece, but for a chance of one in thousands.</summary>
    private void Note(ReadOnlySpan<byte> piece, bool isReply)
    {
        var at = Stopwatch.GetTimestamp();
        if (!isReply && !(piece.Length > 3 && piece[0] == Escape && char.IsAsciiLetterUpper((char)piece[1]) && char.IsAsciiLetter((char)piece[2])))
            return;
        var words = isReply ? null : Encoding.ASCII.GetString(piece[1..Math.Min(piece.Length, LongestWords)]);
        if (words?.IndexOf('\r') is >= 0 and var end)
            words = words[..end];
        lock (_lock)
            _words.Add(new Word(at, words));
    }
}
