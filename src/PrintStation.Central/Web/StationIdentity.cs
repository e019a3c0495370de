using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PrintStation.Central.Keys;
using PrintStation.Central.Stations;
using PrintStation.Central.Storage;

namespace PrintStation.Central.Web;

/// <summary>A station is who its client certificate says: the chain is checked with the connection, its name with each request.</summary>
internal sealed class StationIdentity(RequestDelegate next)
{
    private const string CommonName = "2.5.4.3";
    private const string ItemKey = "station-id";

    /// <summary>The station that asks; set before any endpoint under /v1 runs.</summary>
    public static string Of(HttpContext context) => (string)context.Items[ItemKey]!;

    /// <summary>Whether a certificate was issued by the centre's authority, for a client, and is valid now.</summary>
    public static bool IsOfAuthority(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(DevelopmentAuthority.ClientAuthentication));

        // A lost station is shut out by the books, at once; the development authority publishes no list.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    public async Task InvokeAsync(HttpContext context, Database books)
    {
        if (!context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        var stationId = NameOf(await context.Connection.GetClientCertificateAsync(context.RequestAborted));
        var known = stationId is not null
            && await books.ReadAsync(session => Enrollment.IsKnownAsync(session, stationId), context.RequestAborted);
        if (!known)
        {
            await Problems.WriteAsync(
                context, new Refusal(403, "unknown-station", "The centre knows no station of this certificate's name. Enrol it at the centre."));
            return;
        }

        context.Items[ItemKey] = stationId;
        await next(context);
    }

    /// <summary>The common name; null when there is none, or more than one to choose from.</summary>
    private static string? NameOf(X509Certificate2? certificate)
    {
        var names = certificate?.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(name => !name.HasMultipleElements && name.GetSingleElementType().Value == CommonName)
            .Select(name => name.GetSingleElementValue())
            .ToList();
        return names is [{ Length: > 0 } name] ? name : null;
    }
}
