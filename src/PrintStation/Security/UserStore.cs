using Dapper;
using Microsoft.AspNetCore.Identity;
using PrintStation.Storage;

namespace PrintStation.Security;

/// <summary>Identity's users in the station's one database. Identity's own lock is not used: it goes by the real clock.</summary>
internal sealed class UserStore(StationDatabase database) : IUserPasswordStore<StationUser>
{
    public IReadOnlyList<StationUser> All() =>
        database.Read(connection => connection.Query<StationUser>("SELECT * FROM station_user ORDER BY name").AsList());

    public StationUser? Find(string column, object? value) => database.Read(connection =>
        connection.QuerySingleOrDefault<StationUser>($"SELECT * FROM station_user WHERE {column} = @value", new { value }));

    public Task<IdentityResult> CreateAsync(StationUser user, CancellationToken token) => Write(user,
        """
        INSERT INTO station_user (name, normal_name, os_user, roles, password_hash, must_change)
        VALUES (@Name, @NormalName, @OsUser, @roles, @PasswordHash, @MustChange)
        """);

    public Task<IdentityResult> UpdateAsync(StationUser user, CancellationToken token) => Write(user,
        """
        UPDATE station_user SET name = @Name, normal_name = @NormalName, os_user = @OsUser, roles = @roles, password_hash = @PasswordHash,
            must_change = @MustChange, failed_passwords = @FailedPasswords, locked_until = @LockedUntil, version = version + 1
        WHERE user_id = @UserId AND version = @Version
        """);

    public Task<IdentityResult> DeleteAsync(StationUser user, CancellationToken token) =>
        Write(user, "DELETE FROM station_user WHERE user_id = @UserId AND version = @Version");

    public Task<StationUser?> FindByIdAsync(string userId, CancellationToken token) => Task.FromResult(Find("user_id", userId));

    public Task<StationUser?> FindByNameAsync(string normalizedUserName, CancellationToken token) => Task.FromResult(Find("normal_name", normalizedUserName));

    public Task<string> GetUserIdAsync(StationUser user, CancellationToken token) => Task.FromResult($"{user.UserId}");

    public Task<string?> GetUserNameAsync(StationUser user, CancellationToken token) => Task.FromResult<string?>(user.Name);

    public Task SetUserNameAsync(StationUser user, string? userName, CancellationToken token) => Done(user.Name = userName ?? "");

    public Task<string?> GetNormalizedUserNameAsync(StationUser user, CancellationToken token) => Task.FromResult<string?>(user.NormalName);

    public Task SetNormalizedUserNameAsync(StationUser user, string? normalizedName, CancellationToken token) => Done(user.NormalName = normalizedName ?? "");

    public Task SetPasswordHashAsync(StationUser user, string? passwordHash, CancellationToken token) => Done(user.PasswordHash = passwordHash ?? "");

    public Task<string?> GetPasswordHashAsync(StationUser user, CancellationToken token) => Task.FromResult<string?>(user.PasswordHash);

    public Task<bool> HasPasswordAsync(StationUser user, CancellationToken token) => Task.FromResult(user.PasswordHash.Length > 0);

    public void Dispose()
    {
        // The database is the host's.
    }

    private Task<IdentityResult> Write(StationUser user, string sql)
    {
        if (database.Companion is not { IsWaiting: true })
            throw new InvalidOperationException("A change of users needs its entry in the trail.");
        var written = database.Write(transaction => transaction.Execute(sql, new
        {
            user.UserId, user.Name, user.NormalName, user.OsUser, roles = Roles.Text(user.Roles), user.PasswordHash, user.MustChange,
            user.FailedPasswords, user.LockedUntil, user.Version,
        }));
        if (written == 0)
            return Task.FromResult(IdentityResult.Failed(new IdentityErrorDescriber().ConcurrencyFailure()));
        user.Version++;
        return Task.FromResult(IdentityResult.Success);
    }

    private static Task Done<T>(T value) => Task.FromResult(value);
}
