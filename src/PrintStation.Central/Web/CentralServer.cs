using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using PrintStation.Central.Keys;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Web;

/// <summary>The centre as a running server. Tests start it in process, with real TLS, on a free port.</summary>
internal sealed class CentralServer : IAsyncDisposable
{
    /// <summary>Longest body of an ordinary request; a resend has a limit of its own.</summary>
    public const long MaximumBodyBytes = 1024 * 1024;

    public const long MaximumResendBytes = 256 * 1024 * 1024;

    private readonly WebApplication application;
    private readonly List<IDisposable> owned;

    private CentralServer(WebApplication application, Database books, CentralDirectory directory, List<IDisposable> owned)
    {
        this.application = application;
        this.owned = owned;
        Books = books;
        Directory = directory;
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Url = new Uri(addresses.Addresses.Single());
    }

    /// <summary>For example https://127.0.0.1:40123.</summary>
    public Uri Url { get; }

    public Database Books { get; }

    public CentralDirectory Directory { get; }

    /// <exception cref="DirectoryNotFoundException">The data directory was never set up.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<CentralServer> StartAsync(CentralServerOptions options, CancellationToken token = default)
    {
        var directory = CentralDirectory.Find(options.Data, options.TimeProvider)
            ?? throw new DirectoryNotFoundException($"{options.Data} holds no centre.");
        var owned = new List<IDisposable>();
        CentralServer? started = null;
        try
        {
            var books = Own(owned, directory.OpenBooks());
            var sealer = Own(owned, directory.OpenSealer());
            var server = Own(owned, directory.LoadServerCertificate());
            var authority = Own(owned, directory.LoadAuthority());
            var application = Build(options, books, sealer, server, authority);
            await application.StartAsync(token);
            return started = new CentralServer(application, books, directory, owned);
        }
        finally
        {
            if (started is null)
                owned.ForEach(resource => resource.Dispose());
        }
    }

    /// <summary>Returns when the process is told to stop (SIGTERM, Ctrl-C) and the requests in hand are answered.</summary>
    public Task WaitForShutdownAsync(CancellationToken token) => application.WaitForShutdownAsync(token);

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
        owned.ForEach(resource => resource.Dispose());
    }

    private static WebApplication Build(
        CentralServerOptions options, Database books, EnvelopeSealer sealer, X509Certificate2 server, X509Certificate2 authority)
    {
        // An empty builder: nothing is taken from environment variables or files in whatever folder this happens to run.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Listen(options.Listen, listen => listen.UseHttps(https =>
            {
                https.ServerCertificate = server;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (certificate, chain, _) => StationIdentity.IsOfAuthority(certificate, authority);
            }));
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        if (options.Logging is null)
            builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        else
            options.Logging(builder.Logging);

        AddCentral(builder.Services, books, sealer);

        var application = builder.Build();
        UseCentral(application);
        return application;
    }

    /// <summary>What answers requests, whatever server brings them.</summary>
    public static void AddCentral(IServiceCollection services, Database books, EnvelopeSealer sealer)
    {
        services.AddRoutingCore();
        services.ConfigureHttpJsonOptions(json => WireJson.Apply(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddOpenApi("v1", openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "PrintStation centre";
            document.Info.Version = "v1";
            document.Info.Description = "What a printing station and the centre say to each other.";
            return Task.CompletedTask;
        }));
        services.AddSingleton(books).AddSingleton(sealer);
    }

    public static void UseCentral(WebApplication application)
    {
        application.UseMiddleware<ProblemMiddleware>();
        application.UseRouting();
        application.UseMiddleware<StationIdentity>();
        application.MapOpenApi();
        Endpoints.Map(application);
    }

    private static T Own<T>(List<IDisposable> owned, T resource)
        where T : IDisposable
    {
        owned.Add(resource);
        return resource;
    }
}
