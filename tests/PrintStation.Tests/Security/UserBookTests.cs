using PrintStation.Security;
using PrintStation.Tests.Storage;

namespace PrintStation.Tests.Security;

/// <summary>Who may be enrolled, how he changes, and what is refused.</summary>
internal sealed class UserBookTests : UsersFixture
{
    [Test]
    public async Task The_first_is_an_admin_and_enrolled_by_the_machines_owner()
    {
        Assert.That(Users.Standing, Is.EqualTo(UserBook.Open));
        var stranger = new Caller("siti", OsUsers.Own + 1, null);
        await AssertRefusedAsync(() => Add("Ratu", Role.Manager), "user.first-admin");
        await AssertRefusedAsync(() => Add("Ratu", Role.Admin, by: stranger), "user.first-by");
        await Add("Ratu", Role.Admin);
        Assert.That(Users.Standing, Is.EqualTo(UserBook.Enrolled));
        var entry = Entries().Single();
        Assert.That((entry.Act, entry.Subject, entry.Before, entry.After), Is.EqualTo(("user add", "Ratu", (string?)null, (await UserAsync("Ratu")).Described)));
        Assert.That(entry.After, Does.Match("^admin; login –; password [0-9a-f]{32}, first$"));
    }

    [TestCase("ratu", "user.exists")]
    [TestCase("  RATU ", "user.exists")]
    [TestCase("Ratu.", "user.exists")]
    [TestCase("Ratu  Maria", null, Description = "another person, with one space")]
    [TestCase("Ratu, S.H.", "user.name")]
    [TestCase("Rаtu", "user.name", Description = "a Cyrillic a")]
    [TestCase("station", "user.name")]
    [TestCase("", "user.name")]
    [TestCase("197505012000031001", "user.name-number", Description = "his number as a civil servant")]
    [TestCase("19750501 200003 1 001", "user.name-number")]
    [TestCase("Budi 197505012000031001", "user.name-number")]
    [TestCase("Budi 5371 0141 0790 0003", "user.name-number")]
    public async Task Two_spellings_are_one_person_and_no_name_looks_like_another(string name, string? code)
    {
        await EnrolAsync();
        if (code is null)
        {
            await Add(name, Role.Operator);
            Assert.That(Users.All().Select(user => user.Name), Does.Contain("Ratu Maria"));
        }
        else
        {
            await AssertRefusedAsync(() => Add(name, Role.Operator), code);
        }
    }

    /// <summary>The trail hides sixteen digits, and would not say who it was.</summary>
    [Test]
    public async Task The_trail_has_each_name_as_it_was_enrolled()
    {
        await EnrolAsync(("Siti 2", Role.Operator), ("Yus-Lado 0812", Role.Manager));
        await AssertRefusedAsync(() => ActAsync("user recover", () => Users.RecoverAsync("197505012000031001", null, Good)), "user.name-number");
        Assert.That(Entries().Select(entry => entry.Subject).Distinct(), Is.EquivalentTo(Users.All().Select(user => user.Name)));
        Assert.That(Trail.Verify().Troubles, Is.Empty);
    }

    [TestCase("clerk", "user.role-unknown")]
    [TestCase("", "user.role-unknown")]
    [TestCase("operator,clerk", "user.role-unknown")]
    [TestCase("admin,operator", "user.admin-alone")]
    [TestCase("auditor,admin", "user.admin-alone")]
    public void Roles_that_cannot_be_are_refused(string roles, string code) =>
        Assert.That(() => Roles.Parse([roles]), Throws.TypeOf<AccessRefusal>().With.Property("Code").EqualTo(code));

    [Test]
    public void Roles_read_as_they_are_written() =>
        Assert.That(Roles.Text(Roles.Parse(["Manager", "operator, auditor"])), Is.EqualTo("operator, manager, auditor"));

    [TestCase("short", "user.password-weak")]
    [TestCase("aaaaaaaaaaaaaaaa", "user.password-weak")]
    [TestCase("ababababababab", "user.password-weak")]
    [TestCase("my name is siti, hello", "user.password-weak")]
    [TestCase(null, "user.password-weak")]
    public async Task A_weak_password_is_refused(string? password, string code)
    {
        await EnrolAsync();
        await AssertRefusedAsync(() => Add("Siti", Role.Operator, password), code);
        await AssertRefusedAsync(() => Add("Siti", Role.Operator, new string('x', 100) + "abcdefghijklmnopqrstuvwxyz0123456789"), code);
    }

    /// <summary>Identity's format: 1, the function (2 is HMAC-SHA512), the rounds, the salt's length.</summary>
    [Test]
    public void A_password_is_kept_by_many_rounds()
    {
        var kept = Convert.FromBase64String(PasswordRules.Hasher().HashPassword(new StationUser(), Good));
        Assert.That(Convert.ToHexString(kept, 0, 13), Is.EqualTo("01" + "00000002" + "00033450" + "00000010"));
    }

    [Test]
    public async Task One_login_is_one_person_however_it_is_spelled()
    {
        await EnrolAsync(("Siti", Role.Operator));
        await AssertRefusedAsync(() => Add("Budi", Role.Operator, osUser: "no-such-login"), "user.os-user-unknown");
        await ActAsync("user change", () => Users.ChangeAsync("Siti", Login, null, Owner));
        await AssertRefusedAsync(() => Add("Budi", Role.Operator, osUser: Login), "user.os-user-taken");
        Assert.That(Entries()[0].Before, Does.StartWith("operator; login –; password "));
        Assert.That(Entries()[0].After, Is.EqualTo(Entries()[0].Before!.Replace("–", Login)));
    }

    [Test]
    public async Task Given_roles_take_the_place_of_all_he_had()
    {
        await EnrolAsync(("Siti", Role.Operator | Role.Auditor));
        await ActAsync("user change", () => Users.ChangeAsync("siti", null, Role.Manager, Owner));
        Assert.That((await UserAsync("Siti")).Roles, Is.EqualTo(Role.Manager));
    }

    [Test]
    public async Task Nobody_changes_himself_and_the_last_admin_stays()
    {
        await EnrolAsync(("Siti", Role.Operator));
        var ratu = Owner with { User = await UserAsync("Ratu") };
        foreach (var change in new Func<Task>[]
        {
            () => Users.ChangeAsync("Ratu", null, Role.Manager, ratu), () => Users.RemoveAsync("RATU", ratu), () => Users.UnlockAsync("Ratu", ratu),
            () => Users.SetPasswordAsync("Ratu", Good, ratu),
        })
            await AssertRefusedAsync(() => ActAsync("user change", change), "user.self");
        var admin = Owner with { User = new StationUser { UserId = 99, Roles = Role.Admin } };
        await AssertRefusedAsync(() => ActAsync("user remove", () => Users.RemoveAsync("Ratu", admin)), "user.last-admin");
        await AssertRefusedAsync(() => ActAsync("user change", () => Users.ChangeAsync("Ratu", null, Role.Auditor, admin)), "user.last-admin");
        await AssertRefusedAsync(() => ActAsync("user remove", () => Users.RemoveAsync("Nobody", admin)), "user.unknown");
        await ActAsync("user remove", () => Users.RemoveAsync("Siti", ratu));
        Assert.That(Users.All().Select(user => user.Name), Is.EqualTo(new[] { "Ratu" }));
    }

    [Test]
    public async Task Five_wrong_passwords_of_his_own_lock_him_for_a_quarter_of_an_hour()
    {
        await EnrolAsync(("Siti", Role.Operator));
        for (var i = 0; i < 5; i++)
            Assert.That(async () => await Users.ProveAsync(await UserAsync("Siti"), "wrong", Login, "user password"),
                Throws.TypeOf<AccessRefusal>().With.Property("Code").EqualTo("user.password-wrong"));
        await AssertRefusedAsync(async () => await Users.ProveAsync(await UserAsync("Siti"), Other, Login, "x"), "user.locked");
        var siti = await UserAsync("Siti");
        Assert.That(siti.LockedUntil, Is.EqualTo(Clock.GetUtcNow() + TimeSpan.FromMinutes(15)), "by the station's clock");
        Assert.That(() => Users.RequireUnlocked(siti), Throws.TypeOf<AccessRefusal>().With.Property("Subject").EqualTo("Siti: 09:15"), "office time");
        Assert.That(Entries().Count(entry => entry is { Act: "password wrong", Person: "Siti" }), Is.EqualTo(5));
        Clock.Advance(TimeSpan.FromMinutes(16));
        await Users.ProveAsync(await UserAsync("Siti"), Other, Login, "x");
    }

    [Test]
    public async Task An_admin_lets_him_in_again()
    {
        await EnrolAsync(("Siti", Role.Operator));
        TestSql.Execute(DatabaseFile, "UPDATE station_user SET locked_until = '2100-01-01T00:00:00.000Z' WHERE name = 'Siti'");
        await ActAsync("user unlock", () => Users.UnlockAsync("Siti", Owner));
        await Users.ProveAsync(await UserAsync("Siti"), Other, Login, "x");
    }

    [Test]
    public async Task A_password_of_another_one_is_good_for_choosing_an_own_one()
    {
        await EnrolAsync(("Siti", Role.Operator));
        await ActAsync("user password --of", () => Users.SetPasswordAsync("Siti", Good, Owner));
        var siti = await UserAsync("Siti");
        Assert.That((siti.MustChange, Users.IsPassword(siti, Good), Users.IsPassword(siti, Other)), Is.EqualTo((true, true, false)));
        await AssertRefusedAsync(() => ActAsync("user password", () => Users.ChooseOwnAsync(siti, Good)), "user.password-same");
        await ActAsync("user password", () => Users.ChooseOwnAsync(siti, Other));
        Assert.That((await UserAsync("Siti")).MustChange, Is.False);
    }

    [Test]
    public async Task Each_change_of_a_password_is_told_and_the_password_itself_is_not()
    {
        await EnrolAsync(("Siti", Role.Operator));
        var before = (await UserAsync("Siti")).Described;
        await ActAsync("user password --of", () => Users.SetPasswordAsync("Siti", Good, Owner));
        var siti = await UserAsync("Siti");
        Assert.That((Entries()[0].Before, Entries()[0].After), Is.EqualTo((before, siti.Described)));
        Assert.That(siti.Described, Is.Not.EqualTo(before).And.EndsWith(", first"));
        Assert.That(Trail.Verify().Troubles, Is.Empty);
        Assert.That(string.Join('\n', Entries()), Does.Not.Contain(siti.PasswordHash).And.Not.Contain(Good));
    }

    [Test]
    public async Task What_was_read_before_another_one_changed_it_is_not_written()
    {
        await EnrolAsync(("Siti", Role.Operator));
        var (first, second) = (await UserAsync("Siti"), await UserAsync("Siti"));
        await ActAsync("user password", () => Users.ChooseOwnAsync(first, Good));
        await AssertRefusedAsync(() => ActAsync("user password", () => Users.ChooseOwnAsync(second, "lupa lagi kata sandi")), "user.changed-meanwhile");
        await AssertRefusedAsync(async () => await Users.ProveAsync(second, "wrong", Login, "x"), "user.changed-meanwhile");
        Assert.That(Users.IsPassword(await UserAsync("Siti"), Good), "the first one's");
        Assert.That(Trail.Verify().Troubles, Is.Empty, "nor has the trail what was not done");
    }

    [Test]
    public void A_change_without_an_entry_is_a_bug() =>
        Assert.That(() => Users.AddAsync("Ratu", null, Role.Admin, Good, Owner), Throws.InvalidOperationException);

    [Test]
    public async Task Users_of_older_books_are_marked_until_an_admin_has_looked()
    {
        await EnrolAsync(("Siti", Role.Manager));
        Close();
        var backup = Path.Combine(Directory.Path, "backup.db");
        File.Copy(DatabaseFile, backup);
        Open();
        Assert.That(Users.Standing, Is.EqualTo(UserBook.Enrolled), "the same books again");
        await ActAsync("user remove", () => Users.RemoveAsync("Siti", Owner));
        Close();
        File.Copy(backup, DatabaseFile, overwrite: true);
        Open();
        Assert.That((Users.Standing, Entries()[0].Act), Is.EqualTo((UserBook.Restored, "trail behind")));
        Assert.That(Entries()[0].Before, Does.StartWith("5 "));
        Reopen();
        Assert.That(Users.Standing, Is.EqualTo(UserBook.Restored), "a start does not end it");
        await ActAsync("user confirm", () =>
        {
            Users.ConfirmRestored();
            return Task.CompletedTask;
        });
        Assert.That((Users.Standing, Entries()[0].Act), Is.EqualTo((UserBook.Enrolled, "user confirm")));
        Assert.That(() => Users.ConfirmRestored(), Throws.TypeOf<AccessRefusal>().With.Property("Code").EqualTo("user.not-restored"));
        foreach (var standing in new[] { UserBook.Open, UserBook.Restored })
            Assert.That(English.Find($"users.{standing}"), Is.Not.Null);
    }

    [Test]
    public async Task Books_from_before_anybody_was_enrolled_do_not_open_the_door()
    {
        Close();
        var backup = Path.Combine(Directory.Path, "backup.db");
        File.Copy(DatabaseFile, backup);
        Open();
        await EnrolAsync();
        Close();
        File.Copy(backup, DatabaseFile, overwrite: true);
        Open();
        await AssertRefusedAsync(() => AskAsync("POST /pause"), "user.restored-empty");
        using (Trail.Begin(new AuditAct("recovery", Login, "user recover")))
            await Users.RecoverAsync("Ratu", Login, Good);
        Assert.That((Users.Standing, (await UserAsync("Ratu")).Roles), Is.EqualTo((UserBook.Restored, Role.Admin)));
    }

    [Test]
    public async Task Recovery_gives_an_admin_a_login_and_a_first_password_and_nobody_else()
    {
        await EnrolAsync(("Siti", Role.Manager));
        TestSql.Execute(DatabaseFile, "UPDATE station_user SET locked_until = '2100-01-01T00:00:00.000Z' WHERE name = 'Ratu'");
        using (Trail.Begin(new AuditAct("recovery", "root", "user recover")))
            await Users.RecoverAsync("ratu", Login, Good);
        var ratu = await UserAsync("Ratu");
        Assert.That((ratu.OsUser, ratu.LockedUntil, ratu.MustChange, Users.IsPassword(ratu, Good)), Is.EqualTo((Login, (DateTimeOffset?)null, true, true)));
        Assert.That((Entries()[0].Person, Entries()[0].OsUser, Entries()[0].Act), Is.EqualTo(("recovery", "root", "user recover")));
        await AssertRefusedAsync(() => ActAsync("user recover", () => Users.RecoverAsync("Siti", null, Good)), "user.recover-no-admin");
    }

    private Task Add(string name, Role roles, string? password = Good, string? osUser = null, Caller? by = null) =>
        ActAsync("user add", () => Users.AddAsync(name, osUser, roles, password, by ?? Owner));
}
