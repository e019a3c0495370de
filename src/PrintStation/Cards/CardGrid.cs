namespace PrintStation.Cards;

/// <summary>Millimetres of the landscape card to dots of the turned panel. Panels are a little larger than the card; the card lies in
/// their middle.</summary>
internal sealed class CardGrid
{
    private const decimal MillimetersPerInch = 25.4m;

    private readonly decimal dotsPerMillimeterX;
    private readonly decimal dotsPerMillimeterY;
    private readonly decimal offsetX;
    private readonly decimal offsetY;

    public CardGrid(CardLayout layout, PanelGeometry geometry)
    {
        if (geometry.DotsAcross is < 100 or > 4000 || geometry.DotsAlong <= geometry.DotsAcross || geometry.DotsAlong > 8000)
            throw new ArgumentException($"No panel has {geometry.DotsAcross} × {geometry.DotsAlong} dots.", nameof(geometry));
        if (geometry.ColorLevels is not (32 or 64 or 128))
            throw new ArgumentException($"No printer has {geometry.ColorLevels} levels of a colour.", nameof(geometry));
        Across = geometry.DotsAcross;
        Along = geometry.DotsAlong;
        dotsPerMillimeterX = Resolution(Along, layout.CardWidth);
        dotsPerMillimeterY = Resolution(Across, layout.CardHeight);
        offsetX = (Along - layout.CardWidth * dotsPerMillimeterX) / 2;
        offsetY = (Across - layout.CardHeight * dotsPerMillimeterY) / 2;
    }

    /// <summary>Height of the landscape face in dots.</summary>
    public int Across { get; }

    /// <summary>Width of the landscape face in dots.</summary>
    public int Along { get; }

    public int X(decimal millimeters) => Round(offsetX + millimeters * dotsPerMillimeterX);

    public int Y(decimal millimeters) => Round(offsetY + millimeters * dotsPerMillimeterY);

    /// <summary>A font size in dots of height.</summary>
    public decimal Size(decimal millimeters) => millimeters * dotsPerMillimeterY;

    public DotBox Box(LayoutBox box)
    {
        var (left, top) = (X(box.X), Y(box.Y));
        return new(left, top, X(box.X + box.Width) - left, Y(box.Y + box.Height) - top);
    }

    /// <summary>Where a dot of the landscape face lies in the panel: the face turned by 90° clockwise, row by row along the feed.</summary>
    public int Index(int x, int y) => x * Across + Across - 1 - y;

    /// <summary>Printers have whole hundreds of dots an inch; which, their dots on a card tell.</summary>
    private static decimal Resolution(int dots, decimal millimeters)
    {
        var perInch = dots * MillimetersPerInch / millimeters;
        return Math.Max(100, Math.Round(perInch / 100) * 100) / MillimetersPerInch;
    }

    private static int Round(decimal dots) => (int)Math.Round(dots, MidpointRounding.AwayFromZero);
}

/// <summary>A box of the landscape face, in dots.</summary>
internal readonly record struct DotBox(int Left, int Top, int Width, int Height)
{
    public int Right => Left + Width;

    public int Bottom => Top + Height;

    /// <summary>The largest box of this shape inside, in the middle.</summary>
    public DotBox Inside(int shapeWidth, int shapeHeight)
    {
        var (width, height) = (Width, (int)Math.Round((decimal)Width * shapeHeight / shapeWidth));
        if (height > Height)
            (width, height) = ((int)Math.Round((decimal)Height * shapeWidth / shapeHeight), Height);
        (width, height) = (Math.Clamp(width, 1, Width), Math.Clamp(height, 1, Height));
        return new(Left + (Width - width) / 2, Top + (Height - height) / 2, width, height);
    }
}
