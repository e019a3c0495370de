namespace PrintStation.Simulation.Checks;

/// <summary>A promise that was broken.</summary>
/// <param name="Promise">Which: "two-good-cards", "lost-blank", "silent-guess", "wrong-card", "stuck", "act-before-record",
/// "act-after-restart", "sent-twice", "outcome", "broken".</param>
internal sealed record Finding(string Promise, string Text);

internal sealed class Findings(Diary diary)
{
    private readonly List<Finding> _all = [];

    public IReadOnlyList<Finding> All => _all;

    public void Add(string promise, string text)
    {
        diary.Note("FINDING", $"{promise}: {text}");
        if (_all.Count < 20)
            _all.Add(new Finding(promise, text));
    }
}
