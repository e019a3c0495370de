namespace PrintStation.Central.Seeding;

/// <summary>Colour behind the person: red for odd birth years, blue for even ones, orange for foreigners.</summary>
internal enum PortraitBackground
{
    Red,
    Blue,
    Orange,
}

/// <summary>How an invented person looks. The same look is drawn the same, dot for dot.</summary>
/// <param name="Seed">Decides everything that the other values leave open: skin, hair, clothes, glasses, shape of the face.</param>
internal sealed record PortraitLook(int Seed, bool Woman, int Age, bool Hijab, PortraitBackground Background);
