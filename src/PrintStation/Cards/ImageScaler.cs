using System.Buffers;
using System.Numerics;

namespace PrintStation.Cards;

/// <summary>Scales images with a tent filter in whole numbers: no result depends on the processor. Between the dots of a small image it
/// blends, of a large image it averages.</summary>
internal static class ImageScaler
{
    private const int Bits = 14;
    private const int One = 1 << Bits;

    /// <param name="scaled">Receives 3 bytes a dot, row by row: red, green, blue. At least width × height × 3 long.</param>
    public static void Scale(FaceImage image, int width, int height, Span<byte> scaled)
    {
        var columns = Filter.For(image.Width, width);
        var rows = Filter.For(image.Height, height);
        var rowBytes = image.Width * 4;
        var blended = ArrayPool<byte>.Shared.Rent(rowBytes);
        var sums = ArrayPool<int>.Shared.Rent(rowBytes);
        for (var y = 0; y < height; y++)
        {
            BlendRows(image.Rgba[(rows.First(y) * rowBytes)..], rows.Weights(y), sums.AsSpan(0, rowBytes), blended);
            ScaleRow(blended, columns, scaled.Slice(y * width * 3, width * 3));
        }

        // Both hold a strip of a citizen's photo.
        ArrayPool<byte>.Shared.Return(blended, clearArray: true);
        ArrayPool<int>.Shared.Return(sums, clearArray: true);
    }

    private static void BlendRows(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<int> sums, Span<byte> target)
    {
        sums.Fill(One / 2);
        for (var i = 0; i < weights.Length; i++)
            Add(rows.Slice(i * sums.Length, sums.Length), weights[i], sums);
        for (var i = 0; i < sums.Length; i++)
            target[i] = (byte)(sums[i] >> Bits);
    }

    /// <summary>The inner loop of a photo: several dots at once. Whole numbers, so the width of the vectors does not matter.</summary>
    private static void Add(ReadOnlySpan<byte> row, int weight, Span<int> sums)
    {
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out var low, out var high);
            Add(low, weight, sums[i..]);
            Add(high, weight, sums[(i + Vector<ushort>.Count)..]);
        }

        for (; i < row.Length; i++)
            sums[i] += row[i] * weight;
    }

    private static void Add(Vector<ushort> dots, int weight, Span<int> sums)
    {
        Vector.Widen(dots, out var low, out var high);
        var upper = sums[Vector<int>.Count..];
        (new Vector<int>(sums) + Vector.AsVectorInt32(low) * weight).CopyTo(sums);
        (new Vector<int>(upper) + Vector.AsVectorInt32(high) * weight).CopyTo(upper);
    }

    private static void ScaleRow(ReadOnlySpan<byte> rgba, Filter columns, Span<byte> target)
    {
        for (var x = 0; x < columns.Count; x++)
        {
            int red = One / 2, green = One / 2, blue = One / 2;
            var source = columns.First(x) * 4;
            foreach (var weight in columns.Weights(x))
            {
                red += rgba[source] * weight;
                green += rgba[source + 1] * weight;
                blue += rgba[source + 2] * weight;
                source += 4;
            }

            target[x * 3] = (byte)(red >> Bits);
            target[x * 3 + 1] = (byte)(green >> Bits);
            target[x * 3 + 2] = (byte)(blue >> Bits);
        }
    }

    /// <summary>For each dot of the result the source dots that it is made of, and their weights, <see cref="One"/> in sum.</summary>
    private sealed class Filter
    {
        private readonly int[] first;
        private readonly int[] start;
        private readonly int[] weights;

        private Filter(int[] first, int[] start, int[] weights)
        {
            this.first = first;
            this.start = start;
            this.weights = weights;
        }

        public int Count => first.Length;

        public int First(int index) => first[index];

        public ReadOnlySpan<int> Weights(int index) => weights.AsSpan(start[index], start[index + 1] - start[index]);

        /// <summary>Positions are counted in 1/(2 × to) of a source dot, so that all of them are whole.</summary>
        public static Filter For(int from, int to)
        {
            var first = new int[to];
            var start = new int[to + 1];
            var weights = new List<int>(to * (2 * Math.Max(from, to) / to + 2));
            long unit = 2L * to;
            // The tent reaches one source dot to each side, or one dot of the result where that is larger.
            var reach = Math.Max(unit, 2L * from);
            for (var i = 0; i < to; i++)
            {
                var center = (2L * i + 1) * from;
                var least = (int)Math.Clamp((center - reach) / unit, 0, from - 1);
                var most = (int)Math.Clamp((center + reach) / unit, 0, from - 1);
                Span<long> raw = new long[most - least + 1];
                for (var source = least; source <= most; source++)
                    raw[source - least] = Math.Max(0, reach - Math.Abs(source * unit + to - center));
                first[i] = least;
                AddNormalized(raw, weights);
                start[i + 1] = weights.Count;
            }

            return new(first, start, [.. weights]);
        }

        private static void AddNormalized(ReadOnlySpan<long> raw, List<int> weights)
        {
            long total = 0;
            foreach (var weight in raw)
                total += weight;
            var left = One;
            var largest = weights.Count;
            foreach (var weight in raw)
            {
                var part = (int)(weight * One / total);
                left -= part;
                weights.Add(part);
                if (part > weights[largest])
                    largest = weights.Count - 1;
            }

            // What rounding left over goes to the heaviest: white must stay white.
            weights[largest] += left;
        }
    }
}
