using PrintStation.Contracts;

namespace PrintStation.Central.Registry;

/// <summary>What the kecamatan recorded of a person, checked and signed by the centre. Kept as the recording's document.</summary>
/// <param name="Chip">All elements of <see cref="ChipElements"/>; the digital signature is added when the record becomes ready to print,
/// once, so that every envelope of the person holds the same.</param>
internal sealed record RecordedPerson(Citizen Citizen, byte[] PhotoJpeg, byte[] SignaturePng, IReadOnlyDictionary<string, byte[]> Chip);

/// <summary>A recording as it arrives from a kecamatan.</summary>
/// <param name="RecordingId">Stable: the same recording again changes nothing.</param>
/// <param name="Fault">Only for demonstrations: how its envelope shall be bad. Such a recording skips the checks.</param>
internal sealed record Recording(
    string RecordingId, string Office, JobKind Kind, int Priority, string Layout, string BlankVersion, RecordedPerson Person,
    string? Fault = null);

/// <param name="JobId">The job it became; null when refused.</param>
/// <param name="Code">Why it was refused, for example "nik-already-has-a-card".</param>
internal sealed record RecordingVerdict(string? JobId, string? Code, string? Field);
