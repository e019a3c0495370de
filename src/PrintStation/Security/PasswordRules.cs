using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace PrintStation.Security;

/// <summary>Identity as this station uses it: length instead of kinds of characters, names that cannot be taken for another's, and a lock that
/// opens by itself.</summary>
internal static class PasswordRules
{
    public const int FewestCharacters = 12;
    public const int MostCharacters = 128;
    public const int FewestDifferent = 6;

    /// <summary>What OWASP asks for; about a tenth of a second.</summary>
    private const int Iterations = 210_000;

    /// <summary>Wrong ones of his own, one after another, that lock a person.</summary>
    public const int MostFailed = 5;

    public static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);

    /// <summary>PBKDF2 with HMAC-SHA512.</summary>
    public static IPasswordHasher<StationUser> Hasher(int iterations = Iterations) =>
        new PasswordHasher<StationUser>(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));

    public static UserManager<StationUser> Identity(UserStore store, IPasswordHasher<StationUser> hasher) => new(
        store,
        Options.Create(new Microsoft.AspNetCore.Identity.IdentityOptions
        {
            Password = new PasswordOptions
            {
                RequiredLength = FewestCharacters, RequiredUniqueChars = FewestDifferent, RequireDigit = false, RequireLowercase = false,
                RequireUppercase = false, RequireNonAlphanumeric = false,
            },
            // No comma: it stands between two names in the books. No letters that look like others.
            User = new UserOptions { AllowedUserNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .'-" },
        }),
        hasher, [new UserValidator<StationUser>()], [new PasswordValidator<StationUser>(), new NotAName()], new SingleSpaces(), new IdentityErrorDescriber(),
        services: null!, NullLogger<UserManager<StationUser>>.Instance);

    private sealed class SingleSpaces : ILookupNormalizer
    {
        public string? NormalizeName(string? name) => name is null ? null
            : string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();

        public string? NormalizeEmail(string? email) => email;
    }

    private sealed class NotAName : IPasswordValidator<StationUser>
    {
        public Task<IdentityResult> ValidateAsync(UserManager<StationUser> manager, StationUser user, string? password) => Task.FromResult(
            password!.Length <= MostCharacters && !Holds(password, user.Name) && !Holds(password, user.OsUser)
                ? IdentityResult.Success
                : IdentityResult.Failed(new IdentityError { Code = nameof(NotAName) }));

        private static bool Holds(string password, string? name) => !string.IsNullOrEmpty(name)
            && password.Contains(name, StringComparison.OrdinalIgnoreCase);
    }
}
