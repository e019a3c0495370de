using System.Text.Json.Nodes;

/// <summary>The station's reports, compared with the plastic while the station still answers.</summary>
internal sealed record Recount(int Code, string Output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static readonly string[] Open = ["held", "missing"];

    /// <summary>Counts with the program that knows nothing of the station.</summary>
    /// <param name="status">What the station said last. While a person has to look for a card, plastic and books need not agree: null then.</param>
    public static async Task<Recount?> OfAsync(Place place, JsonNode? status, CancellationToken token) =>
        status?["counts"] is { } counts && Open.Sum(state => (int?)counts[state] ?? 0) > 0 ? null : await OfAsync(place, token);

    public static async Task<Recount> OfAsync(Place place, CancellationToken token)
    {
        var (code, output) = await Child.RunAsync(place.Script("recount"), [place.Out, "--printstation", place.Program("printstation")], token, Limit);
        return new Recount(code, output.TrimEnd());
    }

    /// <summary>What it found; its exit code.</summary>
    public int Print()
    {
        Console.WriteLine(Output);
        return Code;
    }
}
