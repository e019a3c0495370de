using System.Diagnostics;
using SkiaSharp;

namespace PrintStation.Tests.Cards;

/// <summary>Reads a KTP-el's face as a stranger would, with Debian's tesseract-ocr. What makes it reliable at 300 dots an inch, measured on
/// random NIKs and names: cut out a single line (--psm 7), leave a white margin, keep capitals about 20 to 40 pixels tall (at twice their
/// size bold digits are misread), for digits a whitelist, and for names the vote of three sizes: the engine knows English words, not ours.
/// </summary>
internal static class Tesseract
{
    private const float DotsPerMillimeter = 300 / 25.4f;
    private const int MarginPixels = 20;

    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The NIK's digits; the columns of the rows' labels and of their texts. Millimetres.</summary>
    private static readonly SKRect NikBox = SKRect.Create(23.3f, 10.6f, 37.6f, 4.9f);
    private static readonly SKRect LabelColumn = SKRect.Create(2, 15.4f, 19.7f, 37.4f);
    private static readonly SKRect TextColumn = SKRect.Create(23.3f, 15.4f, 37.6f, 37.4f);

    /// <summary>Ends the test as ignored where tesseract is not installed.</summary>
    public static void Require()
    {
        if (Find() is null)
            Assert.Ignore("tesseract is not installed (Debian: apt-get install tesseract-ocr)");
    }

    /// <param name="facePng">Landscape, 300 dots an inch, 1016 × 648 or so.</param>
    /// <returns>The digits that were read, normally 16.</returns>
    public static string ReadNik(byte[] facePng)
    {
        using var face = SKBitmap.Decode(facePng);
        var text = Read(Cut(face, Dots(face, NikBox), 1.25f), "-c", "tessedit_char_whitelist=0123456789");
        return string.Concat(text.Where(char.IsAsciiDigit));
    }

    /// <returns>The name in one line, however many lines it takes on the card.</returns>
    public static string ReadName(byte[] facePng)
    {
        using var face = SKBitmap.Decode(facePng);
        var name = "";
        foreach (var line in NameLines(face))
        {
            var votes = new[] { 1f, 1.25f, 1.5f }.Select(scale => Read(Cut(face, line, scale)).Replace('|', 'I').Replace('’', '\'').Trim());
            var text = votes.GroupBy(vote => vote, StringComparer.Ordinal).MaxBy(group => group.Count())!.Key;
            // A line may end inside a word at a hyphen or stroke.
            name += text.EndsWith('-') || text.EndsWith('/') ? text : text + " ";
        }

        return name.TrimEnd();
    }

    /// <summary>For comparing names: only their letters. Narrow spaces and dots are what the engine is least sure of.</summary>
    public static string Letters(string name) => string.Concat(name.Where(char.IsLetter));

    /// <summary>For tests over many cards: whether what was read is that name, but for one letter in each twelve (one in names
    /// of six to eleven letters, none in shorter ones). Measured on 60 random names 58
    /// were read to the letter (OEMATAN may become CEMATAN); of 60 NIKs all: compare those exactly.</summary>
    public static bool IsSameName(string read, string name)
    {
        var (left, right) = (Letters(read), Letters(name));
        return Difference(left, right) <= Math.Max(right.Length / 12, right.Length >= 6 ? 1 : 0);
    }

    /// <summary>Letters to change, add or leave out to make one of the other.</summary>
    private static int Difference(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 0; i < left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < right.Length; j++)
            {
                var changed = diagonal + (left[i] == right[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(changed, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[^1];
    }

    /// <summary>From the first label (name) to the second (birth) stand the lines of the name.</summary>
    private static List<SKRectI> NameLines(SKBitmap face)
    {
        var labels = Bands(face, Dots(face, LabelColumn)).Take(2).ToList();
        if (labels.Count < 2)
            return [];
        var column = Dots(face, TextColumn);
        // A hook or dot over the first line may stand higher than the label's capitals.
        return [.. Bands(face, new(column.Left, labels[0].Top - 4, column.Right, labels[1].Top - 2)).Where(band => band.Height > 8)];
    }

    /// <summary>Runs of pixel rows with ink in them, each cut to its ink.</summary>
    private static IEnumerable<SKRectI> Bands(SKBitmap face, SKRectI box)
    {
        var start = -1;
        for (var y = box.Top; y <= box.Bottom; y++)
        {
            var inked = y < box.Bottom && Enumerable.Range(box.Left, box.Width).Any(x => IsInk(face, x, y));
            if (inked && start < 0)
                start = y;
            if (inked || start < 0)
                continue;
            var rows = Enumerable.Range(start, y - start).ToList();
            var columns = Enumerable.Range(box.Left, box.Width).Where(x => rows.Any(row => IsInk(face, x, row)));
            var (left, right) = (columns.First(), columns.Last() + 1);
            yield return new(left, start, right, y);
            start = -1;
        }
    }

    private static bool IsInk(SKBitmap face, int x, int y) => face.GetPixel(x, y).Green < 128;

    /// <summary>The panel is a little larger than the card, which lies in its middle.</summary>
    private static SKRectI Dots(SKBitmap face, SKRect millimeters)
    {
        var left = (face.Width - 85.60f * DotsPerMillimeter) / 2 + millimeters.Left * DotsPerMillimeter;
        var top = (face.Height - 53.98f * DotsPerMillimeter) / 2 + millimeters.Top * DotsPerMillimeter;
        return SKRectI.Round(SKRect.Create(left, top, millimeters.Width * DotsPerMillimeter, millimeters.Height * DotsPerMillimeter));
    }

    private static byte[] Cut(SKBitmap face, SKRectI box, float scale)
    {
        var target = SKRect.Create(MarginPixels, MarginPixels, box.Width * scale, box.Height * scale);
        var (width, height) = ((int)target.Right + MarginPixels, (int)target.Bottom + MarginPixels);
        var info = new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(info);
        using var image = SKImage.FromBitmap(face);
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.DrawImage(image, box, target, new SKSamplingOptions(SKCubicResampler.Mitchell));
        using var cut = surface.Snapshot();
        using var png = cut.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static string Read(byte[] linePng, params string[] options)
    {
        var start = new ProcessStartInfo(Find()!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["stdin", "stdout", "-l", "eng", "--dpi", "300", "--psm", "7", .. options])
            start.ArgumentList.Add(argument);
        // One line does not gain by more threads; several tests at once lose by them.
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(linePng);
        process.StandardInput.Close();
        if (!process.WaitForExit(ReadTimeout))
        {
            process.Kill();
            throw new TimeoutException($"tesseract was not ready after {ReadTimeout}.");
        }

        process.WaitForExit();
        return process.ExitCode == 0 ? output.Result : throw new InvalidOperationException($"tesseract: {errors.Result}");
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(directory => Path.Combine(directory, OperatingSystem.IsWindows() ? "tesseract.exe" : "tesseract"))
        .FirstOrDefault(File.Exists);
}
