using PrintStation.Lifecycle;

namespace PrintStation.Web;

/// <summary>What a person writes beside an act stays in books, reports and exports for ever: a citizen's number has no place there.</summary>
internal static class FreeText
{
    /// <exception cref="AnswerRefused">Sixteen digits stand in a row somewhere; the answer does not repeat them.</exception>
    public static void RequireNoNik(DeskRequest request)
    {
        string?[] texts = [request.By, request.Witness, request.Reason, request.Document, request.Refers, request.To, request.District, request.Carrier,
            request.ReceivedBy, .. request.Witnesses];
        if (texts.Any(text => text is not null && SixteenDigits.StandIn(text)))
            throw new AnswerRefused("text.nik", "");
    }
}
