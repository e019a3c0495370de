using System.Data;
using Microsoft.Data.Sqlite;

namespace PrintStation.Storage;

/// <summary>A connection that keeps each statement compiled, by its text: the life of a card asks the same few dozen again and again. Whoever asks
/// through it makes and disposes commands as ever. For one thread at a time, and not for a PRAGMA that is to be set twice: some are carried out
/// while they are compiled.</summary>
internal sealed class KeptStatements(string connectionString) : SqliteConnection(connectionString)
{
    /// <summary>More than the station has texts; lists as parameters make new ones.</summary>
    private const int Most = 256;

    private readonly Dictionary<string, SqliteCommand> _kept = [];

    public override SqliteCommand CreateCommand() => new Asked(this) { Transaction = Transaction };

    /// <summary>The compiled command of this text, and nobody else's until it is given back.</summary>
    private SqliteCommand Take(string text) =>
        _kept.Remove(text, out var kept) ? kept : new SqliteCommand(text, this);

    private void GiveBack(SqliteCommand command)
    {
        command.Parameters.Clear();
        command.Transaction = null;
        if (_kept.Count >= Most || !_kept.TryAdd(command.CommandText, command))
            command.Dispose();
    }

    /// <summary>Holds text and parameters of one asking; the kept command does it.</summary>
    private sealed class Asked(KeptStatements connection) : SqliteCommand
    {
        private SqliteCommand? _taken;

        public override SqliteDataReader ExecuteReader(CommandBehavior behavior) => Taken().ExecuteReader(behavior);

        public override int ExecuteNonQuery() => Taken().ExecuteNonQuery();

        public override object? ExecuteScalar() => Taken().ExecuteScalar();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                GiveBack();
            base.Dispose(disposing);
        }

        private SqliteCommand Taken()
        {
            GiveBack();
            _taken = connection.Take(CommandText);
            _taken.Transaction = Transaction;
            foreach (SqliteParameter parameter in Parameters)
                _taken.Parameters.Add(parameter);
            return _taken;
        }

        private void GiveBack()
        {
            if (_taken is not null)
                connection.GiveBack(_taken);
            _taken = null;
        }
    }
}
