using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PrintStation.Inventory;
using PrintStation.Security;
using PrintStation.Web;

namespace PrintStation.Tests.Security;

/// <summary>The table of rights: each row once more, and a row for each route.</summary>
internal sealed class RightsTests
{
    private const string Everybody = "operator technician manager auditor admin";

    /// <summary>Act, who may, and what makes a second person needed.</summary>
    private static readonly (string Act, string Roles, string? Second)[] Expected =
    [
        ("status", Everybody, null), ("wire", "technician", null), ("pause", "operator technician manager", null),
        ("resume --books-reconciled", "manager", ""), ("resume", "operator technician manager", null),
        ("blank receive", "operator manager", "reason"), ("blank load", "operator manager", null), ("blank unload", "operator manager", null),
        ("blank open", "manager", ""), ("blank lend", "manager", ""), ("blank take-back", "manager", ""), ("blank borrow", "manager", ""),
        ("blank give-back", "manager", ""), ("blank return", "manager", ""), ("blank spoil", "operator manager", null),
        ("blank test", "operator technician manager", null), ("blank reject-test", "operator technician manager", null), ("blank balance", "operator manager auditor", null),
        ("held list", "operator technician manager auditor", null), ("held show", "operator technician manager auditor", null),
        ("held accept", "operator manager", null), ("held reject", "operator manager", "unreadable"), ("held lost", "manager", ""),
        ("held count", "operator manager", null), ("held found", "operator manager", null), ("recall", "manager", null),
        ("job show", "operator technician manager auditor", null), ("ledger list", "operator manager auditor", null),
        ("ledger verify", "manager auditor", null), ("ledger reverse", "manager", ""), ("stock-take list", "operator manager auditor", null),
        ("stock-take begin", "operator manager", null), ("stock-take count", "operator manager", null),
        ("stock-take finish", "operator manager", "reason"), ("month list", "operator manager auditor", null), ("month close", "manager", null),
        ("month close --with-differences", "manager", ""),
        ("destroy list", "operator manager auditor", null), ("destroy read", "operator manager", null), ("destroy lost", "manager", ""),
        ("old-card take", "operator manager", null), ("supply reverse", "manager", ""), ("destroy batch", "manager", ""), ("day open", "operator manager", null),
        ("day hand-over", "operator manager", ""), ("day close", "operator manager", null), ("day check", "operator manager auditor", null),
        ("day explain", "operator manager", null), ("report", "operator manager auditor", null), ("report forecast", "operator manager auditor", null),
        ("report receipt", "operator manager auditor", null), ("report destruction", "operator manager auditor", null),
        ("report trail --unmask", "manager", null), ("report trail", "manager auditor", null), ("export", "manager auditor", null), ("user list", "auditor admin", null),
        ("user add", "admin", null), ("user change", "admin", null), ("user remove", "admin", null), ("user password --of", "admin", null),
        ("user password", Everybody, null), ("user unlock", "admin", null), ("user confirm", "admin", null), ("audit list", "auditor admin", null),
        ("audit verify", "auditor admin", null), ("supply list", "operator technician manager auditor", null),
        ("supply receive", "operator manager", null), ("supply change", "operator technician manager", null),
        ("supply count", "operator manager", "reason"), ("report supplies", "operator technician manager auditor", null),
        ("report ribbons", "operator technician manager auditor", null), ("recall --reader", "manager", null), ("job print-now", "operator manager", null),
        ("batch list", "operator manager auditor", null), ("batch show", "operator manager auditor", null), ("batch make", "operator manager", null),
        ("batch ship", "operator manager", null), ("batch arrive", "operator manager", null), ("batch dissolve", "operator manager", null),
        ("card hand-over --defect --uid", "manager", null), ("card hand-over --defect", "operator manager", null),
        ("card hand-over", "operator manager", null), ("card reports", "operator manager auditor", null),
        ("card seen", "operator manager", null),
        ("report batch", "operator manager auditor", null),
    ];

    private static IEnumerable<string> Acts() => Rights.All.Select(right => right.Act);

    [TestCaseSource(nameof(Acts))]
    public void Each_row_says_who_may_and_whether_alone(string act)
    {
        var right = Rights.All.Single(row => row.Act == act);
        var (_, roles, second) = Expected.Single(row => row.Act == act);
        Assert.That(Roles.Text(right.Roles).Replace(",", ""), Is.EqualTo(roles));
        Assert.That(right.NeedsSecond(new DeskRequest()), Is.EqualTo(second == ""), "always");
        Assert.That(right.NeedsSecond(new DeskRequest { Reason = "x" }), Is.EqualTo(second is "" or "reason"), "with a reason");
        Assert.That(right.NeedsSecond(new DeskRequest { Unreadable = true }), Is.EqualTo(second is "" or "unreadable"), "unreadable");
        Assert.That(right.IsOfUsers, Is.EqualTo(act.StartsWith("user ", StringComparison.Ordinal) && act != "user list"));
        Assert.That(right.IsEntered, Is.EqualTo(right.Route.StartsWith("POST ", StringComparison.Ordinal) || act == "export"));
    }

    /// <summary>Whoever handles blanks is no admin, and the roles of one person never hold both.</summary>
    [Test]
    public void An_admin_handles_nothing_and_is_no_second_person()
    {
        string[] may = ["status", "user", "audit"];
        Assert.That(Rights.All.Where(right => right.Roles.HasFlag(Role.Admin)).Select(right => right.Act.Split(' ')[0]).Distinct(), Is.EquivalentTo(may));
        Assert.That(Roles.Second.HasFlag(Role.Admin), Is.False);
    }

    [Test]
    public void Every_route_has_its_row_and_every_row_its_route()
    {
        var builder = WebApplication.CreateSlimBuilder();
        // So that what a handler needs is taken from there, not from the body; nothing of it is made.
        foreach (var type in typeof(Program).Assembly.GetTypes().Where(type => type is { IsClass: true, ContainsGenericParameters: false }
            && !type.Name.EndsWith("Request", StringComparison.Ordinal)))
            builder.Services.AddSingleton(type, _ => throw new InvalidOperationException());
        builder.Services.AddSingleton(TimeProvider.System);
        using var app = (IDisposable)builder.Build();
        LocalApi.Map((IEndpointRouteBuilder)app);
        var routes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().SelectMany(endpoint =>
            endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.SelectMany(method => Verbs(endpoint.RoutePattern.RawText!)
                .Select(path => $"{method} {path}"))).ToList();
        Assert.That(routes, Is.Not.Empty);
        Assert.That(routes.Except(Rights.All.Select(right => right.Route)), Is.Empty, "routes that would be nobody's");
        Assert.That(Rights.All.Select(right => right.Route).Except(routes), Is.Empty, "rows of no route");
        Assert.That(Rights.Of("POST /new", new DeskRequest()).Roles, Is.EqualTo(Role.None));
    }

    private static IEnumerable<string> Verbs(string path) =>
        path.Contains("{verb}", StringComparison.Ordinal) ? BlankActs.All.Select(act => path.Replace("{verb}", act.Verb)) : [path];
}
