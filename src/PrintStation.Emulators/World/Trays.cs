using System.Globalization;
using System.Text.Json;

namespace PrintStation.Emulators.World;

/// <summary>Cards that left a machine, as directories: tray/output/0001-UID/ and tray/reject/0001-UID/ with the faces and the chip's content.</summary>
internal sealed class Trays
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string? _directory;
    private readonly Dictionary<string, int> _slots = new() { ["output"] = 0, ["reject"] = 0 };

    /// <param name="directory">The office's output directory; null keeps nothing on disk.</param>
    public Trays(string? directory)
    {
        _directory = directory;
        if (directory is null)
            return;

        // The world begins anew with each office; cards of an earlier one would belong to nobody.
        var trays = Path.Combine(directory, "tray");
        if (Directory.Exists(trays))
            Directory.Delete(trays, recursive: true);
        foreach (var tray in _slots.Keys)
            Directory.CreateDirectory(Path.Combine(trays, tray));
    }

    /// <summary>Puts a card down. Called under the world's lock, with the pictures taken before.</summary>
    /// <param name="tray">"output" or "reject".</param>
    /// <returns>The slot and the directory relative to the output directory.</returns>
    public (int Slot, string Tray) Arrive(string tray, Blank blank)
    {
        var slot = ++_slots[tray];
        var name = string.Create(CultureInfo.InvariantCulture, $"tray/{tray}/{slot:0000}-{blank.Uid}");
        if (_directory is null)
            return (slot, name);

        // Written aside and renamed, so that nobody sees half a card.
        var aside = Path.Combine(_directory, "tray", ".arriving");
        Directory.CreateDirectory(aside);
        if (blank.Front.Finish() is { } front)
            File.WriteAllBytes(Path.Combine(aside, "front.png"), front);
        if (blank.Back.Finish() is { } back)
            File.WriteAllBytes(Path.Combine(aside, "back.png"), back);
        File.WriteAllText(Path.Combine(aside, "chip.json"), JsonSerializer.Serialize(Describe(blank), Json));
        Directory.Move(aside, Path.Combine(_directory, name));
        return (slot, name);
    }

    /// <summary>A person takes a card away.</summary>
    public void Leave(string tray)
    {
        if (_directory is not null)
            Directory.Delete(Path.Combine(_directory, tray), recursive: true);
    }

    private static Dictionary<string, object> Describe(Blank blank)
    {
        var chip = new Dictionary<string, object> { ["uid"] = blank.Uid };
        if (blank.Chip.IsMute)
            chip["mute"] = true;

        chip["files"] = blank.Chip.Files.ToDictionary(
            file => file.Key.ToString("X4", CultureInfo.InvariantCulture), file => Convert.ToHexString(file.Value));
        chip["biodata"] = Chips.Biodata.Read(blank.Chip);
        return chip;
    }
}
