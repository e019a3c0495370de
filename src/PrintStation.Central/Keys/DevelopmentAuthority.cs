using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PrintStation.Central.Keys;

/// <summary>A certificate authority for development and demonstrations. A real centre has its own.</summary>
internal sealed class DevelopmentAuthority(X509Certificate2 certificate, TimeProvider timeProvider) : IDisposable
{
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private const int AuthorityYears = 10;
    private const int LeafYears = 2;

    public static DevelopmentAuthority Create(TimeProvider timeProvider)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=PrintStation development CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = timeProvider.GetUtcNow();
        return new DevelopmentAuthority(request.CreateSelfSigned(now.AddDays(-1), now.AddYears(AuthorityYears)), timeProvider);
    }

    public static DevelopmentAuthority Load(string certificatePath, string keyPath, TimeProvider timeProvider) =>
        new(X509Certificate2.CreateFromPemFile(certificatePath, keyPath), timeProvider);

    /// <summary>Writes certificate and key of the authority itself.</summary>
    public void Save(string certificatePath, string keyPath)
    {
        Pem.WritePublic(certificatePath, certificate.ExportCertificatePem());
        using var key = certificate.GetECDsaPrivateKey()!;
        Pem.WritePrivate(keyPath, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Issues a certificate for a new P-256 key and writes both.</summary>
    /// <param name="usage">Extended key usage; null for a key that signs data.</param>
    public void Issue(string commonName, string? usage, IReadOnlyList<string> names, string certificatePath, string keyPath)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, true, false));
        if (usage is not null)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (names.Count > 0)
            request.CertificateExtensions.Add(AlternativeNames(names));

        var now = timeProvider.GetUtcNow();
        using var issued = request.Create(certificate, now.AddDays(-1), now.AddYears(LeafYears), RandomNumberGenerator.GetBytes(16));
        Pem.WritePublic(certificatePath, issued.ExportCertificatePem());
        Pem.WritePrivate(keyPath, key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => certificate.Dispose();

    private static X509Extension AlternativeNames(IReadOnlyList<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                builder.AddIpAddress(address);
            else
                builder.AddDnsName(name);
        }

        return builder.Build();
    }
}
