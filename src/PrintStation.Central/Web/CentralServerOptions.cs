using System.Net;

namespace PrintStation.Central.Web;

/// <summary>How the centre is started.</summary>
internal sealed record CentralServerOptions
{
    /// <summary>Data directory made by `printcentral init`.</summary>
    public required string Data { get; init; }

    /// <summary>Where to listen; port 0 is a free one. Default 127.0.0.1:0.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The centre's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where log events go. Default: the console's error stream.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}
