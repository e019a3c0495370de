using System.Diagnostics;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;

namespace PrintStation.Benchmarks.Life;

/// <summary>Cards as chains of durable steps in Hangfire on PostgreSQL: each step is a job that does nothing, each but the first the continuation
/// of the one before. All chains lie in the database before the clock starts.</summary>
internal sealed class HangfireCards(string connection)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <returns>Cards a second.</returns>
    public async Task<double> MakeAsync(int cards, int steps, int workers, CancellationToken token)
    {
        var options = new PostgreSqlStorageOptions
        {
            QueuePollInterval = TimeSpan.FromMilliseconds(50), AllowUnsafeValues = true, EnableLongPolling = true,
        };
        var storage = new PostgreSqlStorage(new NpgsqlConnectionFactory(connection, options), options);
        var client = new BackgroundJobClient(storage);
        var done = new CardSteps(cards);
        for (var card = 0; card < cards; card++)
        {
            var job = client.Enqueue<CardSteps>(all => all.Step(card, steps == 1));
            for (var step = 2; step <= steps; step++)
            {
                var isLast = step == steps;
                job = client.ContinueJobWith<CardSteps>(job, all => all.Step(card, isLast));
            }
        }

        var began = Stopwatch.GetTimestamp();
        using var server = new BackgroundJobServer(
            new BackgroundJobServerOptions { WorkerCount = workers, Activator = new OneInstance(done), StopTimeout = TimeSpan.FromSeconds(5) }, storage);
        await done.All.WaitAsync(Limit, Bench.Time, token);
        return cards / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private sealed class OneInstance(CardSteps steps) : JobActivator
    {
        public override object ActivateJob(Type jobType) => steps;
    }
}

/// <summary>Public, as Hangfire wants it.</summary>
public sealed class CardSteps(int cards)
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = cards;

    public Task All => _all.Task;

    public void Step(int card, bool isLast)
    {
        if (isLast && Interlocked.Decrement(ref _left) == 0)
            _all.SetResult();
    }
}
