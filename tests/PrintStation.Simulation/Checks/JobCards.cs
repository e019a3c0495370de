using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Central.Registry;
using PrintStation.Contracts;
using PrintStation.Emulators.World;
using PrintStation.Lifecycle;

namespace PrintStation.Simulation.Checks;

/// <summary>What a good card of each job is, by what the centre recorded: the chip's elements and the dye on the face. Nothing of the station's
/// memory is in it.</summary>
internal sealed class JobCards
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, byte[]>> _chips = [];
    private readonly Dictionary<string, string> _faces = [];
    private readonly Dictionary<Blank, string?> _known = [];

    public JobCards(string centralDatabase)
    {
        using var connection = new SqliteConnection($"Data Source={centralDatabase};Mode=ReadOnly;Pooling=False");
        foreach (var (jobId, document) in connection.Query<(string, string)>(
            "SELECT job_id, document FROM job JOIN recording USING (recording_id)"))
        {
            var person = JsonSerializer.Deserialize<RecordedPerson>(document, WireJson.Options)!;
            _chips[jobId] = person.Chip;
        }
    }

    public IReadOnlyCollection<string> Ids => _chips.Keys;

    /// <summary>The face as it comes out of an undisturbed print of this job.</summary>
    public void LearnFace(PreparedCard card)
    {
        var face = new CardFace(Template.Raster);
        foreach (var panel in card.Panels)
            face.Print(new RibbonPanel(panel.Panel, panel.Levels, panel.Dots), 1);
        _faces[face.Fingerprint()] = card.Run.JobId;
    }

    /// <summary>The job whose content the locked chip holds whole; null when there is none.</summary>
    public string? ChipOf(Blank blank)
    {
        // A locked chip does not change any more.
        if (!blank.Chip.IsLocked)
            return null;
        if (!_known.TryGetValue(blank, out var job))
            _known[blank] = job = _chips.FirstOrDefault(chip => chip.Value.Values.All(
                element => blank.Chip.Files.Values.Any(file => Holds(file, element)))).Key;
        return job;
    }

    /// <summary>The job whose face was printed once and whole; null when there is none, "?" when it is nobody's.</summary>
    public string? FaceOf(Blank blank) =>
        !blank.Front.LooksWhole ? null : _faces.GetValueOrDefault(blank.Front.Fingerprint(), "?");

    /// <summary>Forgets the plastic of a day that is over.</summary>
    public void Forget() => _known.Clear();

    private static bool Holds(byte[] file, byte[] element) =>
        file.Length >= element.Length + 2 && (file[0] << 8 | file[1]) == element.Length && file.AsSpan(2, element.Length).SequenceEqual(element);
}
