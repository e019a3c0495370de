using System.Globalization;
using SkiaSharp;

namespace PrintStation.Central.Seeding;

/// <summary>Neck, ears, face and what is in it.</summary>
internal static class PortraitFace
{
    private const string Outline =
        "M150 255 C146 106 334 106 330 255 C332 322 316 368 284 392 C260 408 220 408 196 392 C164 368 148 322 150 255 Z";

    private const string Neck = "M195 350 L194 428 C190 458 168 472 146 484 C190 530 290 530 334 484 C312 472 290 458 286 428 L285 350 Z";
    private const float EyeY = 282;
    private const float LeftEye = 203;
    private const float RightEye = 277;

    private static readonly SKColor Ink = new(0x1C, 0x15, 0x12);

    /// <summary>Before the clothes: they lie over its lower end.</summary>
    public static void DrawNeck(PortraitBrush brush, PortraitStyle style)
    {
        brush.FillLit(Neck, PortraitBrush.Shade(style.Skin, 0.93f));
        brush.Within(Neck, () => brush.FillSoft(
            "M180 350 C200 440 280 440 300 350 L300 410 C280 446 200 446 180 410 Z", PortraitBrush.Shade(style.Skin, 0.72f).WithAlpha(150), 9));
    }

    public static void Draw(PortraitBrush brush, PortraitStyle style, PortraitLook look)
    {
        var skin = style.Skin;
        var shadow = PortraitBrush.Shade(skin, 0.72f);
        brush.Oval(149, 290, 15, 29, PortraitBrush.Shade(skin, 0.92f));
        brush.Oval(331, 290, 15, 29, PortraitBrush.Shade(skin, 0.84f));
        brush.Stroke("M146 276 C140 286 142 300 150 306", shadow, 2.5f);
        brush.Stroke("M334 276 C340 286 338 300 330 306", shadow, 2.5f);
        if (style.Earrings)
        {
            brush.Oval(147, 322, 5, 6, new SKColor(0xE8, 0xC4, 0x6A));
            brush.Oval(333, 322, 5, 6, new SKColor(0xE8, 0xC4, 0x6A));
        }

        brush.FillLit(Outline, skin);
        brush.Within(Outline, () => DrawModelling(brush, style, look));
        DrawEyes(brush, style, look);
        DrawNose(brush, style, shadow);
        if (style.Beard || style.Moustache)
            DrawBeard(brush, style);
        DrawMouth(brush, style, look);
        if (look.Age > 52)
            DrawLines(brush, shadow.WithAlpha(look.Age > 65 ? (byte)170 : (byte)110));
    }

    public static void DrawGlasses(PortraitBrush brush)
    {
        var frame = new SKColor(0x26, 0x22, 0x22);
        foreach (var x in (float[])[LeftEye, RightEye])
        {
            var lens = Text($"M{x - 31} {EyeY - 16} C{x - 31} {EyeY - 24} {x + 31} {EyeY - 24} {x + 31} {EyeY - 16} C{x + 31} {EyeY + 28} {x - 31} {EyeY + 28} {x - 31} {EyeY - 16} Z");
            brush.Fill(lens, new SKColor(255, 255, 255, 34));
            brush.Stroke(lens, frame, 3.6f);
        }

        brush.Stroke(Text($"M{LeftEye + 30} {EyeY - 10} C{LeftEye + 34} {EyeY - 16} {RightEye - 34} {EyeY - 16} {RightEye - 30} {EyeY - 10}"), frame, 3.6f);
        brush.Stroke(Text($"M{LeftEye - 31} {EyeY - 12} L150 {EyeY - 16}"), frame, 3.2f);
        brush.Stroke(Text($"M{RightEye + 31} {EyeY - 12} L330 {EyeY - 16}"), frame, 3.2f);
    }

    private static void DrawModelling(PortraitBrush brush, PortraitStyle style, PortraitLook look)
    {
        var skin = style.Skin;
        brush.FillSoft("M318 210 C346 300 324 380 262 408 L350 420 L360 200 Z", PortraitBrush.Shade(skin, 0.70f).WithAlpha(110), 16);
        brush.FillSoft("M178 222 C200 196 250 192 276 206 C254 214 210 218 178 222 Z", PortraitBrush.Shade(skin, 1.25f).WithAlpha(90), 14);
        var cheek = look.Woman ? new SKColor(0xD8, 0x5A, 0x52, 54) : new SKColor(0xB8, 0x4A, 0x3A, 30);
        brush.FillSoft("M166 322 A22 15 0 1 0 210 322 A22 15 0 1 0 166 322 Z", cheek, 10);
        brush.FillSoft("M270 322 A22 15 0 1 0 314 322 A22 15 0 1 0 270 322 Z", cheek, 10);
        brush.FillSoft("M214 388 C228 382 252 382 266 388 C252 398 228 398 214 388 Z", PortraitBrush.Shade(skin, 1.18f).WithAlpha(70), 6);
    }

    private static void DrawEyes(PortraitBrush brush, PortraitStyle style, PortraitLook look)
    {
        var iris = new SKColor(0x3B, 0x24, 0x16);
        var brow = PortraitBrush.Shade(style.Hair, style.Hair.Red > 0x60 ? 0.8f : 1f);
        foreach (var x in (float[])[LeftEye, RightEye])
        {
            var (w, h) = (19 * style.EyeSize, 10.5f * style.EyeSize);
            var outline = Text($"M{x - w} {EyeY + 1} C{x - w / 2} {EyeY - h * 1.35f} {x + w / 2} {EyeY - h * 1.35f} {x + w} {EyeY + 1} C{x + w / 2} {EyeY + h} {x - w / 2} {EyeY + h} {x - w} {EyeY + 1} Z");
            brush.FillSoft(Text($"M{x - w - 4} {EyeY} C{x - w} {EyeY - 22} {x + w} {EyeY - 22} {x + w + 4} {EyeY} Z"), PortraitBrush.Shade(style.Skin, 0.74f).WithAlpha(90), 5);
            brush.Fill(outline, new SKColor(0xF8, 0xF5, 0xF0));
            brush.Within(outline, () =>
            {
                brush.Oval(x, EyeY - 0.5f, 8.6f, 9.2f, iris);
                brush.Oval(x, EyeY - 0.5f, 4.2f, 4.6f, SKColors.Black);
                brush.Oval(x - 3, EyeY - 4, 2.3f, 2.3f, SKColors.White);
            });
            brush.Stroke(Text($"M{x - w} {EyeY + 1} C{x - w / 2} {EyeY - h * 1.35f} {x + w / 2} {EyeY - h * 1.35f} {x + w} {EyeY + 1}"), Ink, look.Woman ? 4.2f : 2.8f);
            brush.Stroke(Text($"M{x - w + 3} {EyeY + 4} C{x - w / 2} {EyeY + h} {x + w / 2} {EyeY + h} {x + w - 3} {EyeY + 4}"), PortraitBrush.Shade(style.Skin, 0.62f).WithAlpha(150), 1.6f);

            // The brow is thick at the nose and thin outside.
            var (inner, outer, y) = x < 240 ? (x + 20, x - 26, EyeY - 29 - style.BrowLift) : (x - 20, x + 26, EyeY - 29 - style.BrowLift);
            var thick = look.Woman ? 5 : 8;
            brush.Fill(Text($"M{inner} {y} C{x} {y - 9} {(x + outer) / 2} {y - 9} {outer} {y + 5} C{(x + outer) / 2} {y - 3} {x} {y - 9 + thick} {inner} {y + thick} Z"), brow.WithAlpha(225));
        }
    }

    private static void DrawNose(PortraitBrush brush, PortraitStyle style, SKColor shadow)
    {
        var w = 17 * style.NoseWidth;
        brush.FillSoft(Text($"M246 280 C256 310 {240 + w + 8} 326 {240 + w} 336 C250 342 246 320 246 280 Z"), shadow.WithAlpha(110), 5);
        brush.FillSoft("M234 284 C238 300 236 318 238 326 C242 326 243 300 241 284 Z", PortraitBrush.Shade(style.Skin, 1.3f).WithAlpha(110), 4);
        brush.Stroke(Text($"M{240 - w} 331 C{240 - w - 3} 340 {240 - w / 2} 342 {240 - w / 3} 339 C{240 - 2} 344 {240 + 2} 344 {240 + w / 3} 339 C{240 + w / 2} 342 {240 + w + 3} 340 {240 + w} 331"), PortraitBrush.Shade(style.Skin, 0.58f), 2.6f);
    }

    private static void DrawMouth(PortraitBrush brush, PortraitStyle style, PortraitLook look)
    {
        var lips = look.Woman ? new SKColor(0xB0, 0x3E, 0x48) : PortraitBrush.Shade(new SKColor(0xA8, 0x62, 0x55), style.Skin.Red / 220f);
        var (curve, y) = (style.MouthCurve, 364f);
        brush.Fill(Text($"M208 {y - curve / 3} C222 {y - 9} 232 {y - 9} 240 {y - 6} C248 {y - 9} 258 {y - 9} 272 {y - curve / 3} C258 {y + curve / 2} 222 {y + curve / 2} 208 {y - curve / 3} Z"), lips);
        brush.Fill(Text($"M208 {y - curve / 3} C222 {y + curve / 2} 258 {y + curve / 2} 272 {y - curve / 3} C260 {y + 8 + curve} 220 {y + 8 + curve} 208 {y - curve / 3} Z"), PortraitBrush.Shade(lips, 1.16f));
        brush.Stroke(Text($"M206 {y - curve / 3} C222 {y + curve / 2} 258 {y + curve / 2} 274 {y - curve / 3}"), PortraitBrush.Shade(lips, 0.5f), 2.4f);
    }

    private static void DrawBeard(PortraitBrush brush, PortraitStyle style)
    {
        var hair = style.Hair.WithAlpha(205);
        if (style.Beard)
            brush.Within(Outline, () => brush.FillSoft(
                "M148 320 C160 340 176 350 196 352 C224 346 256 346 284 352 C304 350 320 340 332 320 L330 420 L150 420 Z", hair.WithAlpha(165), 5));
        brush.FillSoft("M200 354 C214 342 230 342 240 346 C250 342 266 342 280 354 C262 354 250 352 240 353 C230 352 218 354 200 354 Z", hair, 1.4f);
    }

    private static void DrawLines(PortraitBrush brush, SKColor line)
    {
        brush.Stroke("M196 232 C222 226 258 226 284 232", line, 2);
        brush.Stroke("M202 218 C224 213 256 213 278 218", line, 1.6f);
        brush.Stroke("M212 338 C202 348 198 358 198 368", line, 2.2f);
        brush.Stroke("M268 338 C278 348 282 358 282 368", line, 2.2f);
        brush.Stroke("M186 302 C194 308 206 309 216 305", line, 1.8f);
        brush.Stroke("M264 305 C274 309 286 308 294 302", line, 1.8f);
    }

    private static string Text(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);
}
