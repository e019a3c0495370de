#:property PublishAot=false
// Counts the plastic and compares it with what the office reports: the events of the virtual office against the station's own reports, day by
// day. It knows files and columns only, and shares no code with the programs that wrote them. Its parts are in recounting/.
using System.Text.Encodings.Web;
using System.Text.Json;

RecountOptions options;
try
{
    options = RecountOptions.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{RecountOptions.Usage}");
    return 2;
}

if (options.Help)
{
    Console.WriteLine(RecountOptions.Usage);
    return 0;
}

try
{
    var office = OfficeSettings.Read(options.Instance);
    var plastic = Plastic.Read(options.WorldFiles, office.Offset);
    var (from, to) = (options.From ?? plastic.FirstDay, options.To ?? plastic.LastDay);
    if (from > to)
        throw new RecountException($"--from {from:yyyy-MM-dd} is after {to:yyyy-MM-dd}, the last day.");
    var reports = options.Reports is { } directory ? Reports.Of(directory) : Reports.Ask(options);
    var comparison = await Comparison.OfAsync(plastic, reports, office, from, to);
    if (options.Json)
        Console.WriteLine(JsonSerializer.Serialize(
            new { days = comparison.Days, differences = comparison.Differences, leftOpen = comparison.LeftOpen },
            new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    else
        comparison.Print(Console.Out);
    return comparison.Differences.Count == 0 ? 0 : 1;
}
catch (RecountException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
