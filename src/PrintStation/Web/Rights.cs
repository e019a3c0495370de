using PrintStation.Security;

namespace PrintStation.Web;

/// <summary>Who may do one act.</summary>
/// <param name="Route">Method and pattern as mapped; {verb} is filled in.</param>
/// <param name="Act">Its name in the trail: the command.</param>
internal sealed record Right(string Route, string Act, Role Roles)
{
    /// <summary>Of several rows with one route the first that fits counts.</summary>
    public Func<DeskRequest, bool> When { get; init; } = Always;

    /// <summary>A second person enters his password.</summary>
    public Func<DeskRequest, bool> NeedsSecond { get; init; } = Never;

    /// <summary>Who is the second: named as such, or by what he does.</summary>
    public Func<DeskRequest, string?> Second { get; init; } = request => request.Witness;

    /// <summary>Reading it shows data of persons, or takes the books out of the house: that too is entered.</summary>
    public bool Discloses { get; init; }

    /// <summary>It changes who may do what.</summary>
    public bool IsOfUsers { get; init; }

    public bool IsEntered => Discloses || !Route.StartsWith("GET ", StringComparison.Ordinal);

    public static bool Always(DeskRequest request) => true;

    public static bool Never(DeskRequest request) => false;
}

/// <summary>The one table of rights: every route of the local door, and the roles that may use it. A route without a row is nobody's as soon as
/// somebody is enrolled.</summary>
internal static class Rights
{
    private const Role Office = Role.Operator | Role.Manager;
    private const Role Books = Office | Role.Auditor;
    private const Role Machines = Office | Role.Technician;
    private const Role Cards = Machines | Role.Auditor;
    private const Role Control = Role.Manager | Role.Auditor;
    private const Role Trail = Role.Auditor | Role.Admin;

    public static readonly IReadOnlyList<Right> All =
    [
        new("GET /status", "status", Roles.All),
        new("GET /wire", "wire", Role.Technician),
        new("POST /pause", "pause", Machines),
        new("POST /resume", "resume --books-reconciled", Role.Manager) { When = IsReconciled, NeedsSecond = Right.Always },
        new("POST /resume", "resume", Machines),

        new("POST /blanks/receive", "blank receive", Office) { NeedsSecond = HasReason },
        new("POST /blanks/load", "blank load", Office),
        new("POST /blanks/unload", "blank unload", Office),
        new("POST /blanks/act/open", "blank open", Role.Manager) { NeedsSecond = Right.Always },
        new("POST /blanks/act/lend", "blank lend", Role.Manager) { NeedsSecond = Right.Always },
        new("POST /blanks/act/take-back", "blank take-back", Role.Manager) { NeedsSecond = Right.Always },
        new("POST /blanks/act/borrow", "blank borrow", Role.Manager) { NeedsSecond = Right.Always },
        new("POST /blanks/act/give-back", "blank give-back", Role.Manager) { NeedsSecond = Right.Always },
        new("POST /blanks/act/return", "blank return", Role.Manager) { NeedsSecond = Right.Always },
        new("POST /blanks/act/spoil", "blank spoil", Office),
        new("POST /blanks/act/test", "blank test", Machines),
        new("POST /blanks/act/reject-test", "blank reject-test", Machines),
        new("GET /balance", "blank balance", Books),
        new("POST /old-cards", "old-card take", Office),

        new("GET /held", "held list", Cards),
        new("GET /held/{run}", "held show", Cards),
        new("POST /held/{run}/accept", "held accept", Office),
        new("POST /held/{run}/reject", "held reject", Office) { NeedsSecond = IsUnreadable },
        new("POST /held/{run}/lost", "held lost", Role.Manager) { NeedsSecond = Right.Always },
        new("POST /held/{run}/count", "held count", Office),
        new("POST /found", "held found", Office),
        new("POST /recall/{uid}", "recall", Role.Manager),
        new("POST /recall", "recall --reader", Role.Manager),
        new("GET /jobs/{job}", "job show", Cards),
        new("POST /jobs/{job}/print-now", "job print-now", Office),

        new("GET /batches", "batch list", Books),
        new("GET /batches/{number:long}", "batch show", Books),
        new("POST /batches", "batch make", Office),
        new("POST /batches/{number:long}/ship", "batch ship", Office),
        new("POST /batches/{number:long}/arrive", "batch arrive", Office),
        new("POST /batches/{number:long}/dissolve", "batch dissolve", Office),
        // A card that nobody lays on the reader is called back by whoever may call back any.
        new("POST /cards/hand-over", "card hand-over --defect --uid", Role.Manager) { When = IsUnseenDefect },
        new("POST /cards/hand-over", "card hand-over --defect", Office) { When = IsDefect },
        new("POST /cards/hand-over", "card hand-over", Office),
        new("GET /cards/reports", "card reports", Books),
        new("POST /cards/reports/seen", "card seen", Office),

        new("GET /ledger", "ledger list", Books),
        new("GET /ledger/verify", "ledger verify", Control),
        new("POST /ledger/{sequence:long}/reverse", "ledger reverse", Role.Manager) { NeedsSecond = Right.Always },
        new("GET /stock-take", "stock-take list", Books),
        new("POST /stock-take/begin", "stock-take begin", Office),
        new("POST /stock-take/count", "stock-take count", Office),
        new("POST /stock-take/finish", "stock-take finish", Office) { NeedsSecond = HasReason },
        new("GET /month", "month list", Books),
        new("POST /month/{month}/close", "month close --with-differences", Role.Manager) { When = IsWithDifferences, NeedsSecond = Right.Always },
        new("POST /month/{month}/close", "month close", Role.Manager),
        new("GET /destroy", "destroy list", Books),
        new("POST /destroy/read", "destroy read", Office),
        new("POST /destroy/{card}/lost", "destroy lost", Role.Manager) { NeedsSecond = Right.Always },
        new("POST /destroy", "destroy batch", Role.Manager) { NeedsSecond = Right.Always },
        new("POST /day/open", "day open", Office),
        new("POST /day/hand-over", "day hand-over", Office) { NeedsSecond = Right.Always, Second = request => request.To },
        new("POST /day/close", "day close", Office),
        new("GET /day/check", "day check", Books),
        new("POST /day/explain/{number:long}", "day explain", Office),

        new("GET /supplies", "supply list", Cards),
        new("POST /supplies/receive", "supply receive", Office),
        new("POST /supplies/change", "supply change", Machines),
        new("POST /supplies/count", "supply count", Office) { NeedsSecond = HasReason },
        new("POST /supplies/{number:long}/reverse", "supply reverse", Role.Manager) { NeedsSecond = Right.Always },

        new("GET /reports/{name}", "report", Books),
        new("GET /reports/supplies", "report supplies", Cards),
        new("GET /reports/ribbons", "report ribbons", Cards),
        new("GET /reports/forecast", "report forecast", Books),
        new("GET /reports/receipt", "report receipt", Books),
        new("GET /reports/destruction", "report destruction", Books),
        new("GET /reports/batch", "report batch", Books),
        new("POST /reports/trail", "report trail --unmask", Role.Manager) { When = IsUnmasked, Discloses = true },
        new("POST /reports/trail", "report trail", Control) { Discloses = true },
        new("GET /export", "export", Control) { Discloses = true },

        new("GET /users", "user list", Trail),
        new("POST /users", "user add", Role.Admin) { IsOfUsers = true },
        new("POST /users/change", "user change", Role.Admin) { IsOfUsers = true },
        new("POST /users/remove", "user remove", Role.Admin) { IsOfUsers = true },
        new("POST /users/password", "user password --of", Role.Admin) { IsOfUsers = true },
        new("POST /users/own-password", "user password", Roles.All) { IsOfUsers = true },
        new("POST /users/unlock", "user unlock", Role.Admin) { IsOfUsers = true },
        new("POST /users/confirm", "user confirm", Role.Admin) { IsOfUsers = true },
        new("GET /audit", "audit list", Trail),
        new("GET /audit/verify", "audit verify", Trail),
    ];

    /// <summary>The one act that somebody with another's password may do: give himself his own.</summary>
    public const string OwnPassword = "POST /users/own-password";

    /// <param name="route">Method and pattern, {verb} filled in.</param>
    public static Right Of(string route, DeskRequest request) =>
        All.FirstOrDefault(right => right.Route == route && right.When(request)) ?? new Right(route, route, Role.None);

    private static bool IsReconciled(DeskRequest request) => request.BooksReconciled;

    /// <summary>Whoever signs the answer to the citizen needs his whole number; who looks at the books does not.</summary>
    private static bool IsUnmasked(DeskRequest request) => request.Unmask;

    private static bool IsWithDifferences(DeskRequest request) => request.WithDifferences;

    private static bool IsDefect(DeskRequest request) => request.Defect is not null;

    private static bool IsUnseenDefect(DeskRequest request) => request.Defect is not null && request.Uid is not null;

    private static bool IsUnreadable(DeskRequest request) => request.Unreadable;

    /// <summary>A count has a reason where it differs.</summary>
    private static bool HasReason(DeskRequest request) => !string.IsNullOrWhiteSpace(request.Reason);
}
