using Microsoft.AspNetCore.Http;
using PrintStation.Cli;
using PrintStation.Lifecycle;
using PrintStation.Security;
using PrintStation.Tests.Storage;
using PrintStation.Web;

namespace PrintStation.Tests.Security;

/// <summary>Who comes in at the local door, under which name, and what the trail has of it.</summary>
internal sealed class DoorkeeperTests : UsersFixture
{
    private const string Lost = "POST /held/{run}/lost";

    [Test]
    public async Task While_nobody_is_enrolled_names_are_taken_as_said_and_entered()
    {
        string? by = null;
        await AskAsync("POST /blanks/load", new DeskRequest { By = "siti", Quantity = 50, Printer = "printer-1" }, request => (by = request.By, Change()));
        var entry = Entries().Single();
        Assert.That(by, Is.EqualTo("siti"));
        Assert.That((entry.Person, entry.OsUser, entry.Act, entry.Words), Is.EqualTo(("siti", Login, "blank load", "printer printer-1, quantity 50")));
    }

    [Test]
    public async Task A_login_without_a_person_is_refused_and_entered_once_a_minute()
    {
        await EnrolAsync();
        for (var i = 0; i < 3; i++)
            await AssertRefusedAsync(() => AskAsync("GET /status"), "user.not-enrolled");
        Assert.That(Refusals(), Is.EqualTo(new[] { $"{Login}: status: user.not-enrolled" }));
        Clock.Advance(TimeSpan.FromMinutes(2));
        await AssertRefusedAsync(() => AskAsync("GET /status"), "user.not-enrolled");
        Assert.That(Refusals(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task An_operator_does_his_work_under_his_own_name_and_not_a_managers()
    {
        await EnrolAsync(("Siti", Role.Operator), ("Budi", Role.Manager));
        LogIn("Siti");
        string? by = null;
        await AskAsync("POST /pause", new DeskRequest(), request => (by = request.By, Change()));
        Assert.That((by, Entries()[0].Person, Entries()[0].Act), Is.EqualTo(("Siti", "Siti", "pause")));
        await AskAsync("POST /pause", new DeskRequest { By = "SITI" });
        await AssertRefusedAsync(() => AskAsync("POST /pause", new DeskRequest { By = "Budi" }), "user.by-other");
        await AssertRefusedAsync(() => AskAsync("POST /ledger/{sequence:long}/reverse"), "user.no-right");
        await AssertRefusedAsync(() => AskAsync("POST /no-such-route"), "user.no-right");
        Assert.That(Refusals(), Is.EqualTo(new[]
        {
            "Siti: POST /no-such-route: user.no-right", "Siti: ledger reverse: user.no-right", "Siti: pause: user.by-other",
        }));
    }

    [Test]
    public async Task Books_are_reconciled_by_a_manager_and_a_plain_resume_by_an_operator()
    {
        await EnrolAsync(("Siti", Role.Operator), ("Budi", Role.Manager));
        LogIn("Siti");
        await AskAsync("POST /resume", new DeskRequest { PathEmpty = true, Printer = "printer-1" });
        Assert.That((Entries()[0].Act, Entries()[0].Words), Is.EqualTo(("resume", "printer printer-1, path-empty")));
        var reconciled = new DeskRequest { BooksReconciled = true, Witness = "Budi", SecondPassword = Other };
        await AssertRefusedAsync(() => AskAsync("POST /resume", reconciled), "user.no-right");
        LogIn("Budi");
        await AskAsync("POST /resume", reconciled with { Witness = "siti" });
        Assert.That((Entries()[0].Act, Entries()[0].Second, Entries()[0].Words), Is.EqualTo(("resume --books-reconciled", "Siti", "books-reconciled")));
    }

    [Test]
    public async Task The_second_person_enters_his_password_and_no_handler_sees_it()
    {
        await EnrolAsync(("Siti", Role.Operator), ("Budi", Role.Manager));
        LogIn("Budi");
        await AssertRefusedAsync(() => AskAsync(Lost), "second.needed");
        await AssertRefusedAsync(() => AskAsync(Lost, new DeskRequest { Witness = "siti" }), "second.password-needed");
        Assert.That(Refusals(), Is.Empty, "a question is no refusal");
        DeskRequest? seen = null;
        await AskAsync(Lost, new DeskRequest { Witness = "siti", SecondPassword = Other }, request => (seen = request, Change()),
            http => http.Request.RouteValues["run"] = "J1-1");
        Assert.That((seen!.By, seen.Witness, seen.SecondPassword), Is.EqualTo(("Budi", "Siti", (string?)null)));
        Assert.That((Entries()[0].Person, Entries()[0].Second, Entries()[0].Subject), Is.EqualTo(("Budi", "Siti", "J1-1")));
        Assert.That($"{new DeskRequest { SecondPassword = Other }} {new UserRequest { Password = Other }}", Does.Not.Contain(Other));
    }

    [TestCase("Budi", "second.same")]
    [TestCase("bUDI ", "second.same")]
    [TestCase("Ratu", "second.no-right", Description = "who makes persons is none of the two")]
    [TestCase("Adi", "second.no-right", Description = "an auditor sees and does nothing")]
    [TestCase("Rosa", "second.not-ready", Description = "her password is known to who gave it")]
    [TestCase("Nobody", "user.unknown")]
    public async Task Not_everybody_can_be_the_second(string name, string code)
    {
        await EnrolAsync(("Budi", Role.Manager), ("Adi", Role.Auditor));
        await ActAsync("user add", () => Users.AddAsync("Rosa", null, Role.Operator, Other, Owner));
        LogIn("Budi");
        await AssertRefusedAsync(() => AskAsync(Lost, new DeskRequest { Witness = name, SecondPassword = Other }), code);
        Assert.That(Refusals(), Is.EqualTo(new[] { $"Budi: held lost: {code}" }));
    }

    [Test]
    public async Task Wrong_passwords_of_a_colleague_stop_who_brings_them_and_not_the_colleague()
    {
        await EnrolAsync(("Siti", Role.Operator), ("Budi", Role.Manager), ("Joko", Role.Manager));
        LogIn("Budi");
        var wrong = new DeskRequest { Witness = "Siti", SecondPassword = "guess" };
        var right = wrong with { SecondPassword = Other };
        for (var i = 0; i < 3; i++)
            await AssertRefusedAsync(() => AskAsync(Lost, wrong), "second.wrong");
        await AssertRefusedAsync(() => AskAsync(Lost, right), "second.too-many");
        Assert.That(Entries().Count(entry => entry is { Act: "second password wrong", Person: "Budi", Subject: "held lost: Siti" }), Is.EqualTo(3));
        var siti = await UserAsync("Siti");
        Assert.That((siti.FailedPasswords, siti.LockedUntil), Is.EqualTo((0, (DateTimeOffset?)null)));
        LogIn("Joko");
        await AskAsync(Lost, right);
        LogIn("Budi");
        Clock.Advance(TimeSpan.FromMinutes(16));
        await AskAsync(Lost, right);
    }

    [Test]
    public async Task Many_guesses_at_once_are_no_more_guesses()
    {
        await EnrolAsync(("Siti", Role.Operator), ("Budi", Role.Manager));
        LogIn("Budi");
        // As slow as it is in an office, so that all of them are under way at once.
        var kept = PasswordRules.Hasher().HashPassword(await UserAsync("Siti"), Other);
        Database.Write(transaction => transaction.Execute("UPDATE station_user SET password_hash = @kept WHERE name = 'Siti'", new { kept }));
        var guesses = Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
        {
            try
            {
                await AskAsync(Lost, new DeskRequest { Witness = "Siti", SecondPassword = $"guess {i}" });
            }
            catch (AccessRefusal)
            {
                // As it should be.
            }
        }));
        await Task.WhenAll(guesses);
        Assert.That(Entries().Count(entry => entry.Act == "second password wrong"), Is.EqualTo(3));
    }

    [Test]
    public async Task Witnesses_from_outside_are_names_and_colleagues_are_not()
    {
        await EnrolAsync(("Siti", Role.Operator), ("Budi", Role.Manager));
        LogIn("Budi");
        var batch = new DeskRequest { Document = "BAP/1", Quantity = 3, Witness = "Siti", SecondPassword = Other, Witnesses = ["Agus, Inspektorat"] };
        await AskAsync("POST /destroy", batch);
        await AssertRefusedAsync(() => AskAsync("POST /destroy", batch with { Witnesses = ["siti, Dukcapil"] }), "second.not-outside");
        await AssertRefusedAsync(() => AskAsync("POST /destroy", batch with { Witness = null }), "second.needed");
    }

    [Test]
    public async Task Who_takes_the_day_over_is_enrolled_and_enters_his_own_password()
    {
        const string Route = "POST /day/hand-over";
        await EnrolAsync(("Siti", Role.Operator), ("Budi", Role.Manager));
        LogIn("Siti");
        await AssertRefusedAsync(() => AskAsync(Route, new DeskRequest { To = "budi" }), "second.password-needed");
        await AssertRefusedAsync(() => AskAsync(Route, new DeskRequest { To = "budi", SecondPassword = "guess" }), "second.wrong");
        await AssertRefusedAsync(() => AskAsync(Route, new DeskRequest { To = "Nobody", SecondPassword = Other }), "user.unknown");
        await AssertRefusedAsync(() => AskAsync(Route, new DeskRequest { To = "siti", SecondPassword = Other }), "second.same");
        await AssertRefusedAsync(() => AskAsync(Route, new DeskRequest { Witness = "budi", SecondPassword = Other }), "second.needed");
        DeskRequest? seen = null;
        await AskAsync(Route, new DeskRequest { To = "budi", SecondPassword = Other }, request => (seen = request, Change()));
        Assert.That((seen!.To, seen.Witness, seen.SecondPassword), Is.EqualTo(("Budi", (string?)null, (string?)null)));
        Assert.That((Entries()[0].Person, Entries()[0].Second, Entries()[0].Words), Is.EqualTo(("Siti", "Budi", "to Budi")));
    }

    [Test]
    public async Task Who_has_a_first_password_does_nothing_but_choose_his_own()
    {
        await EnrolAsync();
        await ActAsync("user add", () => Users.AddAsync("Siti", null, Role.Operator, Good, Owner));
        LogIn("Siti");
        await AssertRefusedAsync(() => AskAsync("GET /status"), "user.must-change");
        await AssertRefusedAsync(() => AskAsync("POST /users/own-password", new UserRequest { Present = Other }), "user.password-wrong");
        await AskAsync("POST /users/own-password", new UserRequest { Present = Good });
        Assert.That(Entries()[0].Act, Is.EqualTo("user password"));
    }

    [Test]
    public async Task Who_is_locked_does_nothing()
    {
        await EnrolAsync(("Siti", Role.Operator));
        LogIn("Siti");
        TestSql.Execute(DatabaseFile, "UPDATE station_user SET locked_until = '2100-01-01T00:00:00.000Z' WHERE name = 'Siti'");
        await AssertRefusedAsync(() => AskAsync("POST /pause"), "user.locked");
    }

    [Test]
    public async Task What_is_shown_of_persons_is_entered_without_the_number_and_other_looks_are_not()
    {
        await EnrolAsync(("Budi", Role.Manager));
        LogIn("Budi");
        var before = Entries().Count;
        await AskAsync("GET /balance", act: _ => null);
        Assert.That(Entries(), Has.Count.EqualTo(before));
        await AskAsync("GET /export", act: _ => null);
        await AskAsync("POST /reports/trail", new TrailRequest("5371014107900003", ""), _ => null);
        Assert.That(Entries().Take(2).Select(entry => (entry.Act, entry.Subject)),
            Is.EqualTo(new[] { ("report trail", "citizen hmac-of-16-digit"), ("export", "") }));
        Assert.That(AuditCommands.InWords(Entries()[0].Subject, new StationTexts("id")), Is.EqualTo("warga hmac-of-16-digit"));
    }

    [Test]
    public async Task The_whole_number_of_a_citizen_is_shown_to_a_manager_and_the_trail_says_why()
    {
        await EnrolAsync(("Budi", Role.Manager), ("Adi", Role.Auditor));
        var asked = new TrailRequest("5371014107900003", "", Unmask: true, "letter to the citizen");
        LogIn("Adi");
        await AssertRefusedAsync(() => AskAsync("POST /reports/trail", asked, _ => null), "user.no-right");
        await AskAsync("POST /reports/trail", asked with { Unmask = false, Reason = null }, _ => null);
        LogIn("Budi");
        await AskAsync("POST /reports/trail", asked, _ => null);
        Assert.That((Entries()[0].Person, Entries()[0].Act, Entries()[0].Subject, Entries()[0].Words), Is.EqualTo(
            ("Budi", "report trail --unmask", "citizen hmac-of-16-digit", "reason \"letter to the citizen\", unmask")));
    }

    [Test]
    public async Task What_was_said_is_written_so_that_each_value_has_its_end()
    {
        await AskAsync("POST /blanks/receive", new DeskRequest { By = "siti", Reason = "water, quantity 50", Quantity = 5, Document = "BA/1", Witness = "Budi S" });
        Assert.That(Entries()[0].Words, Is.EqualTo("witness \"Budi S\", quantity 5, reason \"water, quantity 50\", document BA/1"));
        await AskAsync("POST /destroy", new DeskRequest { By = "siti", Witnesses = ["Ani, Satpol PP", "Edi"], Reason = "so \"called\"" });
        Assert.That(Entries()[0].Words, Is.EqualTo("reason \"so \"\"called\"\"\", witnesses \"Ani, Satpol PP\"; Edi"));
    }

    [TestCase("5371014107900003")]
    [TestCase("ibu Maria, NIK 5371014107900003, rusak")]
    [TestCase("ibu Maria, NIK 5371 0141 0790 0003, rusak")]
    [TestCase("53.7101.410790.0003")]
    public async Task A_citizens_number_gets_into_no_words_that_stay(string words)
    {
        DeskRequest[] asked =
        [
            new() { By = "siti", Reason = words }, new() { By = "siti", Document = words }, new() { By = words }, new() { By = "siti", Witness = words },
            new() { By = "siti", Witnesses = ["Ani", words] }, new() { By = "siti", To = words },
        ];
        foreach (var request in asked)
            await AssertRefusedAsync(() => AskAsync("POST /blanks/receive", request), "text.nik");
        Assert.That(Entries(), Is.Empty);
        await AskAsync("POST /blanks/receive", new DeskRequest { By = "siti", Document = "BA/470.13/11176/SJ/2026" });
    }

    /// <summary>In signed minutes a new line would be a paragraph more.</summary>
    [TestCase("Ani\nand a second one")]
    [TestCase("Ani\u2028and a second one")]
    [TestCase("BA/1\u202E2/AB")]
    public async Task Words_that_stay_are_one_line_and_read_as_they_are_written(string words)
    {
        DeskRequest[] asked =
        [
            new() { By = "siti", Reason = words }, new() { By = "siti", Document = words }, new() { By = words },
            new() { By = "siti", Witnesses = ["Ani", words] }, new() { By = "siti", ReceivedBy = words }, new() { By = "siti", Carrier = words },
        ];
        foreach (var request in asked)
            await AssertRefusedAsync(() => AskAsync("POST /blanks/receive", request), "text.control");
        Assert.That(Entries(), Is.Empty);
    }

    [Test]
    public async Task What_the_books_refuse_or_what_nobody_understood_has_no_entry()
    {
        await EnrolAsync(("Budi", Role.Manager));
        LogIn("Budi");
        var before = Entries().Count;
        Assert.That(async () => await AskAsync("POST /pause", act: _ => throw new AnswerRefused("printer.unknown", "x")), Throws.TypeOf<AnswerRefused>());
        await AskAsync("POST /pause", act: _ => Results.NotFound());
        await AskAsync("POST /pause", act: _ => null, prepare: http => http.Response.StatusCode = 400);
        Assert.That(Entries(), Has.Count.EqualTo(before));
        await AskAsync("POST /pause", act: _ => Results.Ok());
        Assert.That(Entries(), Has.Count.EqualTo(before + 1), "paused already: nothing changed, and he did it");
    }

    [Test]
    public async Task Where_the_system_does_not_tell_who_asks_he_says_it_with_his_password()
    {
        await EnrolAsync(("Siti", Role.Operator));
        await AssertRefusedAsync(() => AskAsync("POST /pause", fromSocket: false), "user.sign-in");
        await AssertRefusedAsync(() => AskAsync("POST /pause", prepare: Said("Siti", "wrong"), fromSocket: false), "user.password-wrong");
        await AssertRefusedAsync(() => AskAsync("POST /pause", prepare: Said("Nobody", Other), fromSocket: false), "user.not-enrolled");
        Clock.Advance(TimeSpan.FromSeconds(1));
        await AskAsync("POST /pause", prepare: Said("siti", Other), fromSocket: false);
        Assert.That((Entries()[0].Person, Entries()[0].OsUser), Is.EqualTo(("Siti", (string?)null)));
        await AssertRefusedAsync(() => AskAsync("POST /pause", prepare: Said("Siti", Other)), "user.not-enrolled");
    }

    private int Change()
    {
        Database.Write(transaction => transaction.Set("changed", $"{Guid.NewGuid()}"));
        return 0;
    }

    private List<string> Refusals() =>
        [.. Entries().Where(entry => entry.Act == AuditTrail.Refused).Select(entry => $"{entry.Person}: {entry.Subject}")];
}
