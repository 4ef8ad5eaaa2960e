using System.Security.Cryptography;
using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Server.Security.Chain;
using Heliograph.Server.Security.Tokens;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliograph.Server.Tests.Security.Chain;

public sealed class TokenLinkTests : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static long Later => Issuer.In(TimeSpan.FromMinutes(5));

    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_token_says_who_the_client_is_and_for_how_long()
    {
        var result = (await AskAsync(new() { Secret = Issuer.Secret }, Issuer.Hs256(new { sub = "bob", exp = Later, groups = new[] { "plant" } }))).Result!;
        Assert.Equal((AuthenticationOutcome.Accepted, "bob"), (result.Outcome, result.UserName));
        Assert.InRange(result.ValidFor!.Value.TotalSeconds, 320, 331); // the leeway is 30 s
        Assert.Equal(["plant"], result.Rights!.Groups);
    }

    [Fact]
    public async Task Keys_of_files_check_signatures_of_their_kind()
    {
        Assert.Equal("bob", (await AskAsync(await WithKeyAsync(_rsa.ExportSubjectPublicKeyInfoPem()), Issuer.Rs256(new { sub = "bob", exp = Later }, _rsa, "any"))).Result!.UserName);
        Assert.Equal("bob", (await AskAsync(await WithKeyAsync(_ec.ExportSubjectPublicKeyInfoPem()), Issuer.Es256(new { sub = "bob", exp = Later }, _ec))).Result!.UserName);
        using var other = RSA.Create(2048);
        await RefusesAsync(await WithKeyAsync(other.ExportSubjectPublicKeyInfoPem()), Issuer.Rs256(new { sub = "bob", exp = Later }, _rsa, "any"), "the signature of the token is wrong");
    }

    [Fact]
    public async Task Tokens_that_deceive_are_refused()
    {
        var claims = new { sub = "bob", exp = Later };
        var pem = _rsa.ExportSubjectPublicKeyInfoPem();
        var secret = new TokenOptions { Secret = Issuer.Secret };
        // A public key is no secret: with it as one, anybody could sign.
        await RefusesAsync(await WithKeyAsync(pem), Issuer.Hs256(claims, pem), "signed with 'HS256'");
        await RefusesAsync(secret with { KeyFile = (await WithKeyAsync(pem)).KeyFile }, Issuer.Hs256(claims, pem), "the signature of the token is wrong");
        await RefusesAsync(secret, Issuer.Signed("""{"alg":"none"}""", claims, _ => []), "signed with 'none'");
        await RefusesAsync(secret, Issuer.Signed("""{"alg":"None"}""", claims, _ => []), "signed with 'None'");
        await RefusesAsync(secret, Issuer.Hs256(claims)[..^4], "signature of the token is wrong");
        await RefusesAsync(secret, Issuer.Hs256(claims, header: """{"alg":"HS256","crit":["b64"],"b64":false}"""), "crit");
        await RefusesAsync(secret, Issuer.Hs256(claims, "another secret, also 32 bytes long"), "signature of the token is wrong");
        await RefusesAsync(secret, Issuer.Hs256(new { sub = new string('x', 20_000), exp = Later }), "longer than 16384 bytes");
        await RefusesAsync(secret, "eyJhbGciOiJIUzI1NiJ9.!!.x", "the token is not well formed");
        await RefusesAsync(secret, Issuer.Hs256($$"""{"sub":"bob","sub":"admin","exp":{{Later}}}"""), "its claims are no JSON");
        await RefusesAsync(secret, Issuer.Hs256($$"""{"sub":"bob","exp":"{{Later}}"}"""), "its claim 'exp' is no number");
    }

    [Fact]
    public async Task Each_claim_that_does_not_fit_is_named()
    {
        var options = new TokenOptions { Secret = Issuer.Secret, Issuer = "us", Audience = "broker" };
        await RefusesAsync(options, Issuer.Hs256(new { sub = "bob" }), "the token of 'bob' never expires: it has no claim 'exp'");
        await RefusesAsync(options, Issuer.Hs256(new { sub = "bob", exp = Issuer.In(TimeSpan.FromMinutes(-3) - TimeSpan.FromSeconds(5)) }), "the token of 'bob' expired 3 min ago");
        await RefusesAsync(options, Issuer.Hs256(new { sub = "bob", exp = Later, nbf = Issuer.In(TimeSpan.FromMinutes(4)) }), "is not valid yet");
        await RefusesAsync(options, Issuer.Hs256(new { sub = "bob", exp = Later, iss = "them" }), "was issued by 'them' and not by 'us'");
        await RefusesAsync(options, Issuer.Hs256(new { sub = "bob", exp = Later, iss = "us", aud = new[] { "x" } }), "is meant for 'x' and not for 'broker'");
        await RefusesAsync(options, Issuer.Hs256(new { exp = Later }), "its claim 'sub' is missing");
        await RefusesAsync(options, Issuer.Hs256(new { sub = "bob", exp = Later, acl = "all" }), "the rules are no list");
        await RefusesAsync(options, Issuer.Hs256(new { sub = "bob", exp = Later, acl = new[] { new { action = "publish", topic = "a", retian = true } } }), "rule 1: 'retian' is unknown");
        await RefusesAsync(options with { UserNameMustMatch = true }, Issuer.Hs256(new { sub = "eve", exp = Later, iss = "us", aud = "broker" }), "the token is of 'eve', and the user name is 'bob'");
        Assert.Equal("bob", (await AskAsync(options, Issuer.Hs256(new { sub = "bob", exp = Later, iss = "us", aud = new[] { "x", "broker" } }))).Result!.UserName);
    }

    [Fact]
    public async Task A_password_that_is_no_token_is_for_another_link() =>
        Assert.Null((await AskAsync(new() { Secret = Issuer.Secret }, "secret")).Result);

    [Fact]
    public async Task The_rules_of_a_token_decide_for_its_login()
    {
        var acl = new object[]
        {
            new { action = "publish", topic = "up/%c/#", qos_max = 1 }, new { action = "subscribe", topic = "down/#" },
            new { action = "all", topic = "down/secret", permission = "deny" }, new { action = "publish", topic = "small", payload_max = 10 },
        };
        var rights = (await AskAsync(new() { Secret = Issuer.Secret }, Issuer.Hs256(new { sub = "bob", exp = Later, acl }))).Result!.Rights!;
        var chain = new AuthorizationChain([new LoginLink()]);
        var who = new Identity("c1", "bob", Peer.None) { Rights = rights };
        Assert.Equal("rule 1 of the token: allow publish qos<=1 up/%c/#", Decide("up/c1/x", AccessAction.Publish).Rule);
        Assert.False(Decide("up/c2/x", AccessAction.Publish).IsAllowed);
        Assert.False(Decide("up/c1/x", AccessAction.Publish, qos: 2).IsAllowed);
        Assert.Equal(AccessAnswer.AskPerDelivery, Decide("down/#", AccessAction.Subscribe).Answer);
        Assert.False(Decide("down/secret", AccessAction.Receive).IsAllowed);
        Assert.True(Decide("down/x", AccessAction.Receive).IsAllowed);
        Assert.True(Decide("small", AccessAction.Publish, bytes: 10).IsAllowed);
        Assert.False(Decide("small", AccessAction.Publish, bytes: 11).IsAllowed);
        Assert.False(chain.Decide(new(who with { Rights = null }, AccessAction.Publish, "small"u8)).IsAllowed);

        AccessDecision Decide(string topic, AccessAction action, int qos = 0, int bytes = 0) =>
            chain.Decide(new(who, action, Encoding.UTF8.GetBytes(topic), (Mqtt.QoS)qos, payloadBytes: bytes));
    }

    [Fact]
    public void Any_claims_are_read_or_refused_and_never_thrown_upon()
    {
        var random = new Random(7);
        var good = Encoding.UTF8.GetBytes("""{"sub":"bob","exp":4000000000,"aud":["x"],"groups":["a"],"acl":[{"action":"publish","topic":"a/#","allow":true,"qos_max":1}]}""");
        for (var round = 0; round < 50_000; round++)
        {
            var text = good.ToArray();
            for (var change = random.Next(1, 5); change > 0; change--) text[random.Next(text.Length)] = (byte)random.Next(256);
            var isRead = TokenClaims.TryRead(text.AsMemory(0, random.Next(4) == 0 ? random.Next(text.Length) : text.Length), new(), out var claims, out var fault);
            Assert.Equal(isRead, claims is not null);
            Assert.Equal(isRead, fault.Length == 0);
        }
    }

    private static async Task RefusesAsync(TokenOptions options, string token, string cause)
    {
        var result = (await AskAsync(options, token)).Result;
        Assert.NotNull(result);
        Assert.Equal(AuthenticationOutcome.BadCredentials, result.Outcome);
        Assert.Contains(cause, result.Cause, StringComparison.Ordinal);
    }

    private static async Task<LinkAnswer> AskAsync(TokenOptions options, string password)
    {
        using var keys = new TokenKeys(options, TimeProvider.System, NullLogger.Instance);
        return await new TokenLink(options, keys.Keys, TimeProvider.System)
            .AskAsync(new("c1", "bob", Encoding.UTF8.GetBytes(password), new("127.0.0.1:1")), Stop);
    }

    private async Task<TokenOptions> WithKeyAsync(string pem)
    {
        var path = _folder.At($"{Guid.NewGuid()}.pem");
        await File.WriteAllTextAsync(path, pem, Stop);
        return new() { KeyFile = path };
    }
}
