using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PrintStation.Simulation.Centre;

/// <summary>A web server without a network: requests are handed to the application one by one.</summary>
internal sealed class MemoryServer : IServer
{
    private Func<IFeatureCollection, Task>? _process;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _process = async features =>
        {
            var context = application.CreateContext(features);
            Exception? trouble = null;
            try
            {
                await application.ProcessRequestAsync(context);
            }
            catch (Exception e)
            {
                trouble = e;
                throw;
            }
            finally
            {
                application.DisposeContext(context, trouble);
            }
        };
        return Task.CompletedTask;
    }

    /// <summary>Status and body of the answer.</summary>
    public async Task<(int Status, string? ContentType, byte[] Body)> AskAsync(
        string method, string path, byte[]? body, X509Certificate2 client)
    {
        using var answer = new MemoryStream();
        var features = new FeatureCollection();
        var request = new HttpRequestFeature
        {
            Method = method, Scheme = "https", Protocol = "HTTP/1.1", Path = path, RawTarget = path,
            Body = new MemoryStream(body ?? []),
        };
        request.Headers.Host = "centre";
        if (body is not null)
        {
            request.Headers.ContentType = "application/json; charset=utf-8";
            request.Headers.ContentLength = body.Length;
        }

        var response = new Response(answer);
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(body is not null));
        features.Set<ITlsConnectionFeature>(new TlsConnectionFeature { ClientCertificate = client });
        await _process!(features);
        return (response.StatusCode, response.Headers.ContentType.ToString(), answer.ToArray());
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }

    private sealed class Response(MemoryStream body) : HttpResponseFeature
    {
        public override bool HasStarted => body.Length > 0;
    }

    private sealed record BodyDetection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}
