using System.Net;
using Heliograph.Broker.Access;
using Heliograph.Server.Admin;
using Heliograph.Server.Admin.Login;
using Heliograph.Server.Admin.Sessions;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Backoff;
using Heliograph.Server.Tests.Security;

namespace Heliograph.Server.Tests.Admin;

public sealed class LoginTests
{
    [Fact]
    public async Task The_cookie_is_for_our_own_pages_and_out_of_reach_of_scripts()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = console.Anonymous();
        var answer = await browser.PostAsync("/api/v1/login", ConsoleUnderTest.Body(new { userName = "viewer", password = "right" }), TestContext.Current.CancellationToken);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("; samesite=strict", cookie, StringComparison.Ordinal);
        Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
        var session = await ConsoleUnderTest.ReadAsync(answer);
        Assert.Equal("viewer", session.GetProperty("role").GetString());
        Assert.DoesNotContain(session.GetProperty("csrf").GetString()!, cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_logging_out_the_cookie_is_worth_nothing()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("viewer");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/session", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostAsync("/api/v1/logout", null, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/session", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_user_without_a_role_is_told_so_and_a_wrong_password_is_told_nothing()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = console.Anonymous();
        var stranger = await browser.PostAsync("/api/v1/login", ConsoleUnderTest.Body(new { userName = "stranger", password = "right" }), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
        var wrong = await browser.PostAsync("/api/v1/login", ConsoleUnderTest.Body(new { userName = "admin", password = "wrong" }), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal("user name or password is wrong", (await ConsoleUnderTest.ReadAsync(wrong)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Trying_passwords_has_to_wait_even_for_the_right_one()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = console.Anonymous();
        for (var i = 0; i <= LoginWaits.Policy.FreeFailures; i++)
        {
            var answer = await browser.PostAsync("/api/v1/login", ConsoleUnderTest.Body(new { userName = "admin", password = $"guess {i}" }), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal(i < LoginWaits.Policy.FreeFailures ? null : TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        }

        var right = await browser.PostAsync("/api/v1/login", ConsoleUnderTest.Body(new { userName = "admin", password = "right" }), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), right.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Who_has_not_logged_in_cannot_make_the_server_read_much()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var stranger = console.Anonymous();
        var large = new string('x', 100_000);
        var refused = await stranger.PostAsync("/api/v1/login", ConsoleUnderTest.Body(new { userName = large, password = "right" }), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        using var browser = await console.LogInAsync("operator");
        var published = await browser.PostAsync("/api/v1/publish", ConsoleUnderTest.Body(new { topic = "t", payload = large, qos = 1, retain = false }), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, published.StatusCode);
    }

    [Fact]
    public void The_wait_doubles_up_to_its_bound_and_is_per_user_and_per_address()
    {
        var time = new SteppedTime();
        var backoff = new LoginBackoff(LoginWaits.Policy, time);
        for (var failure = 1; failure <= 20; failure++)
        {
            backoff.OnFailure(LoginKey.OfAddress("1.2.3.4"), LoginKey.OfUser("admin"));
            var expected = failure <= LoginWaits.Policy.FreeFailures ? 0 : Math.Min(300, Math.Pow(2, failure - LoginWaits.Policy.FreeFailures - 1));
            Assert.Equal(expected, WaitOf("1.2.3.4", "other").TotalSeconds, 3);
            Assert.Equal(expected, WaitOf("5.6.7.8", "admin").TotalSeconds, 3);
            Assert.Equal(TimeSpan.Zero, WaitOf("5.6.7.8", "other"));
        }

        time.Step(TimeSpan.FromSeconds(299));
        Assert.Equal(1, WaitOf("1.2.3.4", "other").TotalSeconds, 3);
        backoff.OnSuccess(LoginKey.OfUser("admin"));
        Assert.Equal(TimeSpan.Zero, WaitOf("5.6.7.8", "admin"));

        TimeSpan WaitOf(string address, string user) => backoff.WaitOf(LoginKey.OfAddress(address), LoginKey.OfUser(user));
    }

    [Fact]
    public void A_session_ends_when_unused_and_after_its_life()
    {
        var time = new SteppedTime();
        var sessions = new LoginSessions(time);
        var idle = Begin(sessions);
        time.Step(LoginSessions.IdleMax - TimeSpan.FromSeconds(1));
        Assert.NotNull(sessions.Find(idle));
        time.Step(LoginSessions.IdleMax - TimeSpan.FromSeconds(1));
        Assert.True(sessions.IsOpen(idle)); // which is no use of it
        time.Step(TimeSpan.FromSeconds(1));
        Assert.False(sessions.IsOpen(idle));

        var busy = Begin(sessions);
        for (var used = TimeSpan.Zero; used < LoginSessions.LifeMax; used += TimeSpan.FromMinutes(10))
        {
            Assert.NotNull(sessions.Find(busy));
            time.Step(TimeSpan.FromMinutes(10));
        }

        Assert.Null(sessions.Find(busy));
    }

    [Fact]
    public void Of_too_many_sessions_the_one_unused_longest_goes()
    {
        var time = new SteppedTime();
        var sessions = new LoginSessions(time);
        var tokens = new List<string>();
        for (var i = 0; i < LoginSessions.CountMax; i++)
        {
            tokens.Add(Begin(sessions, $"user {i / LoginSessions.PerUserMax}"));
            time.Step(TimeSpan.FromMilliseconds(1));
        }

        Assert.NotNull(sessions.Find(tokens[0]));
        Begin(sessions, "another");
        Assert.True(sessions.IsOpen(tokens[0]));
        Assert.False(sessions.IsOpen(tokens[1]));
        Assert.True(sessions.IsOpen(tokens[2]));
    }

    [Fact]
    public void Many_logins_of_one_user_end_their_own_only()
    {
        var time = new SteppedTime();
        var sessions = new LoginSessions(time);
        var quiet = Begin(sessions, "quiet");
        var tokens = new List<string>();
        for (var i = 0; i < LoginSessions.CountMax; i++)
        {
            time.Step(TimeSpan.FromMilliseconds(1));
            tokens.Add(Begin(sessions, "eager"));
        }

        Assert.True(sessions.IsOpen(quiet));
        Assert.Equal(LoginSessions.PerUserMax, tokens.Count(sessions.IsOpen));
        Assert.True(sessions.IsOpen(tokens[^LoginSessions.PerUserMax]));
    }

    [Fact]
    public async Task A_user_who_is_deleted_while_logging_in_has_no_session()
    {
        var users = PasswordFileTests.Parse("viewer:right");
        var deletes = new DeletingAuthenticator(() => users = PasswordFile.Empty);
        await using var console = await ConsoleUnderTest.StartAsync(authenticator: deletes, users: () => users);
        using var browser = console.Anonymous();
        using var answer = await browser.PostAsync("/api/v1/login", ConsoleUnderTest.Body(new { userName = "viewer", password = "right" }), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/session", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static string Begin(LoginSessions sessions, string userName = "admin")
    {
        sessions.Begin(userName, Role.Admin, out var token);
        return token;
    }

    private sealed class DeletingAuthenticator(Action delete) : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop)
        {
            delete();
            return ValueTask.FromResult(new AuthenticationResult(AuthenticationOutcome.Accepted, request.UserName, "right password"));
        }
    }

    // Only its timestamps are looked at.
    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Step(TimeSpan time) => _ticks += time.Ticks;
    }
}
