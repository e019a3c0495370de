using SkiaSharp;

namespace PrintStation.Central.Seeding;

internal enum HairStyle
{
    SidePart,
    Short,
    Curly,
    Receding,
    Bob,
    Long,
    Bun,
    Wavy,
}

internal enum Clothes
{
    Shirt,
    Batik,
    Suit,
    Blouse,
    Kebaya,
}

/// <summary>What the seed decided for one portrait.</summary>
internal sealed record PortraitStyle(
    SKColor Skin, SKColor Hair, HairStyle HairStyle, Clothes Clothes, SKColor Cloth, SKColor Accent, float FaceWidth, float BrowLift,
    float MouthCurve, float EyeSize, float NoseWidth, bool Glasses, bool Moustache, bool Beard, bool Earrings)
{
    private static readonly SKColor[] Skins =
        [new(0xF0, 0xC8, 0xA0), new(0xE0, 0xAC, 0x7E), new(0xCB, 0x93, 0x66), new(0xA9, 0x72, 0x4A), new(0x86, 0x56, 0x36), new(0x6B, 0x43, 0x2B)];

    private static readonly SKColor[] Hairs = [new(0x18, 0x14, 0x12), new(0x24, 0x1A, 0x15), new(0x38, 0x26, 0x1B)];
    private static readonly SKColor[] Grays = [new(0x6E, 0x6A, 0x67), new(0x9A, 0x97, 0x94), new(0xC9, 0xC6, 0xC2)];

    private static readonly SKColor[] Cloths =
    [
        new(0xF4, 0xF4, 0xF0), new(0x2F, 0x4F, 0x4A), new(0x6B, 0x3A, 0x2E), new(0x3A, 0x3D, 0x5C), new(0x7A, 0x2E, 0x4D), new(0x2E, 0x6B, 0x4A),
        new(0xD9, 0xC2, 0x9A), new(0x8F, 0xA8, 0xC8), new(0xE3, 0xB7, 0xC0), new(0x4A, 0x4A, 0x4A),
    ];

    private static readonly SKColor[] Accents =
        [new(0xE8, 0xC4, 0x6A), new(0xF2, 0xE6, 0xD0), new(0x8C, 0x1F, 0x2B), new(0x1E, 0x3E, 0x74), new(0x1F, 0x1F, 0x1F)];

    private static readonly HairStyle[] MensHair = [HairStyle.SidePart, HairStyle.Short, HairStyle.Curly, HairStyle.SidePart, HairStyle.Short];
    private static readonly HairStyle[] WomensHair = [HairStyle.Bob, HairStyle.Long, HairStyle.Bun, HairStyle.Wavy];

    public static PortraitStyle Choose(PortraitLook look, Random random)
    {
        var man = !look.Woman;
        var hair = look.Age > 62 ? Pick(Grays, random) : look.Age > 48 && random.Next(2) == 0 ? Grays[0] : Pick(Hairs, random);
        var hairStyle = man && look.Age > 45 && random.Next(3) == 0 ? HairStyle.Receding : Pick(man ? MensHair : WomensHair, random);
        var cloth = Pick(Cloths, random);
        return new PortraitStyle(
            Pick(Skins, random), hair, hairStyle,
            man ? (Clothes)random.Next(3) : random.Next(3) switch { 0 => Clothes.Batik, 1 => Clothes.Blouse, _ => Clothes.Kebaya },
            cloth, PickOther(Accents, cloth, random),
            FaceWidth: Between(random, 0.93f, 1.06f), BrowLift: Between(random, -4, 5), MouthCurve: Between(random, 2, 12),
            EyeSize: Between(random, 0.9f, 1.15f), NoseWidth: Between(random, 0.85f, 1.2f), Glasses: random.Next(100) < (look.Age > 45 ? 45 : 18),
            Moustache: man && look.Age > 22 && random.Next(3) == 0, Beard: man && look.Age > 28 && random.Next(6) == 0,
            Earrings: look.Woman && !look.Hijab && random.Next(2) == 0);
    }

    private static T Pick<T>(T[] choices, Random random) => choices[random.Next(choices.Length)];

    private static SKColor PickOther(SKColor[] choices, SKColor except, Random random) =>
        Pick([.. choices.Where(color => Math.Abs(color.Green - except.Green) > 40)], random);

    private static float Between(Random random, float low, float high) => low + ((high - low) * random.NextSingle());
}
