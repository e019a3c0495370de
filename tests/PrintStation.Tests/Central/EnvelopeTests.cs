using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Jose;
using PrintStation.Contracts;

namespace PrintStation.Tests.Central;

public sealed class EnvelopeTests
{
    private const string StationId = "station-5371-1";

    private ECDsa issuing = null!;
    private ECDiffieHellman station = null!;

    [OneTimeSetUp]
    public void CreateKeys()
    {
        issuing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        station = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    }

    [OneTimeTearDown]
    public void DisposeKeys()
    {
        issuing.Dispose();
        station.Dispose();
    }

    [Test]
    public void What_is_sealed_opens_unchanged()
    {
        var opened = Envelope.Open(Envelope.Seal(Payload(), issuing, station), station, issuing, StationId);
        Assert.Multiple(() =>
        {
            Assert.That(opened.Citizen, Is.EqualTo(Payload().Citizen));
            Assert.That(opened.PhotoJpeg, Is.EqualTo(Payload().PhotoJpeg));
            Assert.That(opened.Chip[ChipElements.Biodata], Is.EqualTo(Payload().Chip[ChipElements.Biodata]));
        });
    }

    [Test]
    public void The_headers_name_algorithms_keys_and_nesting()
    {
        var envelope = Envelope.Seal(Payload(), issuing, station);
        var sealing = JWT.Headers(envelope);
        var signing = JWT.Headers(JWT.Decode(envelope, station));
        Assert.Multiple(() =>
        {
            Assert.That(sealing["alg"], Is.EqualTo("ECDH-ES+A256KW"));
            Assert.That(sealing["enc"], Is.EqualTo("A256GCM"));
            Assert.That(sealing["cty"], Is.EqualTo("JOSE"));
            Assert.That(sealing["kid"], Is.EqualTo(Envelope.KeyId(station.ExportParameters(false))));
            Assert.That(signing["alg"], Is.EqualTo("ES256"));
            Assert.That(signing["kid"], Is.EqualTo(Envelope.KeyId(issuing.ExportParameters(false))));
        });
    }

    [Test]
    public void Another_stations_key_cannot_open_it()
    {
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        Refused(Envelope.Seal(Payload(), issuing, station), "envelope", "envelope-undecryptable", key: other);
    }

    [Test]
    public void A_foreign_issuer_is_refused()
    {
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Refused(Envelope.Seal(Payload(), foreign, station), "envelope", "envelope-signature");
    }

    [Test]
    public void A_payload_sealed_for_us_but_addressed_to_another_station_is_refused() =>
        Refused(
            Envelope.Seal(Payload() with { StationId = "station-5301-1" }, issuing, station), "stationId", "envelope-foreign-station");

    [Test]
    public void An_unsigned_token_inside_the_seal_is_refused()
    {
        var unsigned = JWT.Encode(JsonSerializer.Serialize(Payload(), WireJson.Options), null, JwsAlgorithm.none);
        Refused(SealText(unsigned), "envelope", "envelope-signature");
    }

    [Test]
    public void A_token_signed_with_the_public_key_as_a_shared_secret_is_refused()
    {
        var secret = issuing.ExportSubjectPublicKeyInfo();
        var confused = JWT.Encode(JsonSerializer.Serialize(Payload(), WireJson.Options), secret, JwsAlgorithm.HS256);
        Refused(SealText(confused), "envelope", "envelope-signature");
    }

    [Test]
    public void A_seal_that_asks_for_decompression_is_refused()
    {
        var bomb = JWT.Encode(new string('a', 200_000), station, JweAlgorithm.ECDH_ES_A256KW, JweEncryption.A256GCM, JweCompression.DEF);
        Refused(bomb, "envelope", "envelope-undecryptable");
    }

    [TestCase("{}", "payload")]
    [TestCase("[]", "payload")]
    [TestCase("not json", "payload")]
    [TestCase("null", "payload")]
    public void A_signed_payload_that_is_no_payload_is_refused(string json, string field) =>
        Refused(SealText(JWT.Encode(json, issuing, JwsAlgorithm.ES256)), field, "payload-malformed");

    [TestCase("photoJpeg", "photoJpeg")]
    [TestCase("citizen", "citizen")]
    public void A_missing_value_is_refused_by_the_name_of_its_field(string property, string field)
    {
        var node = JsonSerializer.SerializeToNode(Payload(), WireJson.Options)!.AsObject();
        node[property] = null;
        Refused(SealText(JWT.Encode(node.ToJsonString(), issuing, JwsAlgorithm.ES256)), field, "payload-malformed");
    }

    [Test]
    public void A_broken_value_deep_inside_is_refused_by_its_path()
    {
        var node = JsonSerializer.SerializeToNode(Payload(), WireJson.Options)!.AsObject();
        node["citizen"]!["nik"] = 5371;
        Refused(SealText(JWT.Encode(node.ToJsonString(), issuing, JwsAlgorithm.ES256)), "citizen.nik", "payload-malformed");
    }

    [TestCase("")]
    [TestCase("....")]
    [TestCase("a.b.c.d.e")]
    [TestCase("eyJhbGciOiJFQ0RILUVTK0EyNTZLVyIsImVuYyI6IkEyNTZHQ00ifQ....")]
    [TestCase("eyJhbGciOiJFQ0RILUVTK0EyNTZLVyIsImVuYyI6IkEyNTZHQ00iLCJlcGsiOjV9.AA.AA.AA.AA")]
    [TestCase("<html>502 Bad Gateway</html>")]
    public void Garbage_is_refused(string garbage) => Refused(garbage, "envelope", "envelope-undecryptable");

    [Test]
    public void An_overlong_envelope_is_refused_before_it_is_parsed() =>
        Refused(new string('.', Envelope.MaximumCharacters + 1), "envelope", "envelope-undecryptable");

    [Test]
    public void Whatever_is_torn_or_changed_is_refused_and_never_ends_in_another_exception()
    {
        var random = new Random(20);
        var envelope = Envelope.Seal(Payload(), issuing, station);
        var headerLength = envelope.IndexOf('.');
        for (var n = 0; n < 400; n++)
        {
            // Half of the changes hit the header, where the parser and the curve arithmetic are.
            var at = random.Next(n % 2 == 0 ? headerLength : envelope.Length);
            var changed = (n % 4) switch
            {
                0 or 1 => envelope[..at] + (envelope[at] == 'x' ? 'Y' : 'x') + envelope[(at + 1)..],
                2 => envelope[..at],
                _ => envelope.Remove(at, Math.Min(5, envelope.Length - at)),
            };
            Refused(changed, "envelope", "envelope-undecryptable");
        }
    }

    [Test]
    public async Task Debians_jose_decrypts_and_verifies_one()
    {
        if (!File.Exists("/usr/bin/jose"))
            Assert.Ignore("jose is not installed");

        var folder = Directory.CreateTempSubdirectory("envelope-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "station.jwk"), Jwk(station.ExportParameters(true)));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "issuing.jwk"), Jwk(issuing.ExportParameters(false)));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "envelope"), Envelope.Seal(Payload(), issuing, station));

            await JoseAsync(folder.FullName, "jwe", "dec", "-i", "envelope", "-k", "station.jwk", "-O", "signed");
            await JoseAsync(folder.FullName, "jws", "ver", "-i", "signed", "-k", "issuing.jwk", "-O", "payload");

            var payload = await File.ReadAllBytesAsync(Path.Combine(folder.FullName, "payload"));
            Assert.That(JsonSerializer.Deserialize<CardPayload>(payload, WireJson.Options)!.Citizen, Is.EqualTo(Payload().Citizen));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task JoseAsync(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/jose", arguments)
        {
            WorkingDirectory = folder, RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var error = await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        Assert.That(process.ExitCode, Is.Zero, $"jose {string.Join(' ', arguments)}: {error}");
    }

    private static string Jwk(ECParameters key)
    {
        var d = key.D is null ? "" : $",\"d\":\"{Base64Url.Encode(key.D)}\"";
        return $$"""{"kty":"EC","crv":"P-256","x":"{{Base64Url.Encode(key.Q.X!)}}","y":"{{Base64Url.Encode(key.Q.Y!)}}"{{d}}}""";
    }

    private string SealText(string signed) => JWT.Encode(signed, station, JweAlgorithm.ECDH_ES_A256KW, JweEncryption.A256GCM);

    private void Refused(string envelope, string field, string code, ECDiffieHellman? key = null)
    {
        var refusal = Assert.Throws<EnvelopeException>(() => Envelope.Open(envelope, key ?? station, issuing, StationId));
        Assert.That((refusal!.Field, refusal.Code), Is.EqualTo((field, code)));
    }

    private static CardPayload Payload() => new(
        "job-1", StationId, "ktp-el", "2019", null,
        new Citizen(
            "5371014501900001", "MARIA D'ROSARI", "KUPANG", "05-01-1990", "PEREMPUAN", "O", "JL. TIMOR RAYA NO. 7", "003/011", "FATULULI",
            "OEBOBO", "KOTA KUPANG", "NUSA TENGGARA TIMUR", "KATHOLIK", "BELUM KAWIN", "GURU", "WNI", "SEUMUR HIDUP", "KOTA KUPANG",
            "01-11-2024"),
        [0xFF, 0xD8, 0xFF], [0x89, 0x50], new Dictionary<string, byte[]> { [ChipElements.Biodata] = Encoding.UTF8.GetBytes("\"…\"") });
}
