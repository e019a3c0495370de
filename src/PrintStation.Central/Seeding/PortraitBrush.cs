using SkiaSharp;

namespace PrintStation.Central.Seeding;

/// <summary>Fills and strokes shapes given as SVG path data on a sheet of 480 × 640.</summary>
internal sealed class PortraitBrush(SKCanvas canvas)
{
    public static SKColor Shade(SKColor color, float factor) => new(
        (byte)Math.Clamp(color.Red * factor, 0, 255), (byte)Math.Clamp(color.Green * factor, 0, 255), (byte)Math.Clamp(color.Blue * factor, 0, 255),
        color.Alpha);

    public void Fill(string path, SKColor color)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = color };
        Paint(path, paint);
    }

    /// <summary>A fill that is lighter at the upper left, as under a studio lamp.</summary>
    public void FillLit(string path, SKColor color, float light = 1.12f, float dark = 0.84f)
    {
        using var shader = SKShader.CreateRadialGradient(
            new SKPoint(200, 210), 330, [Shade(color, light), color, Shade(color, dark)], [0f, 0.45f, 1f], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { IsAntialias = true, Shader = shader };
        Paint(path, paint);
    }

    /// <summary>Fills a shape but for an opening in it.</summary>
    public void FillAround(string path, string opening, SKColor color)
    {
        using var hole = Parse(opening);
        canvas.Save();
        canvas.ClipPath(hole, SKClipOperation.Difference, antialias: true);
        FillLit(path, color);
        canvas.Restore();
    }

    /// <summary>A fill with soft edges, for shadows and cheeks.</summary>
    public void FillSoft(string path, SKColor color, float blur)
    {
        using var filter = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, blur);
        using var paint = new SKPaint { IsAntialias = true, Color = color, MaskFilter = filter };
        Paint(path, paint);
    }

    public void Stroke(string path, SKColor color, float width)
    {
        using var paint = new SKPaint
        {
            IsAntialias = true, Color = color, Style = SKPaintStyle.Stroke, StrokeWidth = width, StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
        };
        Paint(path, paint);
    }

    public void Oval(float x, float y, float radiusX, float radiusY, SKColor color)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = color };
        canvas.DrawOval(x, y, radiusX, radiusY, paint);
    }

    /// <summary>Draws only where the shape is.</summary>
    public void Within(string path, Action draw)
    {
        using var shape = Parse(path);
        canvas.Save();
        canvas.ClipPath(shape, SKClipOperation.Intersect, antialias: true);
        draw();
        canvas.Restore();
    }

    private void Paint(string path, SKPaint paint)
    {
        using var shape = Parse(path);
        canvas.DrawPath(shape, paint);
    }

    private static SKPath Parse(string path) =>
        SKPath.ParseSvgPathData(path) ?? throw new InvalidOperationException($"Not a path: {path}");
}
