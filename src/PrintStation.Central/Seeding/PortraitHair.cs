using SkiaSharp;

namespace PrintStation.Central.Seeding;

/// <summary>Hair behind and in front of the head.</summary>
internal static class PortraitHair
{
    // The front of each style: from ear over the crown to ear, and the hairline back.
    private static readonly Dictionary<HairStyle, string> Fronts = new()
    {
        [HairStyle.SidePart] =
            "M142 278 C134 130 190 104 250 106 C318 106 348 160 338 278 C332 262 328 240 324 224 C296 222 232 214 204 178 C196 206 166 214 158 230 C152 244 148 262 142 278 Z",
        [HairStyle.Short] =
            "M143 272 C136 150 180 112 240 112 C300 112 344 150 337 272 C332 250 328 226 316 208 C290 192 190 192 164 208 C152 226 148 250 143 272 Z",
        [HairStyle.Receding] =
            "M143 290 C136 250 138 206 154 178 C166 150 200 132 240 132 C280 132 314 150 326 178 C342 206 344 250 337 290 C330 260 326 226 312 196 C300 176 288 166 276 172 C262 160 218 160 204 172 C192 166 180 176 168 196 C154 226 150 260 143 290 Z",
        [HairStyle.Bob] =
            "M138 330 C120 130 186 106 240 106 C294 106 360 130 342 330 C336 290 330 250 322 232 C280 226 232 214 208 184 C196 210 170 226 160 236 C150 252 144 290 138 330 Z",
        [HairStyle.Long] =
            "M140 340 C122 140 184 104 240 104 C296 104 358 140 340 340 C336 290 330 246 314 216 C292 204 262 190 240 160 C218 190 188 204 166 216 C150 246 144 290 140 340 Z",
        [HairStyle.Bun] =
            "M146 272 C138 156 184 118 240 118 C296 118 342 156 334 272 C328 240 318 216 300 198 C270 182 210 182 180 198 C162 216 152 240 146 272 Z",
        [HairStyle.Wavy] =
            "M138 336 C112 144 180 100 244 104 C306 104 366 150 342 336 C338 290 332 250 326 234 C300 238 250 220 222 176 C214 210 176 222 160 240 C148 256 144 296 138 336 Z",
    };

    public static void DrawBehind(PortraitBrush brush, PortraitStyle style)
    {
        var dark = PortraitBrush.Shade(style.Hair, 0.8f);
        switch (style.HairStyle)
        {
            case HairStyle.Long:
                brush.FillLit("M136 260 C120 120 360 120 344 260 C356 360 366 460 360 560 L120 560 C114 460 124 360 136 260 Z", dark);
                break;
            case HairStyle.Wavy:
                brush.FillLit("M132 260 C116 116 364 116 348 260 C384 320 346 372 372 430 C384 470 352 500 330 500 L150 500 C128 500 96 470 108 430 C134 372 96 320 132 260 Z", dark);
                break;
            case HairStyle.Bob:
                brush.FillLit("M134 260 C118 118 362 118 346 260 C354 320 356 372 342 410 C320 424 300 420 284 410 L196 410 C180 420 160 424 138 410 C124 372 126 320 134 260 Z", dark);
                break;
            case HairStyle.Bun:
                brush.Oval(240, 112, 46, 40, dark);
                break;
        }
    }

    public static void DrawFront(PortraitBrush brush, PortraitStyle style)
    {
        if (style.HairStyle == HairStyle.Curly)
        {
            DrawCurls(brush, style.Hair);
            return;
        }

        var front = Fronts[style.HairStyle];
        brush.FillLit(front, style.Hair, light: 1.5f, dark: 0.8f);
        brush.Within(front, () =>
        {
            var shine = PortraitBrush.Shade(style.Hair, 2.1f).WithAlpha(90);
            brush.FillSoft("M176 170 C196 138 236 126 276 132 C248 142 208 156 186 188 Z", shine, 8);
            brush.Stroke("M170 220 C176 180 200 150 236 138", PortraitBrush.Shade(style.Hair, 1.6f).WithAlpha(110), 2);
            brush.Stroke("M318 226 C312 186 294 158 262 142", PortraitBrush.Shade(style.Hair, 0.6f).WithAlpha(130), 2);
        });
    }

    private static void DrawCurls(PortraitBrush brush, SKColor hair)
    {
        brush.FillLit("M148 250 C136 120 344 120 332 250 C322 196 290 184 240 184 C190 184 158 196 148 250 Z", hair);

        // Two rows of locks along the crown; the numbers only make them uneven.
        for (var n = 0; n <= 14; n++)
        {
            var angle = Math.PI * (1.03 + (n / 14.0 * 0.94));
            var size = 21 + (n * 7 % 5 * 1.6f);
            brush.Oval((float)(240 + (90 * Math.Cos(angle))), (float)(232 + (104 * Math.Sin(angle))), size, size, hair);
        }

        for (var n = 0; n <= 9; n++)
        {
            var angle = Math.PI * (1.12 + (n / 9.0 * 0.76));
            var size = 19 + (n * 5 % 4 * 1.5f);
            brush.Oval((float)(240 + (66 * Math.Cos(angle))), (float)(216 + (74 * Math.Sin(angle))), size, size, PortraitBrush.Shade(hair, n % 2 == 0 ? 1.35f : 1.1f));
        }
    }
}
