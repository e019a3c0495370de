using PrintStation.Cards;
using SkiaSharp;

namespace PrintStation.Tests.Cards;

/// <summary>An invented citizen, drawn portraits and the shipped layout.</summary>
internal static class CardFixtures
{
    public static readonly PanelGeometry Geometry = new(648, 1016, 128, NoDyeIsZero: true);

    public static readonly string LayoutPath = Path.Combine(Root(), "config", "cards", "ktp-el.json");

    public static CardLayout Layout { get; } = CardLayout.Load(LayoutPath);

    /// <summary>Born in an odd year: the photo's background is red.</summary>
    public static Dictionary<string, string> Texts => new(StringComparer.Ordinal)
    {
        [CardFields.Nik] = "5371014102910003",
        [CardFields.Name] = "MARIA YOSEFINA TAEK",
        [CardFields.BirthPlaceDate] = "KUPANG, 01-02-1991",
        [CardFields.BirthDate] = "01-02-1991",
        [CardFields.Sex] = "PEREMPUAN",
        [CardFields.BloodGroup] = "AB",
        [CardFields.Address] = "JL. EL TARI II NO. 17",
        [CardFields.RtRw] = "003/011",
        [CardFields.Village] = "LILIBA",
        [CardFields.District] = "OEBOBO",
        [CardFields.Regency] = "KOTA KUPANG",
        [CardFields.Province] = "NUSA TENGGARA TIMUR",
        [CardFields.Religion] = "KATHOLIK",
        [CardFields.MaritalStatus] = "BELUM KAWIN",
        [CardFields.Occupation] = "PELAJAR/MAHASISWA",
        [CardFields.Citizenship] = "WNI",
        [CardFields.ValidUntil] = "SEUMUR HIDUP",
        [CardFields.IssuedAt] = "KOTA KUPANG",
        [CardFields.IssuedOn] = "17-11-2024",
    };

    public static byte[] RedPortrait => Fixture("portrait-red.jpg");

    public static byte[] BluePortrait => Fixture("portrait-blue.jpg");

    public static byte[] OrangePortrait => Fixture("portrait-orange.jpg");

    public static byte[] SignatureImage => Fixture("signature.png");

    public static CardFace Face(params (string Field, string Text)[] changed)
    {
        var texts = Texts;
        foreach (var (field, text) in changed)
            texts[field] = text;
        return new(texts, RedPortrait, SignatureImage);
    }

    /// <summary>An image of one colour.</summary>
    public static byte[] Plain(int width, int height, SKColor color, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.Erase(color);
        using var encoded = bitmap.Encode(format, 95);
        return encoded.ToArray();
    }

    private static byte[] Fixture(string name) =>
        File.ReadAllBytes(Path.Combine(Root(), "tests", "PrintStation.Tests", "Cards", "Fixtures", name));

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "PrintStation.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new DirectoryNotFoundException("PrintStation.sln is in no directory above the tests.");
    }
}
