using System.Diagnostics;
using System.Security.Cryptography;
using PrintStation.Cards;
using PrintStation.Contracts;
using PrintStation.Printers;
using PrintStation.Printers.Evolis;
using PrintStation.Tests.Cards;

namespace PrintStation.Benchmarks.Render;

/// <summary>From an opened payload to the five panels of the shipped printer, on one thread. Peer: rsvg-convert makes a picture of the same size from
/// an SVG with the same texts, fonts and images.</summary>
internal static class RenderBenchmark
{
    private const int WarmUp = 200;
    private const int Faces = 1000;
    private const int PeerFaces = 40;
    private const double GoalMilliseconds = 10;

    public static async Task<Report> RunAsync(Bench bench, CancellationToken token)
    {
        var layout = CardLayout.Load(Path.Combine(bench.Root, "config", "cards", "ktp-el.json"));
        var model = PrinterModelFile.Load(Path.Combine(bench.Root, "config", "printers", "evolis", "primacy2.json"));
        var geometry = new PanelGeometry(model.DotsAcross, model.DotsAlong, model.ColorLevels, model.NoDyeIsZero);
        var face = CardFixtures.Face();
        using var renderer = new CardRenderer();

        var (render, bytes, cpu) = Measure(() => Panels(renderer.Render(face, layout, geometry)));
        var split = Split(face, layout, geometry, Panels(renderer.Render(face, layout, geometry)), model);
        var peer = await PeerAsync(bench, face, layout, geometry, token);
        var figures = new List<Figure>
        {
            new("PrintStation, payload to panels", "ms", render),
            new("  processor time of it", "ms", cpu, null, Faces),
            new("  allocated a card", "bytes", bytes, null, Faces),
        };
        figures.AddRange(split.Select(part => new Figure(part.Name, "ms", part.Took)));
        figures.AddRange(peer);
        var parts = split.Where(part => part.Name.StartsWith("  of it", StringComparison.Ordinal)).ToList();
        return new Report(figures,
            [new Goal("payload to panels, median ms", render.Median, GoalMilliseconds, AtMost: true)],
            [
                $"{model.DotsAcross} × {model.DotsAlong} dots, {model.ColorLevels} levels a colour; portrait of 480 × 640 dots, "
                    + $"{face.PhotoJpeg.Length:#,0} bytes. The panels themselves are {4 * model.DotsAcross * model.DotsAlong:#,0} of the allocated bytes; "
                    + "the overlay is shared.",
                $"Where it goes: {string.Join(", ", parts.Select(part => $"{part.Name[8..]} {Share(part.Took, render)}"))}; the rest is the panels themselves.",
                peer.Count == 0
                    ? "rsvg-convert is not installed here (Debian package librsvg2-bin): no peer."
                    : "rsvg-convert: a process a card, as a script would call it; the empty picture is what process and PNG cost. It makes RGB pixels, "
                        + "no dyes.",
            ]);
    }

    private static string Share(Sample part, Sample whole) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{part.Median / whole.Median * 100:0} %");

    private static IReadOnlyList<CardPanel> Panels(RenderedFace face) =>
        face.Panels ?? throw new BenchException($"The face was refused: {face.Refusal!.Field} {face.Refusal.Code}.");

    private static (Sample Took, double Bytes, double Cpu) Measure<T>(Func<T> work)
    {
        for (var i = 0; i < WarmUp; i++)
            work();
        var took = new List<double>(Faces);
        using var self = Process.GetCurrentProcess();
        var (cpu, allocated) = (self.TotalProcessorTime, GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < Faces; i++)
        {
            var before = Stopwatch.GetTimestamp();
            work();
            took.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        var bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
        self.Refresh();
        return (new Sample(took), (double)bytes / Faces, (self.TotalProcessorTime - cpu).TotalMilliseconds / Faces);
    }

    /// <summary>The parts by themselves, and what comes before and after on a card's way.</summary>
    private static IReadOnlyList<(string Name, Sample Took)> Split(
        CardFace face, CardLayout layout, PanelGeometry geometry, IReadOnlyList<CardPanel> panels, PrinterModel model)
    {
        var grid = new CardGrid(layout, geometry);
        using var fonts = new CardFonts();
        var typesetter = new Typesetter(fonts);
        using var photo = FaceImage.Decode(face.PhotoJpeg, SkiaSharp.SKEncodedImageFormat.Jpeg).Image!;
        var box = grid.Box(layout.Photo).Inside(photo.Width, photo.Height);
        var scaled = new byte[box.Width * box.Height * 3];
        using var issuing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var station = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var payload = Payloads.Invented(face.PhotoJpeg);
        var envelope = Envelope.Seal(payload, issuing, station);
        var sent = panels.Select(panel => new PrintPanel(panel.Name, panel.Levels, panel.Dots)).ToList();
        return
        [
            ("  of it placing the texts", Measure(() => typesetter.Set(face.Texts, layout, grid, [])).Took),
            ("  of it decoding the portrait", Measure(() =>
            {
                using var decoded = FaceImage.Decode(face.PhotoJpeg, SkiaSharp.SKEncodedImageFormat.Jpeg).Image;
                return decoded is null;
            }).Took),
            ("  of it scaling the portrait", Measure(() =>
            {
                ImageScaler.Scale(photo, box.Width, box.Height, scaled);
                return true;
            }).Took),
            ("before it: opening the envelope", Measure(() => Envelope.Open(envelope, station, issuing, payload.StationId)).Took),
            ("after it: packing for the wire", Measure(() => sent.Sum(panel => EvolisCommand.Download(panel, model).Length)).Took),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> PeerAsync(
        Bench bench, CardFace face, CardLayout layout, PanelGeometry geometry, CancellationToken token)
    {
        var directory = bench.Fresh("rsvg");
        if (!await Rsvg.IsThereAsync(token))
            return [];
        var rsvg = new Rsvg(directory, Path.Combine(bench.Root, "src", "PrintStation", "Cards", "Fonts"), geometry);
        var svg = Path.Combine(directory, "face.svg");
        await File.WriteAllTextAsync(svg, SvgFace.Draw(face, layout, geometry), token);
        var empty = Path.Combine(directory, "empty.svg");
        await File.WriteAllTextAsync(empty, SvgFace.Empty(geometry), token);
        return
        [
            new("rsvg-convert, SVG to PNG", "ms", await rsvg.MeasureAsync(svg, PeerFaces, token)),
            new("  of it, an empty picture", "ms", await rsvg.MeasureAsync(empty, PeerFaces, token)),
        ];
    }
}
