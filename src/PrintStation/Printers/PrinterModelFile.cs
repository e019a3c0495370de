using PrintStation.Transports;

namespace PrintStation.Printers;

/// <summary>Loads a <see cref="PrinterModel"/> from its JSON file and checks every key.</summary>
internal static class PrinterModelFile
{
    private const int LongestMilliseconds = 3_600_000;

    /// <summary>Settings a model file may send. Nothing that resets, keys, renames characters or changes the line is among them.</summary>
    private static readonly string[] AllowedSettings = ["Pcim;", "Pcem;", "Pcrm;", "Psmgr;"];

    private static readonly string[] Ribbons = ["ymcko", "ko", "k"];

    private static readonly string[] Counters = [PrinterModel.CardsInserted, PrinterModel.PanelsPrinted];

    /// <exception cref="DeviceFileException">Names every wrong key: file, key, value, what is allowed.</exception>
    public static PrinterModel Load(string path)
    {
        var file = DeviceFile.Read(path);
        var root = file.Root;
        var model = new PrinterModel(
            root.Text("make"),
            root.Text("model"),
            root.Text("language", "evolis"),
            root.Text("support", "hardware", "emulator", "document"),
            root.Number("dotsAcross", 8, 4096),
            root.Number("dotsAlong", 8, 8192),
            root.OneOf("colorLevels", 32, 64, 128),
            root.Text("ribbon", Ribbons),
            root.Texts("ribbons", Ribbons.Contains, string.Join(", ", Ribbons)),
            root.Text("chipStation", "contactless", "none") == "contactless",
            root.Flag("rejectTray"),
            root.Texts("counters", Counters.Contains, string.Join(", ", Counters)),
            root.Texts("queriesWithEncodedCard", IsQuery, "position, identity"),
            root.Texts("moves", PrinterModel.AllMoves.Contains, string.Join(", ", PrinterModel.AllMoves)),
            root.Flag("noDyeIsZero"),
            Timings(root.Section("timings")),
            root.OneOf("errorManagement", 18, 2),
            root.Texts("settings", IsSetting, string.Join(", ", AllowedSettings.Select(start => start + "…"))),
            root.Has("typeText") ? root.Text("typeText") : null,
            root.Flag("compressesColor"));

        // A row of dots is a whole number of bytes in every packing; otherwise the panel sizes of the language do not hold.
        if (model.DotsAcross % 8 != 0)
            root.Mistake("dotsAcross", $"{model.DotsAcross}", "a multiple of 8");

        if (model.Ribbons.Count > 0 && !model.Ribbons.Contains(model.Ribbon))
            root.Mistake("ribbon", model.Ribbon, $"one of ribbons: {string.Join(", ", model.Ribbons)}");
        if (model.Ribbons.Count == 0)
            root.Mistake("ribbons", "[]", "at least one");

        root.NothingElse();
        file.ThrowIfWrong();
        return model;
    }

    private static PrinterTimings Timings(DeviceSection section)
    {
        var timings = new PrinterTimings(
            section.Number("queryMilliseconds", 1, LongestMilliseconds),
            section.Number("commandMilliseconds", 1, LongestMilliseconds),
            section.Number("downloadMilliseconds", 1, LongestMilliseconds),
            section.Number("moveMilliseconds", 1, LongestMilliseconds),
            section.Number("printMilliseconds", 1, LongestMilliseconds),
            section.Number("shortestPrintMilliseconds", 0, LongestMilliseconds),
            section.Number("settleMilliseconds", 0, LongestMilliseconds));
        section.NothingElse();
        return timings;
    }

    private static bool IsQuery(string text) => text is "position" or "identity";

    private static bool IsSetting(string text) =>
        AllowedSettings.Any(start => text.StartsWith(start, StringComparison.Ordinal)) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == ';');
}
