using PrintStation.Contracts;

namespace PrintStation.Web;

/// <summary>How the local door answers.</summary>
internal static class Answers
{
    public static IResult Json<T>(T value) => Results.Json(value, WireJson.Options);
}
