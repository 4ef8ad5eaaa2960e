using Heliograph.Broker.Access;
using Heliograph.Server.Security.Backoff;

namespace Heliograph.Server.Tests.Security.Backoff;

public sealed class LoginBackoffTests
{
    private readonly HandTurnedTime _time = new();
    private readonly LoginBackoff _backoff;

    public LoginBackoffTests() => _backoff = new(new(1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(2)), _time);

    [Fact]
    public void An_IPv6_network_of_64_bits_counts_as_one_host_and_a_mapped_address_as_IPv4()
    {
        Assert.Equal(LoginKey.OfAddress("2001:db8::1"), LoginKey.OfAddress("2001:db8::2:3"));
        Assert.NotEqual(LoginKey.OfAddress("2001:db8::1"), LoginKey.OfAddress("2001:db8:0:1::1"));
        Assert.Equal(LoginKey.OfAddress("10.0.0.1"), LoginKey.OfAddress("::ffff:10.0.0.1"));
        Assert.NotEqual(LoginKey.OfAddress("::ffff:10.0.0.2"), LoginKey.OfAddress("::ffff:10.0.0.1"));
        Assert.NotEqual(LoginKey.OfAddress("10.0.0.1"), LoginKey.OfUser("10.0.0.1"));
    }

    [Fact]
    public void A_local_socket_has_no_address_that_could_wait()
    {
        var keys = LoginLines.KeysOf(new("c", "bob", [1], new("unix:/run/heliograph.sock", IsLoopback: true)));
        Assert.Equal([LoginKey.OfUser("bob")], keys);
    }

    [Fact]
    public void Of_too_many_the_one_that_failed_the_longest_time_ago_is_forgotten()
    {
        var (first, second) = (LoginKey.OfUser("first"), LoginKey.OfUser("second"));
        _backoff.OnFailure(first, second, first);
        for (var i = 0; i < LoginBackoff.CountMax - 1; i++) _backoff.OnFailure(LoginKey.OfUser($"{i}"));
        Assert.Equal((2, 0), (_backoff.FailuresOf(first), _backoff.FailuresOf(second)));
    }

    [Fact]
    public void Failures_are_forgotten_after_half_an_hour()
    {
        var key = LoginKey.OfAddress("10.0.0.1");
        _backoff.OnFailure(key, key);
        _time.Advance(TimeSpan.FromMinutes(29));
        Assert.True(_backoff.IsFailing(key));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(_backoff.IsFailing(key));
    }

    [Fact]
    public void An_exchange_of_several_steps_is_refused_while_its_address_waits_unless_its_client_is_connected()
    {
        var exchanges = new BackingOffExchanges(new Failing(), _backoff, new(_ => true, _ => false, TimeProvider.System));
        var request = new AuthenticationRequest("c", null, null, new("10.0.0.1:1"));
        Assert.Equal(AuthenticationOutcome.BadCredentials, Outcome(request));
        Assert.Equal(AuthenticationOutcome.BadCredentials, Outcome(request));
        Assert.Equal(AuthenticationOutcome.TooManyAttempts, Outcome(request));
        Assert.Equal(AuthenticationOutcome.BadCredentials, Outcome(request with { IsConnected = true }));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(AuthenticationOutcome.BadCredentials, Outcome(request));

        AuthenticationOutcome Outcome(AuthenticationRequest asked) => exchanges.TryStart("SCRAM", asked)!.Step([]).Result!.Outcome;
    }

    [Fact]
    public async Task Of_all_places_to_wait_an_IPv6_network_of_48_bits_has_half()
    {
        var lines = new LoginLines(_backoff, _time);
        using var patience = new CancellationTokenSource();
        for (var i = 0; i <= LoginLines.OfHostMax; i++) _backoff.OnFailure(LoginKey.OfUser($"u{i}"), LoginKey.OfUser($"u{i}"));
        var flood = Enumerable.Range(0, LoginLines.OfHostMax).Select(i => WaitAsync($"u{i}", $"[2001:db8:0:{i:x}::1]:1")).ToArray();
        Assert.Equal(LoginLines.OfHostMax, lines.Count);
        Assert.Null(await WaitAsync($"u{LoginLines.OfHostMax}", "[2001:db8:0:ffff::1]:1"));
        var other = WaitAsync($"u{LoginLines.OfHostMax}", "[2001:db8:1::1]:1");
        Assert.Equal(LoginLines.OfHostMax + 1, lines.Count);
        await patience.CancelAsync();
        foreach (var waiting in flood.Append(other)) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, lines.Count);

        Task<IDisposable?> WaitAsync(string user, string address)
        {
            var request = new AuthenticationRequest("c", user, [1], new(address));
            return lines.TryWaitAsync(request, LoginLines.KeysOf(request), patience.Token).AsTask();
        }
    }

    private sealed class Failing : IEnhancedAuthenticator, IAuthenticationExchange
    {
        public IAuthenticationExchange TryStart(string method, AuthenticationRequest request) => this;

        public AuthenticationStep Step(ReadOnlySpan<byte> data) => new(new(AuthenticationOutcome.BadCredentials, null, "wrong"), null);
    }
}
