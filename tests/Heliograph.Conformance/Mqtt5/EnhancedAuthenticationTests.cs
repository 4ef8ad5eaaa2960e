using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Mqtt5;

/// <summary>
/// Enhanced authentication, with a method of the tests: <c>ECHO</c> answers <c>hello</c> with the challenge
/// <c>again</c>, and <c>again</c> with <c>welcome</c>.
/// </summary>
public sealed class EnhancedAuthenticationTests : ConformanceTests
{
    private const int Continue = 0x18;
    private const int ReAuthenticate = 0x19;

    public EnhancedAuthenticationTests() => Setup = Setup with { Echo = true };

    [Fact, Normative(V5, "MQTT-4.12.0-2", "MQTT-4.12.0-5", "MQTT-3.2.0-1", "MQTT-3.15.2-1")]
    public async Task An_exchange_ends_in_a_connack()
    {
        var client = await StartAsync();
        await client.SendAsync(Auth(Continue, "ECHO", "again"));
        var accepted = await client.ExpectAsync(PacketType.ConnAck);
        Assert.Equal((0, "ECHO", "welcome"), (accepted.Code, Method(accepted), Data(accepted)));
        await client.ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-4.12.0-4", "MQTT-3.2.2-7")]
    public async Task A_wrong_answer_is_refused()
    {
        var client = await StartAsync();
        await client.SendAsync(Auth(Continue, "ECHO", "wrong"));
        await client.ExpectRefusalAsync((int)ReasonCode.BadUserNameOrPassword);
    }

    [Fact, Normative(V5, "MQTT-4.12.0-1")]
    public async Task A_method_that_is_not_offered_is_refused()
    {
        var client = await SendAsync(With("NOPE"));
        await client.ExpectRefusalAsync((int)ReasonCode.BadAuthenticationMethod);
    }

    [Theory]
    [InlineData(0x00, "ECHO"), InlineData(ReAuthenticate, "ECHO"), InlineData(0x03, "ECHO")]
    [InlineData(Continue, "OTHER")]
    [Normative(V5, "MQTT-4.12.0-3", "MQTT-4.12.0-5", "MQTT-3.15.2-1", "MQTT-3.14.0-1")]
    public async Task Any_other_code_or_method_ends_the_exchange(int code, string method)
    {
        var client = await StartAsync();
        await client.SendAsync(Auth(code, method, "again"));
        await ExpectEndBeforeConnAckAsync(client);
    }

    [Theory]
    [InlineData("C0 00"), InlineData("F1 00")]
    [InlineData("31 05 00 01 61 00 78"), InlineData("82 07 0001 00 0001 61 00")]
    [Normative(V5, "MQTT-3.1.2-30", "MQTT-3.15.1-1", "MQTT-3.14.0-1")]
    public async Task Any_other_packet_ends_the_exchange_without_effect(string hex)
    {
        var client = await StartAsync();
        await client.SendAsync(hex);
        await ExpectEndBeforeConnAckAsync(client);
        await (await SubscriberAsync(V5, "#")).ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-4.12.0-6")]
    public async Task Without_a_method_there_is_no_auth()
    {
        var client = await ConnectAsync(V5);
        Assert.Null(Method(client.ConnAck));
        await client.ExpectNothingAsync();
    }

    [Theory, InlineData(0x00), InlineData(Continue), InlineData(ReAuthenticate)]
    [Normative(V5, "MQTT-4.12.0-7", "MQTT-4.13.1-1")]
    public async Task Auth_without_a_method_is_a_protocol_error(int code)
    {
        var client = await ConnectAsync(V5);
        await client.SendAsync(Auth(code, "ECHO", "hello"));
        await client.ExpectEndAsync(ReasonCode.ProtocolError);
    }

    [Fact, Normative(V5, "MQTT-4.12.1-1", "MQTT-4.12.0-5", "MQTT-3.15.2-1", "MQTT-3.2.0-2")]
    public async Task A_client_can_authenticate_again()
    {
        var client = await LoginAsync();
        await client.SendAsync(Auth(ReAuthenticate, "ECHO", "hello"));
        var challenge = await client.ExpectAsync(PacketType.Auth);
        Assert.Equal((Continue, "ECHO", "again"), (challenge.Code, Method(challenge), Data(challenge)));
        await client.PingAsync();
        await client.SendAsync(Auth(Continue, "ECHO", "again"));
        var accepted = await client.ExpectAsync(PacketType.Auth);
        Assert.Equal((0, "ECHO", "welcome"), (accepted.Code, Method(accepted), Data(accepted)));
        await client.ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-4.12.1-1")]
    public async Task Another_method_cannot_be_used_again()
    {
        var client = await LoginAsync();
        await client.SendAsync(Auth(ReAuthenticate, "OTHER", "hello"));
        await client.ExpectEndAsync(ReasonCode.ProtocolError);
    }

    [Fact, Normative(V5, "MQTT-4.12.1-2")]
    public async Task Failing_to_authenticate_again_ends_the_connection()
    {
        var client = await LoginAsync();
        await client.SendAsync(Auth(ReAuthenticate, "ECHO", "hello"));
        await client.ExpectAsync(PacketType.Auth);
        await client.SendAsync(Auth(Continue, "ECHO", "wrong"));
        await client.ExpectEndAsync(ReasonCode.NotAuthorized);
    }

    [Theory, InlineData("F1 00"), InlineData("F0 01 03")]
    [Normative(V5, "MQTT-3.15.1-1", "MQTT-3.15.2-1")]
    public async Task A_broken_auth_ends_the_connection(string hex)
    {
        var client = await LoginAsync();
        await client.SendAsync(hex);
        await client.ExpectEndAsync(ReasonCode.MalformedPacket, ReasonCode.ProtocolError);
    }

    /// <summary>A connection on which the broker has sent its challenge.</summary>
    private async Task<RawClient> StartAsync()
    {
        var client = await SendAsync(With("ECHO"));
        var challenge = await client.ExpectAsync(PacketType.Auth);
        Assert.Equal((Continue, "ECHO", "again"), (challenge.Code, Method(challenge), Data(challenge)));
        return client;
    }

    private async Task<RawClient> LoginAsync()
    {
        var client = await StartAsync();
        await client.SendAsync(Auth(Continue, "ECHO", "again"));
        await client.ExpectAsync(PacketType.ConnAck);
        return client;
    }

    private static async Task ExpectEndBeforeConnAckAsync(RawClient client)
    {
        if (await client.TryNextAsync() is not { } refusal) return;
        Assert.Equal(PacketType.ConnAck, refusal.Type);
        Assert.Contains(refusal.Code, new[] { 0x81, 0x82, 0x87, 0x8C });
        await client.ExpectClosedAsync();
    }

    private static Connect With(string method) => new(V5) { Properties = Exchange(method, "hello") };

    private static byte[] Auth(int code, string method, string data) =>
        new PacketWriter().Byte(code).Properties(V5, Exchange(method, data)).Frame(0xF0);

    private static Property[] Exchange(string method, string data) =>
        [Property.Text(PropertyId.AuthenticationMethod, method), Property.Text(PropertyId.AuthenticationData, data)];

    private static string? Method(Packet packet) => packet.Text(PropertyId.AuthenticationMethod);

    private static string? Data(Packet packet) => packet.Text(PropertyId.AuthenticationData);
}
