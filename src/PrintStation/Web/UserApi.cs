using PrintStation.Lifecycle;
using PrintStation.Security;
using static PrintStation.Web.Answers;

namespace PrintStation.Web;

/// <summary>What is asked about a person; each command uses the parts it needs.</summary>
internal sealed record UserRequest
{
    /// <summary>Of one's own password: who has no login of his own names himself.</summary>
    public string? Name { get; init; }

    public string? OsUser { get; init; }

    /// <summary>All that he has from now on.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>The new one.</summary>
    public string? Password { get; init; }

    /// <summary>The one until now.</summary>
    public string? Present { get; init; }

    /// <summary>Never whole: a record is soon written somewhere.</summary>
    public override string ToString() => nameof(UserRequest);
}

/// <param name="MustChange">Has a password that another one gave him.</param>
/// <param name="LockedUntil">In office time; null when he is not locked.</param>
internal sealed record UserView(string Name, string? OsUser, string Roles, bool MustChange, DateTimeOffset? LockedUntil);

/// <param name="Hash">Its first characters.</param>
internal sealed record AuditView(
    long Number, DateTimeOffset At, string Person, string? OsUser, string? Second, string Act, string Subject, string? Words, string? Before,
    string? After, string Hash);

internal sealed record AuditVerdictView(long Entries, int HeadsCompared, bool Centre, IReadOnlyList<TroubleView> Troubles);

/// <summary>Persons, and what they did: a part of the local door.</summary>
internal static class UserApi
{
    private const int MostEntries = 10_000;
    private const int HashCharacters = 12;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/users", ([AsParameters] Call call) => Listed(call));
        api.MapPost("/users", ([AsParameters] Call call, UserRequest request) => ChangedAsync(call, (users, by) =>
            users.AddAsync(request.Name, request.OsUser, Roles.Parse(request.Roles ?? []), request.Password, by)));
        api.MapPost("/users/change", ([AsParameters] Call call, UserRequest request) => ChangedAsync(call, (users, by) =>
            users.ChangeAsync(request.Name, request.OsUser, request.Roles is { } roles ? Roles.Parse(roles) : null, by)));
        api.MapPost("/users/remove", ([AsParameters] Call call, UserRequest request) => ChangedAsync(call, (users, by) =>
            users.RemoveAsync(request.Name, by)));
        api.MapPost("/users/password", ([AsParameters] Call call, UserRequest request) => ChangedAsync(call, (users, by) =>
            users.SetPasswordAsync(request.Name, request.Password, by)));
        // The door has proven whose it is.
        api.MapPost("/users/own-password", ([AsParameters] Call call, UserRequest request) => ChangedAsync(call, (users, by) =>
            users.ChooseOwnAsync(by.User ?? throw new AccessRefusal("user.not-enrolled", by.OsUser ?? "–"), request.Password)));
        api.MapPost("/users/unlock", ([AsParameters] Call call, UserRequest request) => ChangedAsync(call, (users, by) =>
            users.UnlockAsync(request.Name, by)));
        api.MapPost("/users/confirm", ([AsParameters] Call call) => ChangedAsync(call, (users, _) =>
        {
            users.ConfirmRestored();
            return Task.CompletedTask;
        }));
        api.MapGet("/audit", (AuditTrail trail, StationOptions options, int? most) => Json(
            trail.Entries(Math.Clamp(most ?? MostEntries, 1, MostEntries)).Select(entry => View(entry, options.OfficeTime))));
        api.MapGet("/audit/verify", async (AuditProof proof, CancellationToken token) =>
        {
            var verdict = await proof.VerifyAsync(token);
            return Json(new AuditVerdictView(verdict.Entries, verdict.HeadsCompared, verdict.Centre,
                [.. verdict.Troubles.Select(trouble => new TroubleView(trouble.Code, trouble.Subject))]));
        });
    }

    private sealed record Call(UserBook Users, TimeProvider Clock, StationOptions Options, HttpContext Http);

    private static async Task<IResult> ChangedAsync(Call call, Func<UserBook, Caller, Task> change)
    {
        await change(call.Users, call.Http.Features.Get<Caller>()!);
        // Who changed only his own password is not shown the others.
        return call.Http.Features.Get<Caller>()!.User is { Roles: not Role.Admin } ? Json(Array.Empty<UserView>()) : Listed(call);
    }

    private static IResult Listed(Call call) => Json(call.Users.All().Select(user => new UserView(
        user.Name, user.OsUser, Roles.Text(user.Roles), user.MustChange,
        user.IsLockedAt(call.Clock.GetUtcNow()) ? TimeZoneInfo.ConvertTime(user.LockedUntil!.Value, call.Options.OfficeTime) : null)));

    private static AuditView View(AuditEntry entry, TimeZoneInfo officeTime) => new(entry.Sequence, TimeZoneInfo.ConvertTime(entry.At, officeTime),
        entry.Person, entry.OsUser, entry.Second, entry.Act, entry.Subject, entry.Words, entry.Before, entry.After, entry.Hash[..HashCharacters]);
}
