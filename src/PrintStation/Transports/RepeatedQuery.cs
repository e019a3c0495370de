using Polly;
using Polly.Retry;

namespace PrintStation.Transports;

/// <summary>Asks a device the same question again when no good answer came: at most 3 times, 100 ms apart. For questions only; a
/// command that feeds, moves, prints or writes never goes through here.</summary>
internal sealed class RepeatedQuery
{
    private const int MostTimes = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ResiliencePipeline<object?> _pipeline;

    public RepeatedQuery(TimeProvider timeProvider)
    {
        var retry = new RetryStrategyOptions<object?>
        {
            MaxRetryAttempts = MostTimes - 1,
            Delay = Pause,
            BackoffType = DelayBackoffType.Constant,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome is { Exception: null, Result: null }),
        };
        _pipeline = new ResiliencePipelineBuilder<object?> { TimeProvider = timeProvider }.AddRetry(retry).Build();
    }

    /// <returns>The first answer that is not null, or null when none came.</returns>
    public async Task<T?> AskAsync<T>(Func<CancellationToken, Task<T?>> once, CancellationToken token) =>
        (T?)await _pipeline.ExecuteAsync<object?>(async attempt => await once(attempt), token);
}
