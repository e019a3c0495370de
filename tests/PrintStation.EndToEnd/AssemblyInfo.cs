// Each test has an office of its own, and mostly waits for it: two fixtures at once. What there is one of for a machine has a lock (NeedsPcscdAttribute).
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]
