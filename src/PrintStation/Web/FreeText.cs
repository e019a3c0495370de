using PrintStation.Lifecycle;

namespace PrintStation.Web;

/// <summary>What a person writes beside an act stays in books, reports and exports for ever: a citizen's number has no place there.</summary>
internal static class FreeText
{
    /// <exception cref="AnswerRefused">A citizen's number may stand somewhere, and the answer does not repeat it; or something is not one line of what
    /// everybody sees: signed minutes would have a paragraph more.</exception>
    public static void Require(DeskRequest request)
    {
        string?[] texts = [request.By, request.Witness, request.Reason, request.Document, request.Refers, request.To, request.District, request.Carrier,
            request.ReceivedBy, .. request.Witnesses];
        if (texts.Any(text => text is not null && SixteenDigits.StandIn(text)))
            throw new AnswerRefused("text.nik", "");
        if (texts.Any(text => text is not null && !OneLine.Is(text)))
            throw new AnswerRefused("text.control", "");
    }
}
