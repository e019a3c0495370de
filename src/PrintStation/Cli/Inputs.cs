using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace PrintStation.Cli;

/// <summary>Options and arguments that several commands take.</summary>
internal static class Inputs
{
    /// <summary>Empty where nothing is said: of enrolled persons the station knows who asks; else it wants a name.</summary>
    public static Option<string> By(StationTexts texts) => new("--by") { Description = texts["cli.option.by"], DefaultValueFactory = _ => "" };

    public static Option<string?> Printer(StationTexts texts, bool required) =>
        new("--printer") { Description = texts["cli.option.printer"], Required = required };

    public static Option<int> Quantity(StationTexts texts, string name) =>
        new($"--{name}") { Description = texts[$"cli.option.{name}"], Required = true, CustomParser = Whole<int>(texts) };

    /// <summary>The number of a movement, a batch, a difference.</summary>
    public static Argument<long> Number(StationTexts texts, string description) =>
        new("number") { Description = texts[$"cli.argument.{description}"], CustomParser = Whole<long>(texts) };

    /// <summary>What was said as a whole number; else a sentence says how one is written.</summary>
    public static Func<ArgumentResult, T> Whole<T>(StationTexts texts) where T : struct, IBinaryInteger<T>, IMinMaxValue<T> => said =>
    {
        var text = said.Tokens.Count == 1 ? said.Tokens[0].Value : "";
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        said.AddError(BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? texts.Format("cli.number-range", text, said.Argument.Name)
            : texts.Format("cli.whole-number", text, said.Argument.Name, Example));
        return default;
    };

    /// <inheritdoc cref="Whole{T}"/>
    public static Func<ArgumentResult, T?> WholeOrNone<T>(StationTexts texts) where T : struct, IBinaryInteger<T>, IMinMaxValue<T> =>
        said => Whole<T>(texts)(said);

    private const string Example = "1500";

    public static Option<string> Needed(StationTexts texts, string name) =>
        new($"--{name}") { Description = texts[$"cli.option.{name}"], Required = true };

    public static Option<string?> Optional(StationTexts texts, string name) => new($"--{name}") { Description = texts[$"cli.option.{name}"] };

    /// <summary>A day of the office, for example 2026-11-01.</summary>
    public static Option<string?> Day(StationTexts texts, string name) => new($"--{name}") { Description = texts[$"cli.option.{name}-day"] };

    /// <summary>When it happened; now, where nothing is said.</summary>
    public static Option<string?> At(StationTexts texts) => Optional(texts, "at");

    /// <summary>What of a closed month it corrects.</summary>
    public static Option<string?> Refers(StationTexts texts) => Optional(texts, "refers");

    public static Option<bool> PathEmpty(StationTexts texts) => new("--path-empty") { Description = texts["cli.option.path-empty"] };

    public static Option<string?> Reason(StationTexts texts) => new("--reason") { Description = texts["cli.option.reason"] };

    public static Option<string?> Witness(StationTexts texts, bool required) =>
        new("--witness") { Description = texts["cli.option.witness"], Required = required };

    /// <summary>Where the card lies whose UID is not typed.</summary>
    public static Option<string?> Reader(StationTexts texts) => Optional(texts, "reader");

    public static Argument<string> Run(StationTexts texts) => new("run") { Description = texts["cli.argument.run"] };
}
