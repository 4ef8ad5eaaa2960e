using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Acl;

namespace Heliograph.Broker.Tests.Access;

/// <summary>A login that is good for a time only, and what it brought along.</summary>
public sealed class LoginExpiryTests
{
    private readonly TestBroker _broker = new(authorizer: new AuthorizationChain([new LoginLink()]));

    [Fact]
    public void The_connection_ends_when_its_login_has_expired_and_is_told_why()
    {
        var client = Connect("c", TimeSpan.FromSeconds(60), "#");
        _broker.Pass(TimeSpan.FromSeconds(59));
        Assert.False(client.IsClosed);
        _broker.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(ReasonCode.MaximumConnectTime, client.Next(PacketType.Disconnect).Code);
        Assert.Contains(_broker.Engine.Events.OfClient("c"), happened => happened.Cause == "the login has expired: it was good for 60 s (token of 'bob')");
    }

    [Fact]
    public void The_expiry_of_a_connection_is_none_of_the_one_that_took_its_session_over()
    {
        Connect("c", TimeSpan.FromSeconds(60), "#");
        _broker.Pass(TimeSpan.FromSeconds(50));
        var next = Connect("c", TimeSpan.FromSeconds(60), "#");
        _broker.Pass(TimeSpan.FromSeconds(50));
        Assert.False(next.IsClosed);
        _broker.Pass(TimeSpan.FromSeconds(11));
        Assert.True(next.IsClosed);
    }

    [Fact]
    public void What_one_login_was_granted_the_next_of_the_same_user_must_be_granted_too()
    {
        var client = Connect("c", null, "a/#");
        client.Subscribe("a/#", QoS.AtLeastOnce);
        client.Lose();
        var back = Connect("c", null, "b/#");
        var publisher = Connect("p", null, "#");
        publisher.Publish("a/x");
        Assert.Empty(back.Messages());
        back.Lose();
        var again = Connect("c", null, "a/x");
        publisher.Publish("a/x");
        publisher.Publish("a/y");
        Assert.Single(again.Messages());
    }

    private TestClient Connect(string clientId, TimeSpan? validFor, string filter)
    {
        Assert.True(AclRules.TryMake([new(true, AclActions.All, filter)], "the token", out var rules, out _));
        var client = _broker.Open();
        client.Authenticate = _ => new(AuthenticationOutcome.Accepted, "bob", "token of 'bob'")
        {
            ValidFor = validFor,
            Rights = new([], new AclAuthorizer(rules)),
        };
        client.Connect(ConnectFields.Persistent with { ClientId = clientId, UserName = "bob" });
        Assert.Equal(ReasonCode.Success, client.Next(PacketType.ConnAck).Code);
        return client;
    }
}
