using Microsoft.AspNetCore.Identity;
using PrintStation.Storage;

namespace PrintStation.Security;

/// <summary>Who asks.</summary>
/// <param name="OsUser">Login by the peer of the local socket; null where the system does not tell.</param>
/// <param name="Number">Its number.</param>
/// <param name="User">Null while nobody is enrolled.</param>
internal sealed record Caller(string? OsUser, uint? Number, StationUser? User);

/// <summary>Persons and their roles. Each change is one act of the trail: who calls has begun it.</summary>
internal sealed class UserBook(
    StationDatabase database, UserStore store, AuditTrail trail, IPasswordHasher<StationUser> hasher, StationOptions options, TimeProvider clock)
{
    /// <summary>Nobody is enrolled: everybody may do everything, under any name.</summary>
    public const string Open = "none";

    public const string Enrolled = "enrolled";

    /// <summary>The users came with a database that is older than the trail was; no admin has looked at them since.</summary>
    public const string Restored = "restored";

    /// <summary>Code of a refusal that has its own entry.</summary>
    public const string WrongPassword = "user.password-wrong";

    /// <summary>Follows wrong ones that the trail has.</summary>
    public const string TooSoon = "user.slow-down";

    private const string RestoredSetting = "users-restored";

    /// <summary>What the books write for themselves.</summary>
    private static readonly string[] Reserved = ["STATION", "RECOVERY"];

    private readonly UserManager<StationUser> _identity = PasswordRules.Identity(store, hasher);
    private readonly Guesses _guesses = new(clock);

    public string Standing => database.Setting(RestoredSetting) is not null ? Restored : All().Count > 0 ? Enrolled : Open;

    public IReadOnlyList<StationUser> All() => store.All();

    public StationUser? ByOsUser(string osUser) => store.Find("os_user", osUser);

    public Task<StationUser?> ByNameAsync(string? name) => _identity.FindByNameAsync(name ?? "");

    /// <summary>At start: a database that is behind its trail has older users too.</summary>
    public void CompareTrail()
    {
        if (!trail.IsBehind(out var remembered))
            return;
        var (head, wasEnrolled) = (trail.Head(), remembered?.IsEnrolled ?? All().Count > 0);
        database.Write(transaction =>
        {
            if (wasEnrolled)
                transaction.Set(RestoredSetting, clock.GetUtcNow().ToString("u"));
            trail.Append(transaction, new AuditAct("station", null, "trail behind")
            {
                Before = remembered is null ? "–" : $"{remembered.Sequence} {remembered.Hash}", After = head is null ? "0" : $"{head.Sequence} {head.Hash}",
            });
        });
    }

    /// <summary>An admin has looked at the users that came with older books.</summary>
    public void ConfirmRestored()
    {
        if (Standing != Restored)
            throw new AccessRefusal("user.not-restored", "");
        database.Write(transaction => transaction.Execute("DELETE FROM setting WHERE name = @RestoredSetting", new { RestoredSetting }));
    }

    /// <summary>The password is good for one act: to give himself his own.</summary>
    /// <exception cref="AccessRefusal">Somebody has this name or login, or one of the inputs is not possible.</exception>
    public async Task AddAsync(string? name, string? osUser, Role roles, string? password, Caller by)
    {
        if (Standing == Open)
            RequireFirst(roles, by);
        var user = new StationUser { Name = NewName(name), OsUser = RequireFree(osUser, null), Roles = roles, MustChange = true };
        user.PasswordHash = await HashAsync(user, password);
        trail.Note(user.Name, null, user.Described);
        Require(await _identity.CreateAsync(user), user);
    }

    /// <param name="roles">All that he has from now on; null leaves them.</param>
    /// <param name="osUser">Null leaves it.</param>
    public async Task ChangeAsync(string? name, string? osUser, Role? roles, Caller by)
    {
        var user = await RequireOtherAsync(name, by);
        var before = user.Described;
        if (roles is { } given)
        {
            RequireAdminLeft(user, given);
            user.Roles = given;
        }

        user.OsUser = osUser is null ? user.OsUser : RequireFree(osUser, user);
        trail.Note(user.Name, before, user.Described);
        Require(await _identity.UpdateAsync(user), user);
    }

    public async Task RemoveAsync(string? name, Caller by)
    {
        var user = await RequireOtherAsync(name, by);
        RequireAdminLeft(user, Role.None);
        trail.Note(user.Name, user.Described, null);
        Require(await _identity.DeleteAsync(user), user);
    }

    /// <summary>Another one has forgotten his: he gets one for the next act, which is to choose his own.</summary>
    public async Task SetPasswordAsync(string? name, string? password, Caller by)
    {
        var user = await RequireOtherAsync(name, by);
        var before = user.Described;
        user.PasswordHash = await HashAsync(user, password);
        (user.MustChange, user.FailedPasswords, user.LockedUntil) = (true, 0, null);
        trail.Note(user.Name, before, user.Described);
        Require(await _identity.UpdateAsync(user), user);
    }

    public async Task UnlockAsync(string? name, Caller by)
    {
        var user = await RequireOtherAsync(name, by);
        (user.FailedPasswords, user.LockedUntil) = (0, null);
        trail.Note(user.Name);
        Require(await _identity.UpdateAsync(user), user);
    }

    /// <summary>His own, by himself; the present one was proven.</summary>
    public async Task ChooseOwnAsync(StationUser user, string? password)
    {
        if (IsPassword(user, password))
            throw new AccessRefusal("user.password-same", user.Name);
        var before = user.Described;
        user.PasswordHash = await HashAsync(user, password);
        (user.MustChange, user.FailedPasswords, user.LockedUntil) = (false, 0, null);
        trail.Note(user.Name, before, user.Described);
        Require(await _identity.UpdateAsync(user), user);
    }

    /// <summary>An admin is there again, whatever was forgotten: for whoever owns the machine, while the station is stopped.</summary>
    public async Task RecoverAsync(string? name, string? osUser, string? password)
    {
        if (await ByNameAsync(name) is not { } user)
        {
            user = new StationUser { Name = NewName(name), OsUser = RequireFree(osUser, null), Roles = Role.Admin, MustChange = true };
            user.PasswordHash = await HashAsync(user, password);
            trail.Note(user.Name, null, user.Described);
            Require(await _identity.CreateAsync(user), user);
            return;
        }

        if (user.Roles != Role.Admin)
            throw new AccessRefusal("user.recover-no-admin", user.Name);
        var before = user.Described;
        user.OsUser = osUser is null ? user.OsUser : RequireFree(osUser, user);
        user.PasswordHash = await HashAsync(user, password);
        (user.MustChange, user.FailedPasswords, user.LockedUntil) = (true, 0, null);
        trail.Note(user.Name, before, user.Described);
        Require(await _identity.UpdateAsync(user), user);
    }

    public bool IsPassword(StationUser user, string? password) => password is { Length: <= PasswordRules.MostCharacters }
        && hasher.VerifyHashedPassword(user, user.PasswordHash, password) != PasswordVerificationResult.Failed;

    /// <summary>The password of whom the caller says he is. Where the system tells who asks, only he himself can try, and wrong ones lock him; where
    /// it does not, see <see cref="Guesses"/>.</summary>
    /// <param name="osUser">Login of who asks; null where the system does not tell.</param>
    /// <param name="act">For what he proves himself.</param>
    /// <exception cref="AccessRefusal">Wrong, too soon after a wrong one, or locked by wrong ones before; the trail has it.</exception>
    public async Task ProveAsync(StationUser user, string? password, string? osUser, string act)
    {
        RequireUnlocked(user);
        if (osUser is null && _guesses.WaitOf(user) is { Ticks: > 0 } wait)
            throw new AccessRefusal(TooSoon, $"{user.Name}: {Math.Ceiling(wait.TotalSeconds)} s");
        var isGood = IsPassword(user, password);
        var entry = new AuditAct(user.Name, osUser, isGood ? "password right" : "password wrong") { Subject = act };
        if (osUser is not null)
            await CountAsync(user, isGood, entry);
        else if (NoteGuess(user, isGood))
            trail.Enter(entry);
        if (!isGood)
            throw new AccessRefusal(WrongPassword, user.Name);
    }

    /// <exception cref="AccessRefusal">Locked by wrong passwords; until when is said in the office's time.</exception>
    public void RequireUnlocked(StationUser user)
    {
        if (user.IsLockedAt(clock.GetUtcNow()))
            throw new AccessRefusal("user.locked", $"{user.Name}: {TimeZoneInfo.ConvertTime(user.LockedUntil!.Value, options.OfficeTime):HH:mm}");
    }

    /// <summary>Not by Identity, which would lock until some time of the real clock.</summary>
    private async Task CountAsync(StationUser user, bool isGood, AuditAct entry)
    {
        if (isGood && user.FailedPasswords == 0)
            return;
        user.FailedPasswords = isGood ? 0 : user.FailedPasswords + 1;
        if (user.FailedPasswords >= PasswordRules.MostFailed)
            (user.FailedPasswords, user.LockedUntil) = (0, clock.GetUtcNow() + PasswordRules.LockedFor);
        using (trail.Begin(entry))
            Require(await _identity.UpdateAsync(user), user);
    }

    /// <returns>Whether the trail has to have it: a wrong one, or the right one after wrong ones.</returns>
    private bool NoteGuess(StationUser user, bool isGood)
    {
        if (isGood)
            return _guesses.NoteRight(user);
        _guesses.NoteWrong(user);
        return true;
    }

    /// <summary>Who enrols the first admin owns the machine: else the first to come would be it. Where the system does not tell who asks, he shows it by
    /// writing to the stopped station's data.</summary>
    private static void RequireFirst(Role roles, Caller by)
    {
        if (roles != Role.Admin)
            throw new AccessRefusal("user.first-admin", Roles.Text(roles));
        if (by.Number is not { } number)
            throw new AccessRefusal("user.first-untold", "");
        if (number != OsUsers.Root && number != OsUsers.Own)
            throw new AccessRefusal("user.first-by", by.OsUser ?? "");
    }

    private void RequireAdminLeft(StationUser user, Role roles)
    {
        if (!roles.HasFlag(Role.Admin) && user.Roles == Role.Admin && All().Count(other => other.Roles == Role.Admin) == 1)
            throw new AccessRefusal("user.last-admin", user.Name);
    }

    private async Task<StationUser> RequireOtherAsync(string? name, Caller by)
    {
        var user = await ByNameAsync(name) ?? throw new AccessRefusal("user.unknown", name ?? "");
        return user.UserId == by.User?.UserId ? throw new AccessRefusal("user.self", user.Name) : user;
    }

    /// <summary>The login as the system spells it: two spellings, or two names of one number, are one login.</summary>
    private string? RequireFree(string? osUser, StationUser? mine)
    {
        if (string.IsNullOrWhiteSpace(osUser))
            return null;
        if (!OsUsers.AreKnown)
            throw new AccessRefusal("user.os-user-no-use", osUser);
        var canonical = OsUsers.Canonical(osUser) ?? throw new AccessRefusal("user.os-user-unknown", osUser);
        return ByOsUser(canonical) is { } other && other.UserId != mine?.UserId
            ? throw new AccessRefusal("user.os-user-taken", $"{canonical}: {other.Name}")
            : canonical;
    }

    private async Task<string> HashAsync(StationUser user, string? password)
    {
        foreach (var rule in _identity.PasswordValidators)
            if (!(await rule.ValidateAsync(_identity, user, password ?? "")).Succeeded)
                throw new AccessRefusal("user.password-weak", user.Name);
        return hasher.HashPassword(user, password!);
    }

    /// <exception cref="AccessRefusal">No possible name; or somebody has it, written otherwise, who would then be two persons.</exception>
    private string NewName(string? name)
    {
        var plain = Plain(name);
        return All().FirstOrDefault(other => PersonNames.IsSame(other.Name, plain)) is { } known ? throw new AccessRefusal("user.exists", known.Name) : plain;
    }

    private static string Plain(string? name)
    {
        var plain = string.Join(' ', (name ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (plain.Length is 0 or > 60 || Reserved.Contains(plain.ToUpperInvariant()))
            throw new AccessRefusal("user.name", plain);
        // The trail hides sixteen digits: it would say of nobody that he did it.
        return SixteenDigits.StandIn(plain) || !plain.Any(char.IsLetter) ? throw new AccessRefusal("user.name-number", "") : plain;
    }

    private static void Require(IdentityResult result, StationUser user)
    {
        if (result.Errors.FirstOrDefault() is { } error)
            throw new AccessRefusal(error.Code switch
            {
                nameof(IdentityErrorDescriber.DuplicateUserName) => "user.exists",
                nameof(IdentityErrorDescriber.ConcurrencyFailure) => "user.changed-meanwhile",
                _ => "user.name",
            }, user.Name);
    }
}
