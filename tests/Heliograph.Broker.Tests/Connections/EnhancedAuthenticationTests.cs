using System.Text;
using Heliograph.Broker.Access;

namespace Heliograph.Broker.Tests.Connections;

public sealed class EnhancedAuthenticationTests
{
    private readonly TestBroker _broker = new(enhanced: new Riddle());

    [Fact]
    public void Challenge_and_answer_lead_to_CONNACK_with_the_last_data()
    {
        var client = Start();
        client.Auth(ReasonCode.ContinueAuthentication, "riddle", "42");
        var connAck = client.Next(PacketType.ConnAck);
        Assert.Equal((ReasonCode.Success, "riddle"), (connAck.Code, connAck[PropertyId.AuthenticationMethod]));
        Assert.Equal("well done"u8.ToArray(), connAck[PropertyId.AuthenticationData]);
    }

    [Fact]
    public void A_wrong_answer_and_an_unknown_method_are_refused_with_their_codes()
    {
        var wrong = Start();
        wrong.Auth(ReasonCode.ContinueAuthentication, "riddle", "41");
        Assert.Equal(ReasonCode.BadUserNameOrPassword, wrong.Next(PacketType.ConnAck).Code);
        Assert.True(wrong.IsClosed);
        var unknown = _broker.Open();
        unknown.Connect(new() { ClientId = "u", Properties = [(PropertyId.AuthenticationMethod, "guess")] });
        Assert.Equal(ReasonCode.BadAuthenticationMethod, unknown.Next(PacketType.ConnAck).Code);
    }

    [Fact]
    public void The_method_may_not_change_and_nothing_else_may_come_before_CONNACK()
    {
        var changed = Start();
        changed.Auth(ReasonCode.ContinueAuthentication, "other", "42");
        Assert.Equal(ReasonCode.ProtocolError, changed.Next(PacketType.ConnAck).Code);
        var eager = Start();
        eager.Publish("t");
        Assert.True(eager.IsClosed);
    }

    [Fact]
    public void A_connected_client_may_authenticate_again_while_it_goes_on()
    {
        var client = Start();
        client.Auth(ReasonCode.ContinueAuthentication, "riddle", "42");
        client.Next(PacketType.ConnAck);
        client.Auth(ReasonCode.ReAuthenticate, "riddle", "");
        Assert.Equal(ReasonCode.ContinueAuthentication, client.Next(PacketType.Auth).Code);
        client.Ping();
        client.Next(PacketType.PingResp);
        client.Auth(ReasonCode.ContinueAuthentication, "riddle", "42");
        Assert.Equal(ReasonCode.Success, client.Next(PacketType.Auth).Code);
        client.Auth(ReasonCode.ReAuthenticate, "riddle", "");
        client.Next(PacketType.Auth);
        client.Auth(ReasonCode.ContinueAuthentication, "riddle", "43");
        client.HasBeenClosedWith(ReasonCode.NotAuthorized);
    }

    [Fact]
    public void AUTH_from_a_client_without_a_method_is_a_protocol_error()
    {
        var client = _broker.Connect("plain");
        client.Auth(ReasonCode.ReAuthenticate, "riddle", "");
        client.HasBeenClosedWith(ReasonCode.ProtocolError);
    }

    private TestClient Start()
    {
        var client = _broker.Open();
        client.Connect(new() { ClientId = "c", Properties = [(PropertyId.AuthenticationMethod, "riddle")] });
        var challenge = client.Next(PacketType.Auth);
        Assert.Equal(ReasonCode.ContinueAuthentication, challenge.Code);
        Assert.Equal("six times seven?"u8.ToArray(), challenge[PropertyId.AuthenticationData]);
        return client;
    }

    private sealed class Riddle : IEnhancedAuthenticator
    {
        public IAuthenticationExchange? TryStart(string method, AuthenticationRequest request) =>
            method == "riddle" ? new Exchange() : null;

        private sealed class Exchange : IAuthenticationExchange
        {
            public AuthenticationStep Step(ReadOnlySpan<byte> data) => Encoding.UTF8.GetString(data) switch
            {
                "" => new(null, "six times seven?"u8.ToArray()),
                "42" => new(new(AuthenticationOutcome.Accepted, "wise", "test"), "well done"u8.ToArray()),
                _ => new(new(AuthenticationOutcome.BadCredentials, null, "test"), null),
            };
        }
    }
}
