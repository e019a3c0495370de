using System.Text.Json;
using System.Text.Json.Serialization;

namespace PrintStation.Contracts;

/// <summary>The one way in which contracts become JSON: camelCase, enums by name, nothing missing, nothing twice.</summary>
public static class WireJson
{
    /// <summary>For every body between station and centre, and for the payload inside the envelope. Read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Gives other options (those of a web framework) the same rules.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 16;

        // A field that is absent or null where the contract has none must not become a silent default; the reader names it instead.
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;

        // With duplicates two readers may see two different bodies.
        options.AllowDuplicateProperties = false;
        if (!options.Converters.OfType<JsonStringEnumConverter>().Any())
            options.Converters.Add(new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
