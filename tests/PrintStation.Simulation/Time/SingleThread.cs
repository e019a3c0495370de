namespace PrintStation.Simulation.Time;

/// <summary>Runs everything on the one worker of a thread pool of one, so that nothing is left to the operating system: what can run is
/// run in the order that is drawn, and when nothing can, the time moves. The process must be told that it has one processor (see <see cref="Program"/>).</summary>
internal static class SingleThread
{
    /// <summary>Makes the pool a pool of one.</summary>
    /// <exception cref="InvalidOperationException">The runtime was started with more processors.</exception>
    public static void Require()
    {
        ThreadPool.SetMinThreads(1, 1);
        if (Environment.ProcessorCount != 1 || !ThreadPool.SetMaxThreads(1, 1))
            throw new InvalidOperationException("The simulation needs DOTNET_PROCESSOR_COUNT=1.");
    }

    /// <summary>Runs the work to its end in simulated time. Called from outside the pool.</summary>
    /// <param name="order">Draws what runs next; null: the first that came.</param>
    /// <exception cref="InvalidOperationException">The work waits for something that will never come.</exception>
    public static T Run<T>(SimulatedTime time, Chance? order, Func<Task<T>> work)
    {
        using var ended = new ManualResetEventSlim();
        Exception? broken = null;
        var scheduler = order is null ? TaskScheduler.Default : new DrawnOrder(order);
        var running = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();
        ThreadPool.UnsafeQueueUserWorkItem(Drive, null);
        ended.Wait();
        if (broken is not null)
            throw new InvalidOperationException("The simulation itself broke.", broken);
        return running.GetAwaiter().GetResult();

        void Drive(object? state)
        {
            try
            {
                // Anything that waits in the pool goes first: this item is put behind it.
                if (ThreadPool.PendingWorkItemCount == 0)
                {
                    if (running.IsCompleted)
                    {
                        ended.Set();
                        return;
                    }

                    if (!time.FireNext() && ThreadPool.PendingWorkItemCount == 0)
                        throw new InvalidOperationException("Nothing will ever happen again, and the work is not done.");
                }
            }
            catch (Exception e)
            {
                broken = e;
                ended.Set();
                return;
            }

            ThreadPool.UnsafeQueueUserWorkItem(Drive, null);
        }
    }
}
