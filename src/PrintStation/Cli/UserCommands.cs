using System.CommandLine;
using PrintStation.Security;
using PrintStation.Web;
using Spectre.Console;

namespace PrintStation.Cli;

/// <summary>Who may use the station, in which roles. Passwords are asked for or read from standard input.</summary>
internal static class UserCommands
{
    public static Command Create(CommonOptions common) => new("user", common.Texts["cli.user"])
    {
        Add(common), List(common), Change(common), Named(common, "remove"), Password(common), Named(common, "unlock"), Confirm(common),
        RecoverCommand.Create(common),
    };

    public static Argument<string> Name(StationTexts texts) => new("name") { Description = texts["cli.argument.user"] };

    public static Option<string?> OsUser(StationTexts texts) => Inputs.Optional(texts, "os-user");

    /// <summary>Roles that cannot be are told before anybody types a password.</summary>
    private static Option<string[]> Roles(StationTexts texts, bool required)
    {
        var roles = new Option<string[]>("--roles") { Description = texts["cli.option.roles"], Required = required, AllowMultipleArgumentsPerToken = true };
        roles.Validators.Add(result =>
        {
            try
            {
                Security.Roles.Parse([.. result.Tokens.Select(token => token.Value)]);
            }
            catch (AccessRefusal e)
            {
                result.AddError(texts.Format($"error.{e.Code}", e.Subject));
            }
        });
        return roles;
    }

    private static Command Add(CommonOptions common)
    {
        var texts = common.Texts;
        var (name, roles, osUser) = (Name(texts), Roles(texts, required: true), OsUser(texts));
        var command = new Command("add", texts["cli.user.add"]) { name, roles, osUser };
        command.SetAction(async (result, token) =>
        {
            var person = result.GetValue(name)!;
            return await Secrets.AskNewAsync(texts, person, token) is not { } password ? await NoPasswordAsync(texts)
                : await PostAsync(common.Client(result), "/users", new UserRequest
                {
                    Name = person, Roles = result.GetValue(roles), OsUser = result.GetValue(osUser), Password = password,
                }, token);
        });
        return command;
    }

    private static Command List(CommonOptions common)
    {
        var command = new Command("list", common.Texts["cli.user.list"]);
        command.SetAction((result, token) =>
        {
            var client = common.Client(result);
            return client.GetAsync<List<UserView>>("/users", users => Print(users, client.Texts["user.none"], client.Texts), token);
        });
        return command;
    }

    private static Command Change(CommonOptions common)
    {
        var texts = common.Texts;
        var (name, roles, osUser) = (Name(texts), Roles(texts, required: false), OsUser(texts));
        var command = new Command("change", texts["cli.user.change"]) { name, roles, osUser };
        command.Validators.Add(result =>
        {
            if (result.GetResult(roles) is null && result.GetResult(osUser) is null)
                result.AddError(texts["cli.user.change-what"]);
        });
        command.SetAction((result, token) => PostAsync(common.Client(result), "/users/change", new UserRequest
        {
            Name = result.GetValue(name), Roles = result.GetValue(roles) is { Length: > 0 } given ? given : null, OsUser = result.GetValue(osUser),
        }, token));
        return command;
    }

    private static Command Named(CommonOptions common, string verb)
    {
        var name = Name(common.Texts);
        var command = new Command(verb, common.Texts[$"cli.user.{verb}"]) { name };
        command.SetAction((result, token) => PostAsync(common.Client(result), $"/users/{verb}", new UserRequest { Name = result.GetValue(name) }, token));
        return command;
    }

    /// <summary>One's own, also at the terminal of a colleague; an admin gives another one a new first one.</summary>
    private static Command Password(CommonOptions common)
    {
        var texts = common.Texts;
        var (of, own) = (Inputs.Optional(texts, "of"), Inputs.Optional(texts, "as"));
        var command = new Command("password", texts["cli.user.password"]) { of, own };
        command.Validators.Add(result =>
        {
            if (result.GetValue(of) is not null && result.GetValue(own) is not null)
                result.AddError(texts["cli.user.of-or-as"]);
        });
        command.SetAction(async (result, token) =>
        {
            var (other, self) = (result.GetValue(of), result.GetValue(own));
            var present = other is not null ? null
                : await Secrets.AskAsync(self is null ? texts["user.ask-own"] : texts.Format("user.ask-present", self), token);
            return await Secrets.AskNewAsync(texts, other ?? self ?? "", token) is not { } password ? await NoPasswordAsync(texts)
                : await PostAsync(common.Client(result), other is null ? "/users/own-password" : "/users/password",
                    new UserRequest { Name = other ?? self, Present = present, Password = password }, token);
        });
        return command;
    }

    private static Command Confirm(CommonOptions common)
    {
        var command = new Command("confirm", common.Texts["cli.user.confirm"]);
        command.SetAction((result, token) => PostAsync(common.Client(result), "/users/confirm", new UserRequest(), token));
        return command;
    }

    public static async Task<int> NoPasswordAsync(StationTexts texts)
    {
        await Console.Error.WriteLineAsync(texts["user.no-password"]);
        return 1;
    }

    private static Task<int> PostAsync(StationClient client, string path, UserRequest request, CancellationToken token) =>
        client.PostAsync<List<UserView>>(path, request, users => Print(users, client.Texts["user.done"], client.Texts), token);

    /// <param name="nobody">What an empty list means.</param>
    private static void Print(List<UserView> users, string nobody, StationTexts texts)
    {
        if (users.Count == 0)
        {
            Console.WriteLine(nobody);
            return;
        }

        var table = Tables.New(texts, "user", "login", "roles", "remark");
        foreach (var user in users)
            table.AddRow(Tables.Cells(user.Name, user.OsUser ?? "–", user.Roles, user.LockedUntil is { } until
                ? texts.Format("user.is-locked", until.ToString("HH:mm", texts.Culture))
                : user.MustChange ? texts["user.is-new"] : ""));
        AnsiConsole.Write(table);
    }
}
