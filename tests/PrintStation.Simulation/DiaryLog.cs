using Microsoft.Extensions.Logging;
using PrintStation.Simulation.Time;

namespace PrintStation.Simulation;

/// <summary>The station's log goes into the diary; a critical line is a bug, unless it is the end of the process that the day wanted.</summary>
internal sealed class DiaryLog(Diary diary, Life life, Action<Exception?> broken) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Critical || diary.IsWritten;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (life.IsOver)
            return;
        if (diary.IsWritten)
            diary.Tell("station", $"{formatter(state, exception).Replace(" (null)", "", StringComparison.Ordinal)}{(exception is null ? "" : $" {exception.GetType().Name}: {exception.Message}")}");
        if (logLevel == LogLevel.Critical && exception is not ProcessDied)
            broken(exception);
    }

    public void Dispose()
    {
    }
}
