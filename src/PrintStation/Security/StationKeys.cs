using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PrintStation.Security;

/// <summary>The station's keys, opened once at start and kept in memory only.</summary>
internal sealed class StationKeys : IDisposable
{
    private readonly byte[] _digestKey;

    private StationKeys(
        X509Certificate2 client, X509Certificate2 authority, ECDiffieHellman envelope, ECDsa issuing, X509Certificate2 chipSigning,
        byte[] digestKey)
    {
        (Client, Authority, Envelope, Issuing, ChipSigning, _digestKey) = (client, authority, envelope, issuing, chipSigning, digestKey);
    }

    /// <summary>Certificate and private key of this station: for TLS, and for binding a chip to its content.</summary>
    public X509Certificate2 Client { get; }

    public X509Certificate2 Authority { get; }

    /// <summary>Opens envelopes.</summary>
    public ECDiffieHellman Envelope { get; }

    /// <summary>Proves that an envelope is the centre's.</summary>
    public ECDsa Issuing { get; }

    /// <summary>Proves that a chip's content is the centre's.</summary>
    public X509Certificate2 ChipSigning { get; }

    /// <exception cref="ConfigurationException">A file is missing or holds no such key.</exception>
    public static StationKeys Load(StationOptions options)
    {
        var central = options.Central;
        var key = "";
        try
        {
            key = "Central.ClientCertificate";
            var client = ForTls(X509Certificate2.CreateFromPemFile(options.Resolve(central.ClientCertificate), options.Resolve(central.ClientKey)));
            key = "Central.CertificateAuthority";
            var authority = X509CertificateLoader.LoadCertificateFromFile(options.Resolve(central.CertificateAuthority));
            key = "Central.EnvelopeKey";
            var envelope = ECDiffieHellman.Create();
            envelope.ImportFromPem(ReadEnvelopeKey(options));
            key = "Central.IssuingKey";
            var issuing = ECDsa.Create();
            issuing.ImportFromPem(File.ReadAllText(options.Resolve(central.IssuingKey)));
            key = "Central.ChipSigningCertificate";
            var chipSigning = X509CertificateLoader.LoadCertificateFromFile(options.Resolve(central.ChipSigningCertificate));
            return new StationKeys(client, authority, envelope, issuing, chipSigning, DigestKey(envelope));
        }
        catch (Exception e) when (e is CryptographicException or IOException or ArgumentException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{key}: the key or certificate cannot be read ({e.GetType().Name}). "
                + "Enrol the station again, or restore the file.");
        }
    }

    /// <summary>Recognises a NIK without keeping it: HMAC-SHA-256 under a key that only this station has.</summary>
    public string DigestOf(string nik) => Convert.ToHexStringLower(HMACSHA256.HashData(_digestKey, Encoding.ASCII.GetBytes(nik)));

    /// <summary>Signature over SHA-256(UID bytes ‖ digital signature of the content), P1363, 64 bytes.</summary>
    public byte[] Bind(string uidHex, byte[] digitalSignature)
    {
        using var key = Client.GetECDsaPrivateKey() ?? throw new CryptographicException("The station's certificate is not on P-256.");
        return key.SignData(Bound(uidHex, digitalSignature), HashAlgorithmName.SHA256);
    }

    public bool IsBound(string uidHex, byte[] digitalSignature, byte[] binding)
    {
        using var key = Client.GetECDsaPublicKey() ?? throw new CryptographicException("The station's certificate is not on P-256.");
        return binding.Length == 64 && key.VerifyData(Bound(uidHex, digitalSignature), binding, HashAlgorithmName.SHA256);
    }

    public void Dispose()
    {
        Client.Dispose();
        Authority.Dispose();
        Envelope.Dispose();
        Issuing.Dispose();
        ChipSigning.Dispose();
        CryptographicOperations.ZeroMemory(_digestKey);
    }

    /// <summary>TLS on Windows takes no ephemeral keys: through PKCS#12 the key gets a container.</summary>
    private static X509Certificate2 ForTls(X509Certificate2 pem)
    {
        if (!OperatingSystem.IsWindows())
            return pem;
        using (pem)
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    private static byte[] Bound(string uidHex, byte[] digitalSignature) => [.. Convert.FromHexString(uidHex), .. digitalSignature];

    /// <summary>The platform protects the key where it can: a systemd credential, or a file sealed by DPAPI (ending .dpapi).</summary>
    private static string ReadEnvelopeKey(StationOptions options)
    {
        var credentials = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
        if (credentials is not null && Path.Combine(credentials, "envelope-key") is var credential && File.Exists(credential))
            return File.ReadAllText(credential);
        var path = options.Resolve(options.Central.EnvelopeKey);
        return OperatingSystem.IsWindows() && path.EndsWith(".dpapi", StringComparison.OrdinalIgnoreCase)
            ? Encoding.UTF8.GetString(ProtectedData.Unprotect(File.ReadAllBytes(path), null, DataProtectionScope.LocalMachine))
            : File.ReadAllText(path);
    }

    private static byte[] DigestKey(ECDiffieHellman envelope)
    {
        var secret = envelope.ExportParameters(includePrivateParameters: true).D!;
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "nik-digest"u8.ToArray());
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }
}
