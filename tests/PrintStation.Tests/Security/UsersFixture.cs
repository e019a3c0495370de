using System.Net.Sockets;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PrintStation.Security;
using PrintStation.Storage;
using PrintStation.Web;

namespace PrintStation.Tests.Security;

/// <summary>A station's persons, trail and door, without a station behind it. Whoever runs the tests is the login of all of them.</summary>
internal abstract class UsersFixture
{
    protected const string Good = "kopi susu pagi hari";
    protected const string Other = "hujan deras di Kupang";
    protected static readonly StationTexts English = new("en");

    /// <summary>An office in WITA.</summary>
    protected static readonly StationOptions Options = new() { Station = new IdentityOptions { Office = "5371", TimeZone = "Asia/Makassar" } };

    protected FakeTimeProvider Clock { get; private set; } = null!;

    protected TemporaryDirectory Directory { get; private set; } = null!;

    protected StationDatabase Database { get; private set; } = null!;

    protected AuditTrail Trail { get; private set; } = null!;

    protected UserBook Users { get; private set; } = null!;

    protected Doorkeeper Door { get; private set; } = null!;

    protected string HeadFile => Path.Combine(Directory.Path, "audit-head.json");

    protected string DatabaseFile => Path.Combine(Directory.Path, "data", "station.db");

    protected static string Login => OsUsers.NameOf(OsUsers.Own!.Value);

    /// <summary>The machine's owner, before anybody is enrolled.</summary>
    protected static Caller Owner => new(Login, OsUsers.Own, null);

    [SetUp]
    public void SetUp()
    {
        // Far from the real clock: nothing here may go by that.
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 2, 1, 0, 0, TimeSpan.Zero));
        Directory = new TemporaryDirectory();
        Open();
    }

    [TearDown]
    public void TearDown()
    {
        Door.Dispose();
        Database.Dispose();
        Directory.Dispose();
    }

    /// <summary>As a start of the station does.</summary>
    protected void Open()
    {
        Database = StationDatabase.Open(Path.Combine(Directory.Path, "data"));
        Trail = new AuditTrail(Database, new AuditHeadFile(HeadFile), Clock, NullLogger<AuditTrail>.Instance);
        Users = new UserBook(Database, new UserStore(Database), Trail, PasswordRules.Hasher(iterations: 1000), Options, Clock);
        Door = new Doorkeeper(Users, Trail, nik => $"hmac-of-{nik.Length}-digits-and-no-more", Clock);
        Users.CompareTrail();
    }

    protected void Close()
    {
        Door.Dispose();
        Database.Dispose();
    }

    protected void Reopen()
    {
        Close();
        Open();
    }

    /// <summary>An admin and, with passwords of their own, the others; nobody has a login yet.</summary>
    protected async Task EnrolAsync(params (string Name, Role Roles)[] others)
    {
        foreach (var (name, roles) in others.Prepend(("Ratu", Role.Admin)))
        {
            await ActAsync("user add", () => Users.AddAsync(name, null, roles, Good, Owner));
            var user = (await Users.ByNameAsync(name))!;
            await ActAsync("user password", () => Users.ChooseOwnAsync(user, Other));
        }
    }

    protected async Task ActAsync(string act, Func<Task> change)
    {
        using (Trail.Begin(new AuditAct("test", Login, act)))
            await change();
    }

    protected async Task<StationUser> UserAsync(string name) => (await Users.ByNameAsync(name))!;

    /// <summary>From here on the login of these tests is this person's.</summary>
    protected void LogIn(string name) => Database.Write(transaction =>
    {
        transaction.Execute("UPDATE station_user SET os_user = NULL");
        transaction.Execute("UPDATE station_user SET os_user = @Login WHERE name = @name", new { Login, name });
    });

    /// <summary>A request as it comes through the socket.</summary>
    /// <param name="route">Method and pattern.</param>
    /// <param name="act">What the handler does with what it gets; by default it changes a setting.</param>
    protected async Task<object?> AskAsync(
        string route, object? request = null, Func<DeskRequest, object?>? act = null, Action<HttpContext>? prepare = null, bool fromSocket = true)
    {
        using var listening = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var asking = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var path = Path.Combine(Directory.Path, $"{Guid.NewGuid():N}.sock");
        listening.Bind(new UnixDomainSocketEndPoint(path));
        listening.Listen();
        await asking.ConnectAsync(new UnixDomainSocketEndPoint(path));
        using var accepted = await listening.AcceptAsync();
        var http = new DefaultHttpContext();
        if (fromSocket)
            http.Features.Set<IConnectionSocketFeature>(new Connected(accepted));
        http.Request.Method = route.Split(' ')[0];
        http.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse(route.Split(' ')[1]), 0, null, null));
        prepare?.Invoke(http);
        act ??= _ => Database.Write(transaction => transaction.Execute("INSERT INTO setting VALUES (@name, 'x')", new { name = $"{Guid.NewGuid()}" }));
        var context = EndpointFilterInvocationContext.Create(http, request ?? new DeskRequest());
        return await Door.PassAsync(context, passed => ValueTask.FromResult(act(passed.Arguments[0] as DeskRequest ?? new DeskRequest())));
    }

    /// <summary>Who he says he is, where the system does not tell.</summary>
    protected static Action<HttpContext> Said(string name, string password) => http =>
        http.Request.Headers.Authorization = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"))}";

    /// <summary>A person's own password changed through the door.</summary>
    /// <param name="name">Who names himself at another one's terminal.</param>
    protected Task ChooseAsync(string? name, string present, string chosen)
    {
        HttpContext? asked = null;
        return AskAsync("POST /users/own-password", new UserRequest { Name = name, Present = present, Password = chosen }, _ =>
        {
            // Nothing in it waits: the database is here.
            Users.ChooseOwnAsync(asked!.Features.Get<Caller>()!.User!, chosen).GetAwaiter().GetResult();
            return null;
        }, http => asked = http);
    }

    /// <summary>Refused with the code, which has a sentence in both languages; nothing changed but the trail.</summary>
    protected async Task AssertRefusedAsync(Func<Task> act, string code)
    {
        var before = Rows();
        var refusal = await Assert.CatchAsync(async () => await act());
        Assert.That(refusal?.GetType().GetProperty("Code")?.GetValue(refusal), Is.EqualTo(code), $"{refusal}");
        Assert.That(Rows(), Is.EqualTo(before));
        foreach (var language in new[] { "en", "id" })
            Assert.That(new StationTexts(language).Find($"error.{code}"), Is.Not.Null.And.Not.Empty, language);
    }

    protected IReadOnlyList<AuditEntry> Entries() => Trail.Entries(1000);

    private string Rows() => Database.Read(connection => string.Join('\n', connection.Query<string>(
        "SELECT name || ' ' || coalesce(os_user, '') || ' ' || roles || ' ' || password_hash FROM station_user UNION ALL SELECT name FROM setting ORDER BY 1")));

    private sealed record Connected(Socket Socket) : IConnectionSocketFeature;
}
