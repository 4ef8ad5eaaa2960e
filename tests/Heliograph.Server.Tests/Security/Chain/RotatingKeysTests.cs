using System.Security.Cryptography;
using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Server.Security.Tokens;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliograph.Server.Tests.Security.Chain;

public sealed class RotatingKeysTests : IDisposable
{
    private readonly RSA _first = RSA.Create(2048);
    private readonly RSA _second = RSA.Create(2048);
    private readonly HandTurnedTime _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task A_key_that_is_new_is_fetched_when_a_token_names_it_and_one_that_is_gone_is_no_key_any_more()
    {
        await using var issuer = await WebService.StartAsync();
        issuer.Says(Issuer.KeySet(("1", _first)));
        using var keys = KeysOf(issuer);
        Assert.Equal(AuthenticationOutcome.Accepted, (await AskAsync(keys, _first, "1")).Outcome);
        issuer.Says(Issuer.KeySet(("2", _second)));
        _time.Advance(RotatingKeys.FetchPauseMin);
        Assert.Equal(AuthenticationOutcome.Accepted, (await AskAsync(keys, _second, "2")).Outcome);
        Assert.Contains("no key is known with the id '1'", (await AskAsync(keys, _first, "1")).Cause, StringComparison.Ordinal);
        Assert.Equal(2, issuer.Asked.Count);
    }

    [Fact]
    public async Task Tokens_that_name_unknown_keys_make_no_flood_of_fetches()
    {
        await using var issuer = await WebService.StartAsync();
        issuer.Says(Issuer.KeySet(("1", _first)));
        using var keys = KeysOf(issuer);
        for (var i = 0; i < 50; i++) Assert.Equal(AuthenticationOutcome.BadCredentials, (await AskAsync(keys, _second, $"made up {i}")).Outcome);
        Assert.Single(issuer.Asked);
    }

    [Theory]
    [InlineData("", 500, "application/json")]
    [InlineData("<html>maintenance</html>", 200, "text/html")]
    [InlineData("""{"keys":[]}""", 200, "application/json")]
    [InlineData("""{"keys":[{"kty":"oct","kid":"1","k":"c2VjcmV0"}]}""", 200, "application/json")]
    public async Task While_the_issuer_fails_or_lies_the_keys_known_before_stay_in_force(string body, int status, string type)
    {
        await using var issuer = await WebService.StartAsync();
        issuer.Says(Issuer.KeySet(("1", _first)));
        using var keys = KeysOf(issuer);
        Assert.Equal(AuthenticationOutcome.Accepted, (await AskAsync(keys, _first, "1")).Outcome);
        issuer.Says(body, status, type);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(AuthenticationOutcome.BadCredentials, (await AskAsync(keys, _second, "2")).Outcome); // this one waits for the fetch
        Assert.Equal(2, issuer.Asked.Count);
        Assert.Equal(AuthenticationOutcome.Accepted, (await AskAsync(keys, _first, "1")).Outcome);
    }

    [Fact]
    public async Task Without_any_key_nobody_is_wrong_and_all_are_told_to_come_back()
    {
        await using var issuer = await WebService.StartAsync();
        issuer.Says("", 503);
        using var keys = KeysOf(issuer);
        var result = await AskAsync(keys, _first, "1");
        Assert.Equal(AuthenticationOutcome.Unavailable, result.Outcome);
        Assert.Contains("it answered 503", result.Cause, StringComparison.Ordinal);
        issuer.Says(Issuer.KeySet(("1", _first)));
        _time.Advance(RotatingKeys.FetchPauseMin);
        Assert.Equal(AuthenticationOutcome.Accepted, (await AskAsync(keys, _first, "1")).Outcome);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var issuer = await WebService.StartAsync();
        await using var elsewhere = await WebService.StartAsync();
        elsewhere.Says(Issuer.KeySet(("1", _first)));
        issuer.Answer = context =>
        {
            context.Response.Redirect(elsewhere.Address);
            return Task.CompletedTask;
        };
        using var keys = KeysOf(issuer);
        Assert.Equal(AuthenticationOutcome.Unavailable, (await AskAsync(keys, _first, "1")).Outcome);
        Assert.Empty(elsewhere.Asked);
    }

    private TokenKeys KeysOf(WebService issuer) => new(new() { KeySet = issuer.Address }, _time, NullLogger.Instance);

    private async Task<AuthenticationResult> AskAsync(TokenKeys keys, RSA key, string keyId)
    {
        var token = Issuer.Rs256(new { sub = "bob", exp = _time.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds() }, key, keyId);
        var link = new TokenLink(new() { KeySet = "there" }, keys.Keys, _time);
        return (await link.AskAsync(new("c1", null, Encoding.UTF8.GetBytes(token), new("127.0.0.1:1")), Stop)).Result!;
    }
}
