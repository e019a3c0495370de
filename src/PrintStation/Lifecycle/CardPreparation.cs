using System.Globalization;
using PrintStation.Cards;
using PrintStation.Chips;
using PrintStation.Contracts;
using PrintStation.Printers;
using PrintStation.Security;

namespace PrintStation.Lifecycle;

/// <summary>A card ready to be made, in memory only.</summary>
internal sealed record PreparedCard(CardRun Run, string NikDigest, bool IsReprint, ChipContent Chip, IReadOnlyList<PrintPanel> Panels);

/// <summary>Why a payload is refused: the field at fault and a code; never its value.</summary>
internal sealed record PayloadRefusal(string Field, string Code);

/// <summary>From the sealed envelope to chip content and panels. Everything that can be wrong with a payload is found here, before a
/// blank is used.</summary>
internal sealed class CardPreparation(
    StationOptions options, StationKeys keys, IReadOnlyDictionary<string, CardLayout> layouts, CardRenderer renderer,
    PanelGeometry geometry, ChipProfile profile, ILogger<CardPreparation> log)
{
    /// <summary>Opens, checks and renders. One of the two is null.</summary>
    public (PreparedCard? Card, PayloadRefusal? Refusal) Prepare(Job job, CardRun run, string envelope)
    {
        CardPayload payload;
        try
        {
            payload = Envelope.Open(envelope, keys.Envelope, keys.Issuing, options.Station.Id);
        }
        catch (EnvelopeException e)
        {
            return (null, new PayloadRefusal(e.Field, e.Code));
        }

        if (FindMistake(job, payload) is { } mistake)
            return (null, mistake);
        var face = renderer.Render(Face(payload), layouts[payload.Layout], geometry);
        if (face.Refusal is { } refusal)
            return (null, new PayloadRefusal(refusal.Field, refusal.Code));
        foreach (var warning in face.Warnings)
            log.LogWarning(LogEvents.FaceWarning, "Run {RunId}: {Warning}", run.RunId, warning);

        var signature = payload.Chip[ChipElements.DigitalSignature];
        var content = new ChipContent(payload.Chip, ChipElements.SignedBytes(payload.Chip), uid => keys.Bind(uid.Hex, signature),
            (uid, binding) => keys.IsBound(uid.Hex, signature, binding));
        var panels = face.Panels!.Select(panel => new PrintPanel(panel.Name, panel.Levels, panel.Dots)).ToList();
        return (new PreparedCard(run, keys.DigestOf(payload.Citizen.Nik), payload.Reprint is not null, content, panels), null);
    }

    private PayloadRefusal? FindMistake(Job job, CardPayload payload)
    {
        if (payload.JobId != job.JobId)
            return new PayloadRefusal("jobId", "payload-other-job");
        if (!layouts.ContainsKey(payload.Layout ?? ""))
            return new PayloadRefusal("layout", "layout-unknown");
        if (!options.Cards.BlankVersions.Contains(payload.BlankVersion))
            return new PayloadRefusal("blankVersion", "blank-version-unknown");
        if (payload.Citizen is null || !NikFormat.IsValid(payload.Citizen.Nik))
            return new PayloadRefusal("nik", "nik-invalid");
        if (payload.PhotoJpeg is null or { Length: 0 })
            return new PayloadRefusal("photo", "photo-missing");
        if (payload.SignaturePng is null or { Length: 0 })
            return new PayloadRefusal("signature", "signature-missing");
        return FindChipMistake(payload);
    }

    private PayloadRefusal? FindChipMistake(CardPayload payload)
    {
        string[] needed = [.. ChipElements.Signed, ChipElements.DigitalSignature];
        if (payload.Chip is null || needed.FirstOrDefault(name => !payload.Chip.TryGetValue(name, out var bytes) || bytes is null) is not null)
            return new PayloadRefusal("chip", "chip-element-missing");
        // The chip must say what the face says: both are made from this one payload.
        if (!payload.Chip[ChipElements.Biodata].AsSpan().SequenceEqual(ChipBiodata.Encode(payload.Citizen)))
            return new PayloadRefusal("chip.biodata", "chip-differs-from-face");
        if (profile.FirstMisfit(payload.Chip) is { } misfit)
            return new PayloadRefusal($"chip.{misfit}", "chip-element-too-large");
        return ChipSignature.IsGood(payload.Chip[ChipElements.DigitalSignature], ChipElements.SignedBytes(payload.Chip), keys.ChipSigning)
            ? null
            : new PayloadRefusal("chip.digital-signature", "chip-signature");
    }

    private static CardFace Face(CardPayload payload)
    {
        var citizen = payload.Citizen;
        return new CardFace(
            new Dictionary<string, string>
            {
                ["nik"] = citizen.Nik,
                ["name"] = citizen.Name,
                ["birthDate"] = citizen.BirthDate,
                ["birthPlaceDate"] = string.Create(CultureInfo.InvariantCulture, $"{citizen.BirthPlace}, {citizen.BirthDate}"),
                ["sex"] = citizen.Sex,
                ["bloodGroup"] = citizen.BloodGroup,
                ["address"] = citizen.Address,
                ["rtRw"] = citizen.RtRw,
                ["village"] = citizen.Village,
                ["district"] = citizen.District,
                ["regency"] = citizen.Regency,
                ["province"] = citizen.Province,
                ["religion"] = citizen.Religion,
                ["maritalStatus"] = citizen.MaritalStatus,
                ["occupation"] = citizen.Occupation,
                ["citizenship"] = citizen.Citizenship,
                ["validUntil"] = citizen.ValidUntil,
                ["issuedAt"] = citizen.IssuedAt,
                ["issuedOn"] = citizen.IssuedOn,
            },
            payload.PhotoJpeg, payload.SignaturePng);
    }
}
