using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PrintStation.Security;

/// <summary>Users of the operating system, as Linux knows them. Elsewhere nothing is known of them, and every answer is null.</summary>
internal static class OsUsers
{
    public const uint Root = 0;

    // SOL_SOCKET and SO_PEERCRED of Linux; three words: process, user, group.
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int CredentialBytes = 12;
    private const int UserOffset = 4;

    // struct passwd with 64-bit pointers: name and password, then the user's number.
    private const int PasswordRecordBytes = 64;
    private const int NumberOffset = 16;
    private const int TextBytes = 65_536;

    // struct statx, the same on every architecture.
    private const int StatusBytes = 256;
    private const int OwnerOffset = 20;
    private const int GroupOffset = 24;
    private const uint OwnerAndGroup = 0x18;
    private const int CurrentDirectory = -100;

    public static bool AreKnown => OperatingSystem.IsLinux();

    /// <summary>Who runs this process.</summary>
    public static uint? Own => AreKnown ? EffectiveUser() : null;

    /// <summary>Who opened the other end of a local socket, or listens there.</summary>
    public static uint? PeerOf(Socket socket)
    {
        if (!AreKnown)
            return null;
        Span<byte> credentials = stackalloc byte[CredentialBytes];
        return socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == CredentialBytes
            ? BitConverter.ToUInt32(credentials[UserOffset..])
            : null;
    }

    /// <summary>The name as the system spells it; a number without one is written as "#1234".</summary>
    public static string NameOf(uint user) => Find((record, text, end, out found) => FindByNumber(user, record, text, end, out found))?.Name ?? $"#{user}";

    /// <summary>The name of whom this name means, as the system spells it; null where it means nobody.</summary>
    public static string? Canonical(string name) =>
        Find((record, text, end, out found) => FindByName(name, record, text, end, out found)) is { } known ? NameOf(known.Number) : null;

    /// <summary>User and group that own a file or directory; null where there is none.</summary>
    public static (uint User, uint Group)? OwnerOf(string path)
    {
        if (!AreKnown)
            return null;
        var status = new byte[StatusBytes];
        return Status(CurrentDirectory, path, 0, OwnerAndGroup, status) == 0
            ? (BitConverter.ToUInt32(status, OwnerOffset), BitConverter.ToUInt32(status, GroupOffset))
            : null;
    }

    /// <summary>This process, which is root's, goes on as another user: what it makes belongs to him.</summary>
    /// <exception cref="UnauthorizedAccessException">The system does not let it.</exception>
    public static void Become((uint User, uint Group) owner)
    {
        if (SetGroup(owner.Group) != 0 || SetUser(owner.User) != 0)
            throw new UnauthorizedAccessException(Marshal.GetLastPInvokeErrorMessage());
    }

    private delegate int Look(byte[] record, byte[] text, nint textBytes, out nint found);

    private static (string Name, uint Number)? Find(Look look)
    {
        if (!AreKnown)
            return null;
        var record = GC.AllocateArray<byte>(PasswordRecordBytes, pinned: true);
        var text = GC.AllocateArray<byte>(TextBytes, pinned: true);
        if (look(record, text, text.Length, out var found) != 0 || found == 0)
            return null;
        var name = Marshal.PtrToStringUTF8((nint)BinaryPrimitives.ReadInt64LittleEndian(record))!;
        return (name, BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(NumberOffset)));
    }

    [DllImport("libc", EntryPoint = "getpwuid_r")]
    private static extern int FindByNumber(uint user, byte[] record, byte[] text, nint textBytes, out nint found);

    [DllImport("libc", EntryPoint = "getpwnam_r", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int FindByName(string name, byte[] record, byte[] text, nint textBytes, out nint found);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Status(int directory, string path, int flags, uint mask, byte[] status);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint EffectiveUser();

    [DllImport("libc", EntryPoint = "setegid", SetLastError = true)]
    private static extern int SetGroup(uint group);

    [DllImport("libc", EntryPoint = "seteuid", SetLastError = true)]
    private static extern int SetUser(uint user);
}
