using System.Text.RegularExpressions;
using PrintStation.Lifecycle;

namespace PrintStation.Web;

/// <summary>What a person writes beside an act stays in books, reports and exports for ever: a citizen's number has no place there.</summary>
internal static partial class FreeText
{
    /// <exception cref="AnswerRefused">Sixteen digits stand in a row somewhere; the answer does not repeat them.</exception>
    public static void RequireNoNik(DeskRequest request)
    {
        string?[] texts = [request.By, request.Witness, request.Reason, request.Document, request.To, .. request.Witnesses];
        if (texts.Any(text => text is not null && SixteenDigits().IsMatch(text)))
            throw new AnswerRefused("text.nik", "");
    }

    [GeneratedRegex("[0-9]{16}")]
    private static partial Regex SixteenDigits();
}
