using Dapper;
using Microsoft.Data.Sqlite;
using PrintStation.Storage;
using SQLitePCL;

namespace PrintStation.Tests.Storage;

/// <summary>Statements stay compiled between askings, and nobody who asks notices it but by the clock. What is compiled, SQLite itself says.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class KeptStatementsTests : IDisposable
{
    private const string Insert = "INSERT INTO card (id, face) VALUES (@id, @face)";
    private const string Select = "SELECT face FROM card WHERE id = @id";
    private readonly TemporaryDirectory _directory = new();
    private readonly KeptStatements _connection;

    public KeptStatementsTests()
    {
        _connection = new KeptStatements($"Data Source={Path.Combine(_directory.Path, "kept.db")};Pooling=False");
        _connection.Open();
        _connection.Handle!.enable_sqlite3_next_stmt(true);
        _connection.Execute("CREATE TABLE card (id INTEGER PRIMARY KEY, face TEXT NOT NULL)");
        _connection.Execute(Insert, new[] { new { id = 1, face = "one" }, new { id = 2, face = "two" } });
    }

    [Test]
    public void A_text_is_compiled_once_and_answers_each_asking_by_its_own_parameters()
    {
        Assert.That(new[] { 1, 2, 3, 1 }.Select(id => _connection.QuerySingleOrDefault<string>(Select, new { id })),
            Is.EqualTo(new[] { "one", "two", null, "one" }));
        Assert.That((Compiled(Select), Compiled(Insert)), Is.EqualTo((1, 1)));
    }

    [Test]
    public void A_text_asked_while_its_first_asking_is_still_read_gets_a_statement_of_its_own()
    {
        const string all = "SELECT id FROM card ORDER BY id";
        var pairs = new List<(int, int)>();
        foreach (var one in _connection.Query<int>(all, buffered: false))
            foreach (var other in _connection.Query<int>(all, buffered: false))
                pairs.Add((one, other));
        Assert.That(pairs, Is.EqualTo(new[] { (1, 1), (1, 2), (2, 1), (2, 2) }));
        Assert.That(Compiled(all), Is.EqualTo(1));
    }

    [Test]
    public void What_failed_once_may_be_asked_again()
    {
        Assert.That(() => _connection.Execute(Insert, new { id = 1, face = "again" }), Throws.TypeOf<SqliteException>());
        Assert.That(() => _connection.Execute(Insert, new { id = 3 }), Throws.InvalidOperationException, "a parameter of the asking before is none of this");
        Assert.That(_connection.Execute(Insert, new { id = 3, face = "three" }), Is.EqualTo(1));
        Assert.That(_connection.QuerySingle<string>(Select, new { id = 3 }), Is.EqualTo("three"));
    }

    [Test]
    public void A_transaction_that_was_undone_leaves_none_of_its_writes_to_the_next_with_the_same_texts()
    {
        using (var undone = _connection.BeginTransaction())
            _connection.Execute(Insert, new { id = 3, face = "undone" }, undone);
        using (var written = _connection.BeginTransaction())
        {
            _connection.Execute(Insert, new { id = 4, face = "written" }, written);
            written.Commit();
        }

        Assert.That(_connection.Query<int>("SELECT id FROM card ORDER BY id"), Is.EqualTo(new[] { 1, 2, 4 }));
    }

    [Test]
    public void A_table_that_was_changed_meanwhile_is_read_as_it_is_now()
    {
        const string all = "SELECT * FROM card WHERE id = 1";
        Assert.That(((IDictionary<string, object>)_connection.QuerySingle(all)).Keys, Is.EqualTo(new[] { "id", "face" }));
        _connection.Execute("ALTER TABLE card ADD COLUMN back TEXT");
        Assert.That(((IDictionary<string, object>)_connection.QuerySingle(all)).Keys, Is.EqualTo(new[] { "id", "face", "back" }));
    }

    [Test]
    public void Lists_of_many_lengths_do_not_fill_the_memory()
    {
        for (var length = 1; length <= 300; length++)
            Assert.That(_connection.Query<string>("SELECT face FROM card WHERE id IN @ids", new { ids = Enumerable.Range(2, length) }), Is.EqualTo(new[] { "two" }));
        Assert.That(Compiled(""), Is.InRange(1, 256));
    }

    [Test]
    public void Nothing_is_left_beside_the_database_once_it_is_closed()
    {
        _connection.Execute("PRAGMA journal_mode = WAL");
        _connection.Execute(Insert, new { id = 3, face = "three" });
        _connection.Dispose();
        Assert.That(Directory.GetFiles(_directory.Path).Select(Path.GetFileName), Is.EqualTo(new[] { "kept.db" }));
    }

    public void Dispose()
    {
        _connection.Dispose();
        _directory.Dispose();
    }

    /// <summary>How many statements whose text begins so SQLite holds for this connection.</summary>
    private int Compiled(string text)
    {
        var count = 0;
        for (var statement = raw.sqlite3_next_stmt(_connection.Handle, null); statement is { IsInvalid: false };
            statement = raw.sqlite3_next_stmt(_connection.Handle, statement))
            count += raw.sqlite3_sql(statement).utf8_to_string().StartsWith(text, StringComparison.Ordinal) ? 1 : 0;
        return count;
    }
}
