using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Chain;

namespace Heliograph.Server.Tests.Security.Chain;

public sealed class AuthenticationChainTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_link_that_knows_the_client_decides_and_no_other_is_asked()
    {
        var asked = new List<string>();
        var chain = new AuthenticationChain([
            new Link("first", asked, LinkAnswer.NotMine("not of the first")),
            new Link("second", asked, LinkAnswer.Bad("the second says no")),
            new Link("third", asked, LinkAnswer.Yes("bob", "the third says yes"))]);
        var result = await chain.AuthenticateAsync(Request("bob", "x"), Stop);
        Assert.Equal((AuthenticationOutcome.BadCredentials, "the second says no"), (result.Outcome, result.Cause));
        Assert.Equal(["first", "second"], asked);
    }

    [Fact]
    public async Task Whom_no_link_knows_is_refused_with_what_each_of_them_said()
    {
        var asked = new List<string>();
        var chain = new AuthenticationChain([
            new Link("first", asked, LinkAnswer.NotMine("no token came")), new Link("second", asked, LinkAnswer.NotMine("user 'bob' is unknown"))]);
        var result = await chain.AuthenticateAsync(Request("bob", "x"), Stop);
        Assert.Equal((AuthenticationOutcome.BadCredentials, "no token came; user 'bob' is unknown"), (result.Outcome, result.Cause));
        Assert.Equal(["first", "second", "first let go", "second let go"], asked);
    }

    [Fact]
    public async Task Anonymous_clients_are_accepted_where_allowed_and_users_are_still_proven()
    {
        using var users = new PasswordFileAuthenticator(PasswordFileTests.Parse("bob:secret"), new(), TimeProvider.System);
        var chain = new AuthenticationChain([users, new AnonymousLink()]);
        var anonymous = await chain.AuthenticateAsync(Request(null, null), Stop);
        Assert.Equal((AuthenticationOutcome.Accepted, null), (anonymous.Outcome, anonymous.UserName));
        Assert.Equal(AuthenticationOutcome.Accepted, (await chain.AuthenticateAsync(Request("bob", "secret"), Stop)).Outcome);
        Assert.Equal(AuthenticationOutcome.BadCredentials, (await chain.AuthenticateAsync(Request("bob", "x"), Stop)).Outcome);
        Assert.Equal(AuthenticationOutcome.BadCredentials, (await chain.AuthenticateAsync(Request("eve", "x"), Stop)).Outcome);
        Assert.Equal(AuthenticationOutcome.BadCredentials, (await chain.AuthenticateAsync(Request(null, "x"), Stop)).Outcome);
    }

    [Fact]
    public async Task Listeners_have_chains_and_rules_of_their_own()
    {
        var authenticator = new AuthenticationByListener(
            new Dictionary<string, IAuthenticator> { ["open"] = new AuthenticationChain([new AnonymousLink()]) },
            new AuthenticationChain([new Link("nobody", [], LinkAnswer.Bad("no"))]));
        Assert.Equal(AuthenticationOutcome.Accepted, await OutcomeAt("open"));
        Assert.Equal(AuthenticationOutcome.BadCredentials, await OutcomeAt("closed"));
        Assert.Equal(AuthenticationOutcome.BadCredentials, await OutcomeAt(""));

        var (own, others) = (new SomeRules(AccessAnswer.Allowed), new SomeRules(AccessAnswer.Denied));
        var authorizer = new AuthorizationByListener(new Dictionary<string, IAuthorizer> { ["open"] = own }, others);
        Assert.Equal(AccessAnswer.Allowed, AnswerAt("open"));
        Assert.Equal(AccessAnswer.Denied, AnswerAt("closed"));
        var (all, unknown) = (new AuthorizationByListener(new Dictionary<string, IAuthorizer>(), own), new Identity("c", null, Peer.None));
        Assert.Equal(AccessAnswer.AskPerDelivery, all.Decide(new(unknown, AccessAction.Subscribe, "a"u8)).Answer); // it may come back elsewhere
        Assert.Equal(AccessAnswer.Allowed, all.Decide(new(unknown, AccessAction.Publish, "a"u8)).Answer);
        var before = authorizer.RulesVersion;
        own.RulesVersion++;
        Assert.True(authorizer.RulesVersion > before);

        async Task<AuthenticationOutcome> OutcomeAt(string listener) =>
            (await authenticator.AuthenticateAsync(Request(null, null, listener), Stop)).Outcome;

        AccessAnswer AnswerAt(string listener) =>
            authorizer.Decide(new(new("c", null, new("127.0.0.1:1") { Listener = listener }), AccessAction.Publish, "a"u8)).Answer;
    }

    private static AuthenticationRequest Request(string? user, string? password, string listener = "") =>
        new("c1", user, password is null ? null : Encoding.UTF8.GetBytes(password), new("127.0.0.1:1", IsLoopback: true) { Listener = listener });

    private sealed class Link(string name, List<string> asked, LinkAnswer answer) : IAuthenticationLink
    {
        public string Name => name;

        public ValueTask<LinkAnswer> AskAsync(AuthenticationRequest request, CancellationToken stop)
        {
            asked.Add(name);
            return new(answer);
        }

        public ValueTask<AuthenticationResult?> LetGoAsync(AuthenticationRequest request, CancellationToken stop)
        {
            asked.Add($"{name} let go");
            return new((AuthenticationResult?)null);
        }
    }

    private sealed class SomeRules(AccessAnswer answer) : IAuthorizer
    {
        public int RulesVersion { get; set; }

        public AccessDecision Decide(in AccessRequest request) => new(answer, "");
    }
}
