using System.Globalization;
using SkiaSharp;

namespace PrintStation.Central.Seeding;

/// <summary>Shoulders and what is worn.</summary>
internal static class PortraitClothes
{
    private const string Shoulders =
        "M26 640 C30 548 84 514 176 476 C190 520 290 520 304 476 C396 514 450 548 454 640 Z";

    public static void Draw(PortraitBrush brush, PortraitStyle style, bool hijab)
    {
        brush.FillLit(Shoulders, style.Cloth);
        if (hijab)
            return;

        switch (style.Clothes)
        {
            case Clothes.Shirt:
                DrawCollar(brush, style.Cloth);
                break;
            case Clothes.Batik:
                DrawBatik(brush, style);
                DrawCollar(brush, style.Cloth);
                break;
            case Clothes.Suit:
                DrawSuit(brush, style);
                break;
            case Clothes.Blouse:
                brush.Fill("M176 476 C190 534 290 534 304 476 L316 482 C300 566 180 566 164 482 Z", style.Accent);
                break;
            case Clothes.Kebaya:
                brush.Fill("M182 472 L240 600 L298 472 L312 480 L240 634 L168 480 Z", style.Accent);
                DrawFlowers(brush, style.Accent);
                break;
        }
    }

    /// <summary>A head scarf that leaves the face free.</summary>
    public static void DrawHijab(PortraitBrush brush, PortraitStyle style)
    {
        const string Face = "M162 268 C160 176 320 176 318 268 C320 330 306 368 280 386 C258 400 222 400 200 386 C174 368 160 330 162 268 Z";
        const string Scarf = "M122 290 C106 96 374 96 358 290 C362 372 352 414 392 494 C414 548 420 600 420 640 L60 640 C60 600 66 548 88 494 C128 414 118 372 122 290 Z ";
        var color = style.Cloth.Red > 0xE8 ? PortraitBrush.Shade(style.Accent, 0.9f) : style.Cloth;

        brush.FillAround(Scarf, Face, color);
        brush.Stroke(Face, PortraitBrush.Shade(color, 0.62f), 5);
        brush.Stroke("M196 390 C176 460 150 520 132 620", PortraitBrush.Shade(color, 0.72f).WithAlpha(170), 4);
        brush.Stroke("M284 388 C250 440 212 500 196 628", PortraitBrush.Shade(color, 0.72f).WithAlpha(190), 4);
        brush.Stroke("M290 386 C300 450 320 520 340 620", PortraitBrush.Shade(color, 0.72f).WithAlpha(150), 4);
        brush.Stroke("M146 262 C150 196 192 162 240 158", PortraitBrush.Shade(color, 1.25f).WithAlpha(140), 5);
        brush.Oval(284, 408, 6, 6, new SKColor(0xE8, 0xC4, 0x6A));
    }

    private static void DrawCollar(PortraitBrush brush, SKColor cloth)
    {
        var light = PortraitBrush.Shade(cloth, 1.12f);
        brush.Fill("M176 462 L240 556 L196 584 L154 486 Z", light);
        brush.Fill("M304 462 L240 556 L284 584 L326 486 Z", PortraitBrush.Shade(cloth, 0.95f));
        brush.Stroke("M176 462 L240 556 L304 462", PortraitBrush.Shade(cloth, 0.6f), 2.5f);
        brush.Stroke("M240 556 L240 640", PortraitBrush.Shade(cloth, 0.65f), 2.5f);
        brush.Oval(240, 606, 4, 4, PortraitBrush.Shade(cloth, 0.5f));
    }

    private static void DrawSuit(PortraitBrush brush, PortraitStyle style)
    {
        var jacket = new SKColor(0x22, 0x26, 0x33);
        brush.FillLit(Shoulders, jacket);
        brush.Fill("M180 466 L240 640 L300 466 C280 510 200 510 180 466 Z", new SKColor(0xF6, 0xF6, 0xF4));
        brush.Fill("M228 528 L252 528 L262 640 L218 640 Z", style.Accent);
        brush.Fill("M224 508 L256 508 L250 534 L230 534 Z", PortraitBrush.Shade(style.Accent, 0.85f));
        brush.Fill("M180 462 L240 524 L210 560 L166 482 Z", SKColors.White);
        brush.Fill("M300 462 L240 524 L270 560 L314 482 Z", new SKColor(0xEA, 0xEA, 0xE8));
        brush.Fill("M160 484 L132 540 L172 556 L160 580 L226 640 L206 640 L100 640 L120 500 Z", PortraitBrush.Shade(jacket, 1.35f));
        brush.Fill("M320 484 L348 540 L308 556 L320 580 L254 640 L274 640 L380 640 L360 500 Z", PortraitBrush.Shade(jacket, 1.2f));
    }

    private static void DrawBatik(PortraitBrush brush, PortraitStyle style) => brush.Within(Shoulders, () =>
    {
        for (var row = 0; row < 6; row++)
        {
            for (var column = 0; column < 13; column++)
            {
                var x = (column * 38) + (row % 2 * 19);
                var y = 490 + (row * 28);
                brush.Stroke(Text($"M{x - 12} {y} C{x - 8} {y - 14} {x + 8} {y - 14} {x + 12} {y} C{x + 8} {y + 14} {x - 8} {y + 14} {x - 12} {y} Z"), style.Accent.WithAlpha(200), 2.4f);
                brush.Oval(x, y, 3.4f, 3.4f, style.Accent);
            }
        }
    });

    private static void DrawFlowers(PortraitBrush brush, SKColor color) => brush.Within(Shoulders, () =>
    {
        for (var n = 0; n < 22; n++)
        {
            var x = 44 + (n * 61 % 400);
            var y = 520 + (n * 37 % 116);
            for (var petal = 0; petal < 5; petal++)
            {
                var angle = petal * 2 * Math.PI / 5;
                brush.Oval((float)(x + (5 * Math.Cos(angle))), (float)(y + (5 * Math.Sin(angle))), 3.4f, 3.4f, color.WithAlpha(150));
            }
        }
    });

    private static string Text(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);
}
