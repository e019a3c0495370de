using System.Runtime.InteropServices;

namespace PrintStation.Chips.Pcsc;

/// <summary>The functions of PC/SC that a reader's driver needs, as the system's library has them: libpcsclite.so.1 on Linux, winscard.dll
/// on Windows. A DWORD there has 8 bytes on 64-bit Linux and 4 on Windows: given by value, the upper half is not looked at on Windows; given
/// by reference, it is 0 before the call. Results are compared by their low 32 bits. All of them block.</summary>
internal sealed record PcscLibrary(
    PcscLibrary.EstablishFunction Establish, PcscLibrary.ReleaseFunction Release, PcscLibrary.ListReadersFunction ListReaders,
    PcscLibrary.ConnectFunction Connect, PcscLibrary.ReconnectFunction Reconnect, PcscLibrary.DisconnectFunction Disconnect,
    PcscLibrary.StatusFunction Status, PcscLibrary.TransmitFunction Transmit)
{
    public delegate nint EstablishFunction(nuint scope, nint reserved, nint reservedToo, ref nint context);

    public delegate nint ReleaseFunction(nint context);

    /// <param name="readers">Names, each with a 00 behind it, and one more 00; null asks for the length.</param>
    public delegate nint ListReadersFunction(nint context, byte[]? groups, byte[]? readers, ref nuint length);

    public delegate nint ConnectFunction(nint context, byte[] reader, nuint share, nuint protocols, ref nint card, ref nuint protocol);

    public delegate nint ReconnectFunction(nint card, nuint share, nuint protocols, nuint before, ref nuint protocol);

    public delegate nint DisconnectFunction(nint card, nuint behind);

    public delegate nint StatusFunction(
        nint card, byte[] reader, ref nuint readerLength, ref nuint state, ref nuint protocol, byte[] atr, ref nuint atrLength);

    /// <param name="format">SCARD_IO_REQUEST, see <see cref="Format"/>.</param>
    public delegate nint TransmitFunction(
        nint card, byte[] format, byte[] command, nuint commandLength, byte[]? answerFormat, byte[] answer, ref nuint answerLength);

    /// <summary>For people.</summary>
    public static string FileName => OperatingSystem.IsWindows() ? "winscard.dll" : "libpcsclite.so.1";

    /// <summary>SCARD_IO_REQUEST: protocol and own length, two DWORDs.</summary>
    public static byte[] Format(byte protocol)
    {
        var bytes = OperatingSystem.IsWindows() ? 4 : nint.Size;
        var format = new byte[2 * bytes];
        (format[0], format[bytes]) = (protocol, (byte)format.Length);
        return format;
    }

    /// <summary>Null where the system has no PC/SC.</summary>
    public static PcscLibrary? Load()
    {
        if (!NativeLibrary.TryLoad(FileName, typeof(PcscLibrary).Assembly, DllImportSearchPath.System32, out var library))
            return null;

        // Functions that take text have two forms on Windows.
        var ansi = OperatingSystem.IsWindows() ? "A" : "";
        return new PcscLibrary(
            Find<EstablishFunction>("SCardEstablishContext"), Find<ReleaseFunction>("SCardReleaseContext"),
            Find<ListReadersFunction>("SCardListReaders" + ansi), Find<ConnectFunction>("SCardConnect" + ansi),
            Find<ReconnectFunction>("SCardReconnect"), Find<DisconnectFunction>("SCardDisconnect"),
            Find<StatusFunction>("SCardStatus" + ansi), Find<TransmitFunction>("SCardTransmit"));

        T Find<T>(string name)
            where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
    }
}
