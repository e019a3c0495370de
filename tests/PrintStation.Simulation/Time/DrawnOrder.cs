namespace PrintStation.Simulation.Time;

/// <summary>Of the continuations that are ready, mostly the first that came runs next, and sometimes one that is drawn: on a real machine several
/// threads run them in whatever order. What does not come back to its caller's scheduler stays in the order of the pool.</summary>
internal sealed class DrawnOrder(Chance chance) : TaskScheduler
{
    private readonly List<Task> _ready = [];

    /// <summary>How often the first does not run first: never on some days, often on others.</summary>
    private readonly double _share = chance.Happens(0.3) ? 0 : 0.5 * chance.NextDouble();

    public override int MaximumConcurrencyLevel => 1;

    protected override void QueueTask(Task task)
    {
        _ready.Add(task);
        // One for each: the pool's count says whether anything is ready.
        ThreadPool.UnsafeQueueUserWorkItem(_ => RunNext(), null);
    }

    /// <summary>What would run at once in the pool does so here; what waits in the list is taken from there only.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;

    private void RunNext()
    {
        var next = _ready.Count > 1 && chance.Happens(_share) ? chance.Next(_ready.Count) : 0;
        var task = _ready[next];
        _ready.RemoveAt(next);
        TryExecuteTask(task);
    }
}
