using PrintStation.Security;

namespace PrintStation.Tests.Security;

/// <summary>Where the system does not tell who asks: nobody keeps a colleague out, nobody guesses fast, and the first to come is not the admin.</summary>
internal sealed class UntoldCallerTests : UsersFixture
{
    private static readonly Caller Untold = new(null, null, null);

    [Test]
    public async Task Each_wrong_password_makes_the_next_try_wait_longer_and_nobody_is_locked()
    {
        await EnrolAsync(("Siti", Role.Operator));
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 30, 30, 30 })
        {
            await AssertRefusedAsync(() => SignInAsync("Siti", "wrong"), "user.password-wrong");
            Clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            await AssertRefusedAsync(() => SignInAsync("Siti", Other), "user.slow-down");
            Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await SignInAsync("Siti", Other);
        var siti = await UserAsync("Siti");
        Assert.That((siti.LockedUntil, siti.FailedPasswords, siti.Version), Is.EqualTo(((DateTimeOffset?)null, 0, 2L)), "nothing of him was written");
        Assert.That(Entries().Count(entry => entry is { Act: "password wrong", Person: "Siti", OsUser: null }), Is.EqualTo(8));
        Assert.That(Entries().Count(entry => entry is { Act: "password right", Person: "Siti" }), Is.EqualTo(1));
    }

    [Test]
    public async Task The_right_one_ends_the_wait()
    {
        await EnrolAsync(("Siti", Role.Operator));
        for (var i = 0; i < 4; i++)
        {
            await AssertRefusedAsync(() => SignInAsync("Siti", "wrong"), "user.password-wrong");
            Clock.Advance(TimeSpan.FromSeconds(1));
            await SignInAsync("Siti", Other);
        }
    }

    [Test]
    public async Task A_wait_is_one_names_only()
    {
        await EnrolAsync(("Siti", Role.Operator), ("Budi", Role.Manager));
        await AssertRefusedAsync(() => SignInAsync("Siti", "wrong"), "user.password-wrong");
        await SignInAsync("Budi", Other);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await SignInAsync("Siti", Other);
    }

    [Test]
    public async Task Many_guesses_at_once_are_one_guess()
    {
        await EnrolAsync(("Siti", Role.Operator));
        var guesses = Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
        {
            try
            {
                await SignInAsync("Siti", $"guess {i}");
            }
            catch (AccessRefusal)
            {
                // As it should be.
            }
        }));
        await Task.WhenAll(guesses);
        Assert.That(Entries().Count(entry => entry.Act == "password wrong"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_guess_undoes_no_change_that_an_admin_makes_meanwhile()
    {
        await EnrolAsync(("Siti", Role.Operator));
        var read = await UserAsync("Siti");
        await ActAsync("user password --of", () => Users.SetPasswordAsync("Siti", Good, Owner));
        await AssertRefusedAsync(() => Users.ProveAsync(read, "wrong", null, "pause"), "user.password-wrong");
        var siti = await UserAsync("Siti");
        Assert.That((Users.IsPassword(siti, Good), siti.MustChange), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task The_first_admin_is_whoever_may_write_the_stopped_stations_data()
    {
        await AssertRefusedAsync(() => ActAsync("user add", () => Users.AddAsync("Ratu", null, Role.Admin, Good, Untold)), "user.first-untold");
        Assert.That(Users.All(), Is.Empty);
        using (Trail.Begin(new AuditAct("recovery", null, "user recover")))
            await Users.RecoverAsync("Ratu", null, Good);
        await AssertRefusedAsync(() => SignInAsync("Ratu", Good), "user.must-change");
    }

    private Task SignInAsync(string name, string password) => AskAsync("GET /status", act: _ => null, prepare: Said(name, password), fromSocket: false);
}
