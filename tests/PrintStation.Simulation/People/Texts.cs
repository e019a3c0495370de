namespace PrintStation.Simulation.People;

internal static class Texts
{
    public static readonly StationTexts English = new("en");
}
