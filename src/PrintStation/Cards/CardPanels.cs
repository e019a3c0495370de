namespace PrintStation.Cards;

/// <summary>The face to print: texts by field name, photo and signature as encoded images.</summary>
public sealed record CardFace(IReadOnlyDictionary<string, string> Texts, byte[] PhotoJpeg, byte[] SignaturePng);

/// <param name="DotsAcross">Across the head, for example 648: the short side of the card.</param>
/// <param name="DotsAlong">Along the feed, for example 1016: the long side.</param>
/// <param name="ColorLevels">Steps of a colour dot: 32, 64 or 128.</param>
/// <param name="NoDyeIsZero">Whether 0 means no dye.</param>
public sealed record PanelGeometry(int DotsAcross, int DotsAlong, int ColorLevels, bool NoDyeIsZero);

/// <param name="Name">y, m, c, k or o.</param>
/// <param name="Levels">2 for k and o.</param>
/// <param name="Dots">One byte a dot, row by row along the feed, the landscape face turned by 90° clockwise.</param>
public sealed record CardPanel(char Name, int Levels, byte[] Dots);

/// <summary>Why a face cannot be printed; no personal data in it.</summary>
/// <param name="Field">Name of the payload field, for example "photo" or "name".</param>
/// <param name="Code">"photo-unreadable", "photo-too-large", "photo-missing", "glyph-missing", "text-does-not-fit", …</param>
public sealed record FaceRefusal(string Field, string Code);

/// <summary>Either panels or a refusal.</summary>
public sealed record RenderedFace(IReadOnlyList<CardPanel>? Panels, FaceRefusal? Refusal, IReadOnlyList<string> Warnings);
