namespace PrintStation.Simulation.Time;

/// <summary>Runs everything on the one worker of a thread pool of one, so that nothing is left to the operating system: what can run is
/// run in order, and when nothing can, the time moves. The process must be told that it has one processor (see <see cref="Program"/>).</summary>
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
    /// <exception cref="InvalidOperationException">The work waits for something that will never come.</exception>
    public static T Run<T>(SimulatedTime time, Func<Task<T>> work)
    {
        using var ended = new ManualResetEventSlim();
        Task<T>? running = null;
        Exception? broken = null;
        ThreadPool.UnsafeQueueUserWorkItem(_ => running = work(), null);
        ThreadPool.UnsafeQueueUserWorkItem(Drive, null);
        ended.Wait();
        if (broken is not null)
            throw new InvalidOperationException("The simulation itself broke.", broken);
        return running!.GetAwaiter().GetResult();

        void Drive(object? state)
        {
            try
            {
                // Anything that waits in the pool goes first: this item is put behind it.
                if (ThreadPool.PendingWorkItemCount == 0)
                {
                    if (running is { IsCompleted: true })
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
