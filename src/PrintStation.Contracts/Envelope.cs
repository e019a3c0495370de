using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Jose;

namespace PrintStation.Contracts;

/// <summary>
/// The sealed payload of one job: JWS (ES256, the centre's issuing key) inside JWE (ECDH-ES+A256KW with A256GCM, the station's key),
/// both compact. Only the station can read it, only the centre can have written it.
/// </summary>
public static class Envelope
{
    /// <summary>Longest envelope that is looked at: photo, signature and chip elements at their limits, twice in base64, fit several times.</summary>
    public const int MaximumCharacters = 1_000_000;

    private const string KeyManagement = "ECDH-ES+A256KW";
    private const string Encryption = "A256GCM";
    private const string Signature = "ES256";

    /// <summary>Signs and seals. Both keys must be on P-256.</summary>
    public static string Seal(CardPayload payload, ECDsa issuingKey, ECDiffieHellman stationPublicKey)
    {
        var json = JsonSerializer.Serialize(payload, WireJson.Options);
        var signed = JWT.Encode(
            json, issuingKey, JwsAlgorithm.ES256,
            new Dictionary<string, object> { ["kid"] = KeyId(issuingKey.ExportParameters(includePrivateParameters: false)), ["cty"] = "json" });
        return JWT.Encode(
            signed, stationPublicKey, JweAlgorithm.ECDH_ES_A256KW, JweEncryption.A256GCM, compression: null,
            new Dictionary<string, object> { ["kid"] = KeyId(stationPublicKey.ExportParameters(includePrivateParameters: false)), ["cty"] = "JOSE" });
    }

    /// <summary>Decrypts, verifies the signature, reads the payload and checks that it is for this station, in this order.</summary>
    /// <exception cref="EnvelopeException">The envelope must be refused; names the field and the reason.</exception>
    public static CardPayload Open(string envelope, ECDiffieHellman stationKey, ECDsa issuingPublicKey, string stationId)
    {
        var signed = Decrypt(envelope, stationKey);
        var json = Verify(signed, issuingPublicKey);
        var payload = Read(json);
        if (!string.Equals(payload.StationId, stationId, StringComparison.Ordinal))
            throw new EnvelopeException("stationId", "envelope-foreign-station");

        return payload;
    }

    /// <summary>Name of a P-256 public key: its RFC 7638 thumbprint (SHA-256, base64url).</summary>
    public static string KeyId(ECParameters key)
    {
        var members = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.Encode(key.Q.X!)}}","y":"{{Base64Url.Encode(key.Q.Y!)}}"}""";
        return Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(members)));
    }

    private static string Decrypt(string envelope, ECDiffieHellman stationKey)
    {
        if (!HasShape(envelope, parts: 5, KeyManagement, Encryption))
            throw new EnvelopeException("envelope", "envelope-undecryptable");

        try
        {
            return JWT.Decode(envelope, stationKey, JweAlgorithm.ECDH_ES_A256KW, JweEncryption.A256GCM);
        }
        catch (Exception e) when (IsRejection(e))
        {
            throw new EnvelopeException("envelope", "envelope-undecryptable", e);
        }
    }

    private static string Verify(string signed, ECDsa issuingPublicKey)
    {
        if (!HasShape(signed, parts: 3, Signature, encryption: null))
            throw new EnvelopeException("envelope", "envelope-signature");

        try
        {
            return JWT.Decode(signed, issuingPublicKey, JwsAlgorithm.ES256);
        }
        catch (Exception e) when (IsRejection(e))
        {
            throw new EnvelopeException("envelope", "envelope-signature", e);
        }
    }

    private static CardPayload Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<CardPayload>(json, WireJson.Options)
                ?? throw new EnvelopeException("payload", "payload-malformed");
        }
        catch (JsonException e)
        {
            var path = e.Path is null or "$" ? "payload" : e.Path.StartsWith("$.", StringComparison.Ordinal) ? e.Path[2..] : e.Path;
            throw new EnvelopeException(path, "payload-malformed");
        }
    }

    /// <summary>Algorithms are ours to choose, not the sender's: anything but the exact header is refused before a library looks at it.</summary>
    private static bool HasShape(string token, int parts, string algorithm, string? encryption)
    {
        if (token.Length > MaximumCharacters || token.Count(character => character == '.') != parts - 1)
            return false;

        try
        {
            using var header = JsonDocument.Parse(Base64Url.Decode(token[..token.IndexOf('.')]));
            var root = header.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && Is(root, "alg", algorithm)
                && (encryption is null || Is(root, "enc", encryption))
                && !root.TryGetProperty("zip", out _)
                && !root.TryGetProperty("crit", out _)
                && !root.TryGetProperty("b64", out _);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static bool Is(JsonElement header, string name, string value) =>
        header.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(value);

    /// <summary>What the library and the cryptography below it throw at foreign, torn or tampered input.</summary>
    private static bool IsRejection(Exception e) =>
        e is JoseException or CryptographicException or FormatException or ArgumentException or JsonException
            or KeyNotFoundException or InvalidCastException or OverflowException or IndexOutOfRangeException;
}

/// <summary>The envelope or its payload must be refused.</summary>
/// <param name="field">Field at fault, for example "envelope" or "citizen.nik"; never its value.</param>
/// <param name="code">"envelope-undecryptable", "envelope-signature", "envelope-foreign-station" or "payload-malformed".</param>
public sealed class EnvelopeException(string field, string code, Exception? inner = null)
    : Exception($"The envelope is refused: {code} ({field}).", inner)
{
    public string Field { get; } = field;

    public string Code { get; } = code;
}
