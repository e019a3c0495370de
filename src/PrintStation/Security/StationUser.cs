using System.Security.Cryptography;
using System.Text;

namespace PrintStation.Security;

/// <summary>An enrolled person. Changed by Identity as it goes; on disk when the store has written it.</summary>
internal sealed class StationUser
{
    public long UserId { get; set; }

    /// <summary>As it stands in the books.</summary>
    public string Name { get; set; } = "";

    public string NormalName { get; set; } = "";

    /// <summary>Login of the operating system; null for one who can only be a second person.</summary>
    public string? OsUser { get; set; }

    public Role Roles { get; set; }

    public string PasswordHash { get; set; } = "";

    /// <summary>The password was given by another one: he does nothing before he has his own.</summary>
    public bool MustChange { get; set; }

    public int FailedPasswords { get; set; }

    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>Of the row that was read: a younger one is not overwritten.</summary>
    public long Version { get; set; }

    public bool IsLockedAt(DateTimeOffset now) => LockedUntil > now;

    /// <summary>What the trail says of him: all that rights depend on. A password that was put there past the trail differs from its last entry.</summary>
    public string Described => $"{Security.Roles.Text(Roles)}; login {OsUser ?? "–"}; password {Fingerprint}{(MustChange ? ", first" : "")}";

    /// <summary>Tells one kept password from another: half of the SHA-256 of its salted hash. Nothing leads back from it.</summary>
    private string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PasswordHash)).AsSpan(0, FingerprintBytes));

    private const int FingerprintBytes = 16;
}
