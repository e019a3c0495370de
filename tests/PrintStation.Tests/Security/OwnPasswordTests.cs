using PrintStation.Cli;
using PrintStation.Security;
using PrintStation.Web;

namespace PrintStation.Tests.Security;

/// <summary>One who has no login of his own has a password of his own all the same: else he could never be the second person.</summary>
internal sealed class OwnPasswordTests : UsersFixture
{
    private const string Lost = "POST /held/{run}/lost";

    [SetUp]
    public async Task EnrolRosaWithoutALogin()
    {
        await EnrolAsync(("Siti Aminah", Role.Operator), ("Budi", Role.Manager));
        await ActAsync("user add", () => Users.AddAsync("Rosa", null, Role.Operator, Good, Owner));
        LogIn("Siti Aminah");
    }

    [Test]
    public async Task At_a_colleagues_terminal_he_chooses_it_and_is_a_second_person_from_then_on()
    {
        await ChooseAsync("rosa", Good, Other);
        var (rosa, entry) = (await UserAsync("Rosa"), Entries()[0]);
        Assert.That((rosa.MustChange, Users.IsPassword(rosa, Other)), Is.EqualTo((false, true)));
        Assert.That((entry.Person, entry.OsUser, entry.Act, entry.Subject, entry.Words),
            Is.EqualTo(("Rosa", Login, "user password", "Rosa", "terminal of \"Siti Aminah\"")));
        Assert.That(AuditCommands.InWords(entry.Words, new StationTexts("id")), Is.EqualTo("di terminal \"Siti Aminah\""));
        LogIn("Budi");
        await AskAsync(Lost, new DeskRequest { Witness = "Rosa", SecondPassword = Other });
        Assert.That((Entries()[0].Person, Entries()[0].Second), Is.EqualTo(("Budi", "Rosa")));
    }

    [Test]
    public async Task Who_sits_there_keeps_his_own()
    {
        await ChooseAsync("rosa", Good, Other);
        var siti = await UserAsync("Siti Aminah");
        Assert.That((Users.IsPassword(siti, Other), siti.Version), Is.EqualTo((true, 2L)), "as before: given once, chosen once");
        await ChooseAsync("SITI AMINAH", Other, Good);
        Assert.That(Users.IsPassword(await UserAsync("Siti Aminah"), Good), "who names himself is himself");
    }

    [Test]
    public async Task Wrong_ones_count_against_who_sits_there()
    {
        for (var i = 0; i < 3; i++)
            await AssertRefusedAsync(() => ChooseAsync("Rosa", $"guess {i}", Other), "second.wrong");
        await AssertRefusedAsync(() => ChooseAsync("Rosa", Good, Other), "second.too-many");
        var rosa = await UserAsync("Rosa");
        Assert.That((rosa.FailedPasswords, rosa.LockedUntil, rosa.MustChange), Is.EqualTo((0, (DateTimeOffset?)null, true)));
        Assert.That(Entries().Count(entry => entry is { Act: "second password wrong", Person: "Siti Aminah", Subject: "user password: Rosa" }), Is.EqualTo(3));
        LogIn("Budi");
        await ChooseAsync("Rosa", Good, Other);
    }

    [Test]
    public async Task Not_where_the_first_password_came_from()
    {
        LogIn("Ratu");
        await AssertRefusedAsync(() => ChooseAsync("Rosa", Good, Other), "user.own-at-admin");
    }

    [Test]
    public async Task Not_for_one_who_has_a_login_and_not_for_nobody()
    {
        await ActAsync("user change", () => Users.ChangeAsync("Budi", "daemon", null, Owner));
        await AssertRefusedAsync(() => ChooseAsync("Budi", Other, Good), "user.own-login");
        await AssertRefusedAsync(() => ChooseAsync("Nobody", Other, Good), "user.unknown");
    }
}
