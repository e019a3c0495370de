using PrintStation.Emulators.Chips;

namespace PrintStation.Emulators.World;

/// <summary>One piece of plastic with its chip. Everything that changes is guarded by the world's lock.</summary>
internal sealed class Blank(string uid, KtpChip chip, Raster raster)
{
    /// <summary>Upper-case hex; the physical identity, also of a mute chip.</summary>
    public string Uid { get; } = uid;

    public KtpChip Chip { get; } = chip;

    public CardFace Front { get; } = new(raster);

    public CardFace Back { get; } = new(raster);

    /// <summary>Set by the world only.</summary>
    public Place Place { get; set; } = Place.Store;

    /// <summary>The n-th card fed over the office; 0 while it was never fed.</summary>
    public int FeedNumber { get; set; }

    /// <summary>The printer that fed it.</summary>
    public string? FedBy { get; set; }

    /// <summary>When it left the hopper.</summary>
    public DateTimeOffset? FedAt { get; set; }

    /// <summary>Grows whenever the card leaves or enters a field: a chip that lost its power must be found anew.</summary>
    public long FieldCycle { get; private set; }

    public CardFace Face(CardSide side) => side == CardSide.Front ? Front : Back;

    /// <summary>The chip loses its power.</summary>
    public void LeaveField()
    {
        FieldCycle++;
        Chip.Reset();
    }
}

internal enum CardSide
{
    Front,
    Back,
}
