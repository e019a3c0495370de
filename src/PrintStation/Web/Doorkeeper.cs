using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using PrintStation.Lifecycle;
using PrintStation.Security;

namespace PrintStation.Web;

/// <summary>Stands at the local door: knows who asks, lets in who has the right, and puts every act into the trail. While nobody is enrolled
/// everybody comes in, under the name that he says.</summary>
/// <param name="digestOf">The form in which the trail remembers a NIK.</param>
internal sealed class Doorkeeper(UserBook users, AuditTrail trail, Func<string, string> digestOf, TimeProvider clock) : IDisposable
{
    /// <summary>Not a refusal yet: the command line asks the second person, and comes again.</summary>
    public const string AskSecond = "second.password-needed";

    /// <summary>Where the system does not tell who asks, he says it with his password.</summary>
    public const string AskPerson = "user.sign-in";

    /// <summary>Before the number by which the trail knows a citizen.</summary>
    public const string Citizen = "citizen ";

    /// <summary>Before whose terminal it was, where somebody without one did it.</summary>
    public const string TerminalOf = "terminal of ";

    private const string WrongSecond = "second password wrong";
    private const string WrongSecondCode = "second.wrong";
    private const int MostWrongSeconds = 3;
    private const int MostRemembered = 1000;
    private const int DigestCharacters = 16;
    private static readonly TimeSpan WrongSecondsCount = TimeSpan.FromMinutes(15);

    /// <summary>So often the same refusal of the same person is entered: who asks a thousand times does not fill the disk.</summary>
    private static readonly TimeSpan BetweenSame = TimeSpan.FromMinutes(1);

    /// <summary>Refusals that are questions, or have an entry of their own. "user.slow-down" follows such an entry.</summary>
    private static readonly string[] NotEntered = [AskSecond, AskPerson, UserBook.WrongPassword, UserBook.TooSoon, WrongSecondCode];

    private readonly SemaphoreSlim _users = new(1);
    private readonly SemaphoreSlim _passwords = new(1);
    private readonly Dictionary<string, DateTimeOffset> _refused = [];

    /// <exception cref="AccessRefusal">Not his to do; the trail has it.</exception>
    public async ValueTask<object?> PassAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var request = context.Arguments.OfType<DeskRequest>().FirstOrDefault()
            ?? context.Arguments.OfType<TrailRequest>().FirstOrDefault()?.Asked() ?? new DeskRequest();
        FreeText.Require(request);
        var right = Rights.Of(RouteOf(http), request);
        if (!right.IsOfUsers)
            return await PassAsync(context, next, right, request);
        await _users.WaitAsync(http.RequestAborted);
        try
        {
            return await PassAsync(context, next, right, request);
        }
        finally
        {
            _users.Release();
        }
    }

    public void Dispose()
    {
        _users.Dispose();
        _passwords.Dispose();
    }

    private async Task<object?> PassAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, Right right, DeskRequest request)
    {
        var http = context.HttpContext;
        var number = http.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket ? OsUsers.PeerOf(socket) : null;
        var caller = new Caller(number is { } known ? OsUsers.NameOf(known) : null, number, null);
        try
        {
            string? second = null, words = null;
            if (users.Standing != UserBook.Open)
            {
                caller = caller with { User = await UserOfAsync(caller, right, http) };
                (request, second) = await RequireAsync(caller, right, request, http.RequestAborted);
                Rename(context.Arguments, request);
                if (right.Route == Rights.OwnPassword)
                    (caller, words) = await OwnerAsync(caller, right, context.Arguments.OfType<UserRequest>().Single(), http.RequestAborted);
            }

            http.Features.Set(caller);
            return await EnterAsync(context, next, right, new AuditAct(NameOf(caller, request.By), caller.OsUser, right.Act)
            {
                Subject = SubjectOf(context), Second = second,
                Words = words ?? (users.Standing == UserBook.Open ? WordsWithWitness(request) : request.Words()),
            });
        }
        catch (AccessRefusal e) when (!NotEntered.Contains(e.Code))
        {
            // What a stranger says of himself is no name: he could fill the trail with others'.
            EnterRefusal(new AuditAct(NameOf(caller, ""), caller.OsUser, AuditTrail.Refused) { Subject = $"{right.Act}: {e.Code}" });
            throw;
        }
    }

    /// <summary>Act and entry are one transaction. What changed nothing, but did what was asked, is entered before the answer leaves.</summary>
    private async Task<object?> EnterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, Right right, AuditAct act)
    {
        if (!right.IsEntered)
            return await next(context);
        using var pending = trail.Begin(act);
        var result = await next(context);
        var isDone = context.HttpContext.Response.StatusCode < StatusCodes.Status400BadRequest
            && result is not IStatusCodeHttpResult { StatusCode: >= StatusCodes.Status400BadRequest };
        if (!pending.IsWaiting || !isDone)
            return result;
        pending.Dispose();
        trail.Enter(pending.Act);
        return result;
    }

    private async Task<StationUser> UserOfAsync(Caller caller, Right right, HttpContext http)
    {
        if (caller.OsUser is { } osUser)
            return users.ByOsUser(osUser)
                ?? throw new AccessRefusal(users.All().Count == 0 ? "user.restored-empty" : "user.not-enrolled", osUser);
        var (name, password) = SaidIn(http) ?? throw new AccessRefusal(AskPerson, "");
        await _passwords.WaitAsync(http.RequestAborted);
        try
        {
            // Read when it is his turn: guesses at once must not all see the same count of wrong ones.
            var user = await users.ByNameAsync(name) ?? throw new AccessRefusal("user.not-enrolled", name);
            await users.ProveAsync(user, password, null, right.Act);
            return user;
        }
        finally
        {
            _passwords.Release();
        }
    }

    /// <returns>The request under the names of those who were proven, without a password; and the second person.</returns>
    private async Task<(DeskRequest Request, string? Second)> RequireAsync(Caller caller, Right right, DeskRequest request, CancellationToken token)
    {
        var user = caller.User!;
        if (right.Route != Rights.OwnPassword)
            users.RequireUnlocked(user);
        if (user.MustChange && right.Route != Rights.OwnPassword)
            throw new AccessRefusal("user.must-change", user.Name);
        if ((user.Roles & right.Roles) == 0)
            throw new AccessRefusal("user.no-right", $"{right.Act}: {(right.Roles == Role.None ? "–" : Roles.Text(right.Roles))}");
        if (request.By.Length > 0 && (await users.ByNameAsync(request.By))?.UserId != user.UserId)
            throw new AccessRefusal("user.by-other", user.Name);
        var named = right.Second(request);
        if (right.NeedsSecond(request) && string.IsNullOrWhiteSpace(named))
            throw new AnswerRefused("second.needed", right.Act);
        var second = string.IsNullOrWhiteSpace(named) ? null : await SecondAsync(caller, right, named, request.SecondPassword, token);
        foreach (var outside in request.Witnesses)
            if (await users.ByNameAsync(outside.Split(',')[0]) is { } inside)
                throw new AccessRefusal("second.not-outside", inside.Name);
        return (request with
        {
            By = user.Name, SecondPassword = null,
            Witness = request.Witness == named ? second : null, To = request.To == named ? second : null,
        }, second);
    }

    /// <summary>Wrong passwords count against whoever brings them, not against whom they are said to be of: nobody is kept out by a
    /// colleague.</summary>
    private async Task<string> SecondAsync(Caller caller, Right right, string named, string? password, CancellationToken token)
    {
        var user = caller.User!;
        var second = await users.ByNameAsync(named) ?? throw new AccessRefusal("user.unknown", named);
        if (second.UserId == user.UserId)
            throw new AccessRefusal("second.same", user.Name);
        if ((second.Roles & Roles.Second) == 0)
            throw new AccessRefusal("second.no-right", second.Name);
        if (second.MustChange || second.IsLockedAt(clock.GetUtcNow()))
            throw new AccessRefusal("second.not-ready", second.Name);
        if (password is null)
            throw new AccessRefusal(AskSecond, second.Name);
        await ProveBesideAsync(caller, right, second, password, token);
        return second.Name;
    }

    /// <summary>Whose password is changed, and what the trail says of where: one who has no login of his own names himself at a colleague's
    /// terminal, or his first password would never end.</summary>
    private async Task<(Caller Caller, string? Words)> OwnerAsync(Caller caller, Right right, UserRequest asked, CancellationToken token)
    {
        var user = caller.User!;
        var owner = asked.Name is null ? user : await users.ByNameAsync(asked.Name) ?? throw new AccessRefusal("user.unknown", asked.Name);
        if (owner.UserId == user.UserId)
        {
            await users.ProveAsync(user, asked.Present, caller.OsUser, right.Act);
            return (caller, null);
        }

        if (owner.OsUser is not null)
            throw new AccessRefusal("user.own-login", owner.Name);
        // Who gave him the first password knows it, and could be his second person from then on.
        if (user.Roles == Role.Admin)
            throw new AccessRefusal("user.own-at-admin", owner.Name);
        await ProveBesideAsync(caller, right, owner, asked.Present ?? "", token);
        return (caller with { User = owner }, TerminalOf + DeskRequest.Said(user.Name));
    }

    /// <summary>The password of a colleague who stands beside whoever asks.</summary>
    private async Task ProveBesideAsync(Caller caller, Right right, StationUser colleague, string password, CancellationToken token)
    {
        var user = caller.User!;
        await _passwords.WaitAsync(token);
        try
        {
            if (trail.Count(WrongSecond, user.Name, clock.GetUtcNow() - WrongSecondsCount) >= MostWrongSeconds)
                throw new AccessRefusal("second.too-many", user.Name);
            if (users.IsPassword(colleague, password))
                return;
            trail.Enter(new AuditAct(user.Name, caller.OsUser, WrongSecond) { Subject = $"{right.Act}: {colleague.Name}" });
            throw new AccessRefusal(WrongSecondCode, colleague.Name);
        }
        finally
        {
            _passwords.Release();
        }
    }

    private void EnterRefusal(AuditAct act)
    {
        var now = clock.GetUtcNow();
        lock (_refused)
        {
            var key = $"{act.Person}\n{act.Subject}";
            if (_refused.TryGetValue(key, out var last) && now - last < BetweenSame)
                return;
            if (_refused.Count >= MostRemembered)
                _refused.Clear();
            _refused[key] = now;
        }

        trail.Enter(act);
    }

    private static void Rename(IList<object?> arguments, DeskRequest request)
    {
        for (var i = 0; i < arguments.Count; i++)
            arguments[i] = arguments[i] switch
            {
                DeskRequest => request,
                TrailRequest asked => asked with { By = request.By },
                var other => other,
            };
    }

    private string SubjectOf(EndpointFilterInvocationContext context) => context.Arguments.OfType<TrailRequest>().FirstOrDefault() is { Nik: not null } asked
        ? Citizen + digestOf(asked.Nik)[..DigestCharacters]
        : string.Join(' ', context.HttpContext.Request.RouteValues.Where(value => value.Key != "verb").Select(value => value.Value));

    /// <summary>While nobody is enrolled a second person is a word too: nobody entered a password.</summary>
    private static string? WordsWithWitness(DeskRequest request) => request.Witness is { Length: > 0 } witness
        ? string.Join(", ", new[] { $"witness {DeskRequest.Said(witness)}", request.Words() }.OfType<string>())
        : request.Words();

    private static string NameOf(Caller caller, string said) =>
        caller.User?.Name ?? (said.Length > 0 ? said : caller.OsUser ?? "unknown");

    private static string RouteOf(HttpContext http) => $"{http.Request.Method} " + ((http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "")
        .Replace("{verb}", $"{http.Request.RouteValues.GetValueOrDefault("verb")}", StringComparison.Ordinal);

    private static (string Name, string Password)? SaidIn(HttpContext http)
    {
        if (!AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var said) || said is not { Scheme: "Basic", Parameter: { } text })
            return null;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count)
            && Encoding.UTF8.GetString(bytes, 0, count).Split(':', 2) is [var name, var password] ? (name, password) : null;
    }
}
