using System.CommandLine;
using System.Runtime.Versioning;
using System.Security.Principal;
using Microsoft.Extensions.Logging.Abstractions;
using PrintStation.Lifecycle;
using PrintStation.Security;
using PrintStation.Storage;
using PrintStation.Web;

namespace PrintStation.Cli;

/// <summary>When no admin can log in any more: an admin for whoever owns the machine, on the stopped station, and an entry in the trail.</summary>
internal static class RecoverCommand
{
    public static Command Create(CommonOptions common)
    {
        var texts = common.Texts;
        var (name, osUser) = (UserCommands.Name(texts), UserCommands.OsUser(texts));
        var command = new Command("recover", texts["cli.user.recover"]) { name, osUser };
        command.SetAction(async (result, token) =>
        {
            try
            {
                var instance = result.GetValue(common.Instance)!;
                var options = StationOptionsFile.Read(instance);
                var by = RequireOwner(instance);
                if (await Secrets.AskNewAsync(texts, result.GetValue(name)!, token) is not { } password)
                    return await UserCommands.NoPasswordAsync(texts);
                await RecoverAsync(options, by, result.GetValue(name)!, result.GetValue(osUser), password);
                Console.WriteLine(texts["user.recovered"]);
                return 0;
            }
            catch (StationDatabaseException e)
            {
                await Console.Error.WriteLineAsync(texts.Format($"database.{e.Code}", e.Subject));
            }
            catch (AccessRefusal e)
            {
                await Console.Error.WriteLineAsync(texts.Format($"error.{e.Code}", e.Subject));
            }
            catch (Exception e) when (e is ConfigurationException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(e.Message);
            }

            return 1;
        });
        return command;
    }

    /// <summary>Root goes on as the station's user: what is written must be the station's.</summary>
    /// <returns>The login of who did it.</returns>
    /// <exception cref="AccessRefusal">Neither root nor the station's user, no administrator of Windows, or no station was ever started there.</exception>
    private static string? RequireOwner(string instance)
    {
        if (OperatingSystem.IsWindows())
            return RequireAdministrator();
        if (OsUsers.Own is not { } own)
            return null;
        var data = Path.Combine(Path.GetFullPath(instance), "data");
        if (OsUsers.OwnerOf(data) is not { } owner)
            throw new AccessRefusal("user.recover-nothing", data);
        if (own != OsUsers.Root && own != owner.User)
            throw new AccessRefusal("user.recover-owner", OsUsers.NameOf(owner.User));
        if (own == OsUsers.Root && owner.User != OsUsers.Root)
            OsUsers.Become(owner);
        return OsUsers.NameOf(own);
    }

    [SupportedOSPlatform("windows")]
    private static string RequireAdministrator()
    {
        using var own = WindowsIdentity.GetCurrent();
        return new WindowsPrincipal(own).IsInRole(WindowsBuiltInRole.Administrator)
            ? own.Name
            : throw new AccessRefusal("user.recover-administrator", own.Name);
    }

    private static async Task RecoverAsync(StationOptions options, string? by, string name, string? osUser, string password)
    {
        var (place, clock) = (DatabasePlace.Of(options), TimeProvider.System);
        using var database = StationDatabase.Open(options.DataDirectory, connection => DatabaseInspection.RequireSound(connection, place));
        var trail = new AuditTrail(database, new AuditHeadFile(options.Resolve(options.Station.AuditHead)), clock, NullLogger<AuditTrail>.Instance);
        var users = new UserBook(database, new UserStore(database), trail, PasswordRules.Hasher(), options, clock);
        // Before the file beside the database learns a younger head: it may tell that the users are older than they should be.
        users.CompareTrail();
        using (trail.Begin(new AuditAct("recovery", by, "user recover")))
            await users.RecoverAsync(name, osUser, password);
    }
}
