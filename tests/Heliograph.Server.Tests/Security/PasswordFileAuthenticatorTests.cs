using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Scram;
using Heliograph.Server.Security;

namespace Heliograph.Server.Tests.Security;

public sealed class PasswordFileAuthenticatorTests
{
    // Costs some tenths of a second, so that further logins come while the first is computed.
    private static readonly string Slow = "$7$400000$" + PasswordHash.Create("x").Text["$7$100000$".Length..];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bob", "secret", AuthenticationOutcome.Accepted, "password of user 'bob'")]
    [InlineData("bob", "Secret", AuthenticationOutcome.BadCredentials, "wrong password of user 'bob'")]
    [InlineData("bob", "", AuthenticationOutcome.BadCredentials, "wrong password of user 'bob'")]
    [InlineData("eve", "secret", AuthenticationOutcome.BadCredentials, "user 'eve' is unknown")]
    [InlineData("bob", null, AuthenticationOutcome.BadCredentials, "user 'bob' sent no password")]
    [InlineData(null, "secret", AuthenticationOutcome.BadCredentials, "a password came without a user name")]
    [InlineData(null, null, AuthenticationOutcome.BadCredentials, "anonymous clients are not allowed")]
    public async Task Credentials_are_accepted_or_refused_with_a_cause_that_tells_why(
        string? user, string? password, AuthenticationOutcome outcome, string cause)
    {
        using var authenticator = Authenticator("bob:secret");
        var result = await authenticator.AuthenticateAsync(Request(user, password), Stop);
        Assert.Equal(outcome, result.Outcome);
        Assert.Contains(cause, result.Cause);
        Assert.Equal(outcome == AuthenticationOutcome.Accepted ? user : null, result.UserName);
    }

    [Fact]
    public async Task A_password_that_is_changed_while_it_is_proven_proves_nothing()
    {
        using var authenticator = Authenticator($"ann:{Slow}\nbob:secret", new() { VerificationsAtOnceMax = 1 });
        var first = authenticator.AuthenticateAsync(Request("ann", "x"), Stop).AsTask();
        var second = authenticator.AuthenticateAsync(Request("bob", "secret"), Stop).AsTask(); // waits, and has seen the old file
        authenticator.Replace(PasswordFileTests.Parse($"ann:{Slow}\nbob:changed"));
        await first;
        var result = await second;
        Assert.Equal((AuthenticationOutcome.BadCredentials, "the password of user 'bob' was changed while it was proven"), (result.Outcome, result.Cause));
        Assert.Equal(AuthenticationOutcome.BadCredentials, (await authenticator.AuthenticateAsync(Request("bob", "secret"), Stop)).Outcome);
    }

    [Fact]
    public async Task The_first_account_works_from_this_machine_only_until_its_password_is_changed()
    {
        using var authenticator = Authenticator($"admin:{PasswordHash.Create("password").Text}\nbob:password");
        Assert.Equal(AuthenticationOutcome.Accepted, await Outcome("admin", "password", isLoopback: true));
        var refused = await authenticator.AuthenticateAsync(Request("admin", "password", isLoopback: false), Stop);
        Assert.Equal((AuthenticationOutcome.NotAuthorized, FirstAccount.Cause), (refused.Outcome, refused.Cause));
        Assert.Equal(AuthenticationOutcome.BadCredentials, await Outcome("admin", "x", isLoopback: false));
        Assert.Equal(AuthenticationOutcome.Accepted, await Outcome("bob", "password", isLoopback: false));

        authenticator.Replace(PasswordFileTests.Parse($"admin:{PasswordHash.Create("changed").Text}"));
        Assert.Equal(AuthenticationOutcome.Accepted, await Outcome("admin", "changed", isLoopback: false));
        Assert.Equal(AuthenticationOutcome.BadCredentials, await Outcome("admin", "password", isLoopback: false));

        async Task<AuthenticationOutcome> Outcome(string user, string password, bool isLoopback) =>
            (await authenticator.AuthenticateAsync(Request(user, password, isLoopback), Stop)).Outcome;
    }

    [Fact]
    public async Task Replaced_users_count_at_once_whatever_was_remembered()
    {
        using var authenticator = Authenticator("bob:one");
        Assert.Equal(AuthenticationOutcome.Accepted, (await authenticator.AuthenticateAsync(Request("bob", "one"), Stop)).Outcome);
        authenticator.Replace(PasswordFileTests.Parse("bob:two\nzoe:three"));
        Assert.Equal(AuthenticationOutcome.BadCredentials, (await authenticator.AuthenticateAsync(Request("bob", "one"), Stop)).Outcome);
        Assert.Equal(AuthenticationOutcome.Accepted, (await authenticator.AuthenticateAsync(Request("bob", "two"), Stop)).Outcome);
        Assert.Equal(AuthenticationOutcome.Accepted, (await authenticator.AuthenticateAsync(Request("zoe", "three"), Stop)).Outcome);
        authenticator.Replace(PasswordFile.Empty);
        Assert.Equal(AuthenticationOutcome.BadCredentials, (await authenticator.AuthenticateAsync(Request("bob", "two"), Stop)).Outcome);
    }

    [Fact]
    public async Task When_too_many_logins_wait_further_ones_are_unavailable_and_the_waiting_ones_are_served()
    {
        using var authenticator = Authenticator($"bob:{Slow}", new() { VerificationsAtOnceMax = 1, VerificationsWaitingMax = 1 });
        var logins = Enumerable.Range(0, 3).Select(_ => authenticator.AuthenticateAsync(Request("bob", "y"), Stop).AsTask()).ToArray();
        Assert.Equal(AuthenticationOutcome.Unavailable, (await logins[2]).Outcome);
        Assert.False(logins[0].IsCompleted);
        Assert.Contains("waiting", (await logins[2]).Cause);
        Assert.Equal(AuthenticationOutcome.BadCredentials, (await logins[0]).Outcome);
        Assert.Equal(AuthenticationOutcome.BadCredentials, (await logins[1]).Outcome);
    }

    [Fact]
    public async Task A_login_that_is_given_up_while_it_waits_leaves_its_place()
    {
        using var authenticator = Authenticator($"bob:{Slow}", new() { VerificationsAtOnceMax = 1, VerificationsWaitingMax = 1 });
        using var gaveUp = new CancellationTokenSource();
        var first = authenticator.AuthenticateAsync(Request("bob", "y"), Stop).AsTask();
        var second = authenticator.AuthenticateAsync(Request("bob", "y"), gaveUp.Token).AsTask();
        await gaveUp.CancelAsync();
        Assert.Equal(AuthenticationOutcome.Unavailable, (await second).Outcome); // whoever gave it up does not look
        var third = authenticator.AuthenticateAsync(Request("bob", "y"), Stop).AsTask();
        Assert.Equal(AuthenticationOutcome.BadCredentials, (await first).Outcome);
        Assert.Equal(AuthenticationOutcome.BadCredentials, (await third).Outcome);
    }

    [Fact]
    public async Task A_reconnection_with_a_proven_password_needs_no_verification()
    {
        using var authenticator = Authenticator(
            $"bob:{PasswordHash.Create("secret").Text}", new() { VerificationsAtOnceMax = 1, VerificationsWaitingMax = 0 });
        Assert.Equal(AuthenticationOutcome.Accepted, (await authenticator.AuthenticateAsync(Request("bob", "secret"), Stop)).Outcome);
        var busy = authenticator.AuthenticateAsync(Request("bob", "wrong"), Stop).AsTask();
        var again = authenticator.AuthenticateAsync(Request("bob", "secret"), Stop);
        Assert.True(again.IsCompletedSuccessfully);
        Assert.Equal(AuthenticationOutcome.Accepted, (await again).Outcome);
        Assert.Equal(AuthenticationOutcome.BadCredentials, (await busy).Outcome);
    }

    [Fact]
    public async Task Many_logins_at_once_with_one_password_cost_one_verification()
    {
        using var authenticator = Authenticator($"bob:{SlowSecret()}", new() { VerificationsAtOnceMax = 1 });
        var logins = Enumerable.Range(0, 200).Select(_ => authenticator.AuthenticateAsync(Request("bob", "secret"), Stop).AsTask());
        // One takes a second or so: two hundred of them would take minutes.
        var outcomes = await Task.WhenAll(logins).WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.All(outcomes, login => Assert.Equal(AuthenticationOutcome.Accepted, login.Outcome));
    }

    private static string SlowSecret()
    {
        const int iterations = 2_000_000;
        var salt = new byte[12];
        return $"$7${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Rfc2898DeriveBytes.Pbkdf2("secret", salt, iterations, HashAlgorithmName.SHA512, 64))}";
    }

    [Fact]
    public void What_is_remembered_is_bounded_in_number_and_time()
    {
        var clock = new SettableClock();
        var recent = new RecentVerifications(max: 2, TimeSpan.FromMinutes(1), clock);
        recent.Add(1);
        recent.Add(2);
        Assert.True(recent.Contains(1));
        recent.Add(3);
        Assert.Equal((false, true, true), (recent.Contains(1), recent.Contains(2), recent.Contains(3)));
        clock.Advance(TimeSpan.FromSeconds(30));
        recent.Add(2);
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal((true, false), (recent.Contains(2), recent.Contains(3)));
    }

    [Fact]
    public void What_is_remembered_depends_on_user_password_and_hash()
    {
        var recent = new RecentVerifications(10, TimeSpan.FromMinutes(1), new SettableClock());
        var (one, two) = (PasswordHash.Create("x").Text, PasswordHash.Create("x").Text);
        UInt128[] keys = [recent.KeyOf("ab", "c"u8, one), recent.KeyOf("a", "bc"u8, one), recent.KeyOf("ab", "c"u8, two), recent.KeyOf("ab", "d"u8, one)];
        Assert.Equal(4, keys.Distinct().Count());
        Assert.Equal(keys[0], recent.KeyOf("ab", "c"u8, one));
    }

    [Fact]
    public async Task An_unknown_user_costs_about_as_much_as_a_known_one()
    {
        using var authenticator = Authenticator($"bob:{PasswordHash.Create("secret").Text}");
        var (known, unknown) = (await LeastCost("bob"), await LeastCost("eve"));
        Assert.True(unknown > known / 4, $"unknown {unknown}, known {known}");

        async Task<TimeSpan> LeastCost(string user)
        {
            var least = TimeSpan.MaxValue;
            for (var round = 0; round < 5; round++)
            {
                var start = Stopwatch.GetTimestamp();
                await authenticator.AuthenticateAsync(Request(user, "wrong"), Stop);
                var cost = Stopwatch.GetElapsedTime(start);
                if (cost < least) least = cost;
            }

            return least;
        }
    }

    [Fact]
    public void The_scram_exchange_finds_the_credentials_of_the_file_in_force()
    {
        using var authenticator = Authenticator("bob:plain");
        var scram = ScramSecrets.CreateAuthenticator(authenticator);
        Assert.EndsWith(",i=20000", Challenge());
        authenticator.Replace(PasswordFileTests.Parse(
            "bob:$scram-sha-256$4096$AAECAwQFBgcICQoLDA0ODw==$9AqQxg49OPYV5NCmOw4oDDSU8eN1c12MN5+/SemVVTI=$XOIJaVzDzE/3HujJ2ukkKXFrMlJXZtUuMvR6qGlAQiQ="));
        var challenge = Challenge();
        Assert.EndsWith(",s=AAECAwQFBgcICQoLDA0ODw==,i=4096", challenge);
        Assert.NotEqual(challenge, Challenge());

        string Challenge() => Encoding.UTF8.GetString(
            scram.TryStart(ScramAuthenticator.MethodName, Request(null, null))!.Step("n,,n=bob,r=x"u8).Data!);
    }

    private static PasswordFileAuthenticator Authenticator(string file, PasswordFileAuthenticatorOptions? options = null) =>
        new(PasswordFileTests.Parse(file), options ?? new(), TimeProvider.System);

    private static AuthenticationRequest Request(string? user, string? password, bool isLoopback = true) =>
        new("c1", user, password is null ? null : Encoding.UTF8.GetBytes(password), new("127.0.0.1:1", isLoopback));

    private sealed class SettableClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
