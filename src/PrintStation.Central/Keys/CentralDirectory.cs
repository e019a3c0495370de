using System.Data.Common;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using PrintStation.Central.Stations;
using PrintStation.Central.Storage;
using PrintStation.Contracts;

namespace PrintStation.Central.Keys;

/// <summary>The centre's data directory: settings, keys, certificates, and by default the database.</summary>
internal sealed class CentralDirectory
{
    private const string DefaultDatabase = "Data Source=central.db";

    private readonly TimeProvider timeProvider;

    private CentralDirectory(string path, CentralSettings settings, TimeProvider timeProvider)
    {
        Path = path;
        Settings = settings;
        this.timeProvider = timeProvider;
    }

    public string Path { get; }

    public CentralSettings Settings { get; }

    public string AuthorityCertificate => File("tls/ca.pem");

    private string AuthorityKey => File("tls/ca.key");

    private string ServerCertificatePath => File("tls/server.pem");

    private string ServerKey => File("tls/server.key");

    private string IssuingKey => File("keys/issuing.pem");

    private string ChipSigningCertificate => File("keys/chip-signing.pem");

    private string ChipSigningKey => File("keys/chip-signing.key");

    /// <summary>Reads the directory's settings; null when it was not set up.</summary>
    public static CentralDirectory? Find(string path, TimeProvider timeProvider)
    {
        var settingsPath = System.IO.Path.Combine(path, "printcentral.json");
        if (!System.IO.File.Exists(settingsPath))
            return null;

        var settings = JsonSerializer.Deserialize<CentralSettings>(System.IO.File.ReadAllText(settingsPath), WireJson.Options)!;
        return new CentralDirectory(System.IO.Path.GetFullPath(path), settings, timeProvider);
    }

    /// <summary>Sets the directory up, unless it is, with authority, server certificate and signing keys.</summary>
    public static CentralDirectory Create(string path, string office, string? database, TimeProvider timeProvider)
    {
        if (Find(path, timeProvider) is { } existing)
            return existing;

        var settings = new CentralSettings(office, database ?? DefaultDatabase);
        var directory = new CentralDirectory(System.IO.Path.GetFullPath(path), settings, timeProvider);
        MakePrivate(directory.Path);
        Directory.CreateDirectory(directory.File("tls"));
        Directory.CreateDirectory(directory.File("keys"));
        using var authority = DevelopmentAuthority.Create(timeProvider);
        authority.Save(directory.AuthorityCertificate, directory.AuthorityKey);
        authority.Issue(
            "printcentral", DevelopmentAuthority.ServerAuthentication, ["127.0.0.1", "localhost"], directory.ServerCertificatePath,
            directory.ServerKey);
        authority.Issue("PrintStation development chip signing", usage: null, [], directory.ChipSigningCertificate, directory.ChipSigningKey);
        using var issuing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Pem.WritePrivate(directory.IssuingKey, issuing.ExportPkcs8PrivateKeyPem());

        // Last: a directory with settings is complete. Private, because a connection string may hold a password.
        Pem.WritePrivate(directory.File("printcentral.json"), JsonSerializer.Serialize(directory.Settings, WireJson.Options));
        return directory;
    }

    /// <summary>Enrols a station and writes its side – certificates and keys – into its instance directory.</summary>
    public async Task<Answer<Done>> AddStationAsync(Database books, string stationId, string office, string instance, CancellationToken token)
    {
        var known = await books.ReadAsync(session => Enrollment.IsKnownAsync(session, stationId), token);
        if (known)
            return Enrollment.Known(stationId);

        // Files first: a station that is enrolled but has no key could never be set up again.
        using var envelope = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        WriteInstance(stationId, instance, envelope);
        var publicKey = envelope.ExportSubjectPublicKeyInfoPem();
        return await books.WriteAsync(session => Enrollment.EnrollAsync(session, stationId, office, publicKey), token);
    }

    /// <summary>Opens the books that the settings name; a relative SQLite file lies in this directory.</summary>
    public Database OpenBooks()
    {
        if (Database.IsPostgres(Settings.Database))
            return Database.Open(Settings.Database, timeProvider);

        var builder = new DbConnectionStringBuilder { ConnectionString = Settings.Database };
        builder["Data Source"] = File((string)builder["Data Source"]);
        return Database.Open(builder.ConnectionString, timeProvider);
    }

    public ChipSigner OpenChipSigner() => new(Pem.ReadEcdsa(ChipSigningKey));

    public EnvelopeSealer OpenSealer() => new(Pem.ReadEcdsa(IssuingKey));

    public X509Certificate2 LoadServerCertificate()
    {
        using var loaded = X509Certificate2.CreateFromPemFile(ServerCertificatePath, ServerKey);

        // Windows refuses TLS with a key that was never in a key store; through PKCS#12 it is the same everywhere.
        return X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), password: null);
    }

    public X509Certificate2 LoadAuthority() => X509CertificateLoader.LoadCertificateFromFile(AuthorityCertificate);

    /// <summary>The database in it holds personal data.</summary>
    private static void MakePrivate(string path)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private void WriteInstance(string stationId, string instance, ECDiffieHellman envelope)
    {
        var tls = Directory.CreateDirectory(System.IO.Path.Combine(instance, "tls")).FullName;
        var keys = Directory.CreateDirectory(System.IO.Path.Combine(instance, "keys")).FullName;
        using var authority = DevelopmentAuthority.Load(AuthorityCertificate, AuthorityKey, timeProvider);
        authority.Issue(
            stationId, DevelopmentAuthority.ClientAuthentication, [], System.IO.Path.Combine(tls, "station.pem"),
            System.IO.Path.Combine(tls, "station.key"));
        System.IO.File.Copy(AuthorityCertificate, System.IO.Path.Combine(tls, "ca.pem"), overwrite: true);
        Pem.WritePrivate(System.IO.Path.Combine(keys, "envelope.pem"), envelope.ExportPkcs8PrivateKeyPem());
        using var issuing = Pem.ReadEcdsa(IssuingKey);
        Pem.WritePublic(System.IO.Path.Combine(keys, "issuing.pub.pem"), issuing.ExportSubjectPublicKeyInfoPem());
        System.IO.File.Copy(ChipSigningCertificate, System.IO.Path.Combine(keys, "chip-signing.pem"), overwrite: true);
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);
}

/// <param name="Office">Code of the office that seeds go to, for example "5371".</param>
/// <param name="Database">Connection string; "Host=…" is PostgreSQL. Default "Data Source=central.db" in the data directory.</param>
internal sealed record CentralSettings(string Office, string Database);
