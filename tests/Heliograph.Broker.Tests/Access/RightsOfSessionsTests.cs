using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Acl;

namespace Heliograph.Broker.Tests.Access;

/// <summary>What a session was allowed once is not for ever, and not for everyone.</summary>
public sealed class RightsOfSessionsTests
{
    private const string Everything = "user a\ntopic #\nuser b\ntopic write #\n";

    [Fact]
    public void A_subscription_brings_nothing_more_when_the_rules_no_longer_allow_it()
    {
        var rules = new AclAuthorizer(Parse(Everything));
        var broker = new TestBroker(authorizer: rules);
        var subscriber = broker.Connect("c", new() { UserName = "a" });
        subscriber.Subscribe("secret");
        subscriber.Subscribe("$share/group/secret");
        var publisher = broker.Connect("p", new() { UserName = "b" });
        publisher.Publish("secret", "before");
        Assert.Equal(["before", "before"], subscriber.Messages());

        rules.Replace(Parse(Everything + "user a\ntopic deny secret\n"));
        publisher.Publish("secret", "after");
        Assert.Empty(subscriber.Messages());

        rules.Replace(Parse(Everything));
        publisher.Publish("secret", "allowed again");
        Assert.Equal(["allowed again", "allowed again"], subscriber.Messages());
    }

    [Fact]
    public void Another_user_with_the_same_client_id_gets_no_message_and_no_subscription_of_the_session()
    {
        var broker = new TestBroker(authorizer: new AclAuthorizer(Parse(Everything)));
        var owner = broker.Connect("c", ConnectFields.Persistent with { UserName = "a" });
        owner.Subscribe("secret", QoS.AtLeastOnce);
        owner.Lose();
        var publisher = broker.Connect("p", new() { UserName = "b" });
        publisher.Publish("secret", "for a", QoS.AtLeastOnce, 1);

        var other = broker.Open();
        other.Connect(ConnectFields.Persistent with { ClientId = "c", UserName = "b" });
        Assert.False(other.Next(PacketType.ConnAck).SessionPresent);
        publisher.Publish("secret", "for a, too", QoS.AtLeastOnce, 2);
        Assert.Empty(other.Messages());
    }

    [Fact]
    public void The_same_user_resumes_the_session()
    {
        var broker = new TestBroker(authorizer: new AclAuthorizer(Parse(Everything)));
        var fields = ConnectFields.Persistent with { UserName = "a" };
        broker.Connect("c", fields).Lose();
        var back = broker.Open();
        back.Connect(fields with { ClientId = "c" });
        Assert.True(back.Next(PacketType.ConnAck).SessionPresent);
    }

    [Theory]
    [InlineData(AuthenticationOutcome.BadCredentials)]
    [InlineData(AuthenticationOutcome.NotAuthorized)]
    [InlineData(AuthenticationOutcome.Banned)]
    [InlineData(AuthenticationOutcome.Unavailable)]
    public void Why_authentication_failed_is_for_the_log_alone(AuthenticationOutcome outcome)
    {
        var broker = new TestBroker(enhanced: new Fails(outcome));
        var client = broker.Open();
        client.Authenticate = _ => new(outcome, null, "inner secret");
        client.Connect(new() { ClientId = "c" });
        Assert.DoesNotContain("secret", Reason(client.Next(PacketType.ConnAck)));

        var again = broker.Open();
        again.Connect(new() { ClientId = "again", Properties = [(PropertyId.AuthenticationMethod, "m")] });
        again.Next(PacketType.ConnAck);
        again.Auth(ReasonCode.ReAuthenticate, "m", "");
        Assert.DoesNotContain("secret", Reason(again.Next(PacketType.Disconnect)));
        Assert.Contains(broker.Engine.Events.OfClient("again"), happened => happened.Cause.Contains("inner secret"));
    }

    [Fact]
    public void An_assigned_client_id_tells_neither_the_seed_nor_the_next_one()
    {
        var broker = new TestBroker();
        var ids = Enumerable.Range(0, 100).Select(_ => Assign(broker)).ToArray();
        Assert.Equal(100, ids.Distinct().Count());
        Assert.All(ids, id => Assert.DoesNotContain($"{42:x16}", id));
        Assert.Equal(100, ids.Select(id => id[..^4]).Distinct().Count()); // no counter with a constant before it
    }

    private static string Assign(TestBroker broker)
    {
        var client = broker.Open();
        client.Connect(new());
        return (string)client.Next(PacketType.ConnAck)[PropertyId.AssignedClientIdentifier]!;
    }

    private static string Reason(Received packet) => (string)packet[PropertyId.ReasonString]!;

    private static AclRules Parse(string text)
    {
        Assert.True(AclRules.TryParse(text, "acl", out var rules, out var errors), string.Join('\n', errors));
        return rules;
    }

    // Accepts a CONNECT, and fails every authentication after it.
    private sealed class Fails(AuthenticationOutcome outcome) : IEnhancedAuthenticator
    {
        private bool _hasAccepted;

        public IAuthenticationExchange? TryStart(string method, AuthenticationRequest request) => new Exchange(this);

        private sealed class Exchange(Fails owner) : IAuthenticationExchange
        {
            public AuthenticationStep Step(ReadOnlySpan<byte> data)
            {
                var isFirst = !owner._hasAccepted;
                owner._hasAccepted = true;
                return new(isFirst ? new(AuthenticationOutcome.Accepted, null, "first") : new(Failed, null, "inner secret"), null);
            }

            private AuthenticationOutcome Failed => owner.Outcome;
        }

        private AuthenticationOutcome Outcome => outcome;
    }
}
