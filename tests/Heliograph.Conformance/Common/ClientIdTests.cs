using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>Client identifiers: which are taken, and what belongs to them.</summary>
public sealed class ClientIdTests : ConformanceTests
{
    [Theory]
    [InlineData("0"), InlineData("Z"), InlineData("0123456789abcdefghijklm"), InlineData("nopqrstuvwxyzABCDEFGHIJ")]
    [InlineData("KLMNOPQRSTUVWXYZ")]
    [Normative(V311, "MQTT-3.1.3-5"), Normative(V5, "MQTT-3.1.3-5")]
    public async Task Up_to_23_letters_and_digits_are_accepted(string clientId)
    {
        foreach (var version in new[] { V31, V311, V5 })
        {
            var client = await ConnectAsync(new Connect(version) { ClientId = clientId });
            await client.DisconnectAsync();
        }
    }

    [Fact, Normative(V311, "MQTT-3.1.3-6")]
    public async Task Clients_without_an_id_are_told_apart()
    {
        var one = await ConnectAsync(new Connect(V311) { ClientId = "" });
        var other = await ConnectAsync(new Connect(V311) { ClientId = "" });
        await one.SubscribeAsync("a");
        await other.SubscribeAsync("a");
        await other.PublishAsync("a", "for both");
        await one.ReceiveAsync("for both");
        await other.ReceiveAsync("for both");
    }

    [Fact, Normative(V311, "MQTT-3.1.3-8")]
    public async Task An_empty_id_with_clean_session_0_is_refused()
    {
        var client = await SendAsync(new Connect(V311) { ClientId = "", Clean = false });
        await client.ExpectRefusalAsync(2);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.3-9"), Normative(V5, "MQTT-3.1.3-8")]
    public async Task An_id_the_broker_does_not_allow_is_refused(ProtocolVersion version)
    {
        Setup = Setup with { Options = Setup.Options with { ClientIdBytesMax = 40 } };
        var client = await SendAsync(new Connect(version) { ClientId = new string('x', 41) });
        await client.ExpectRefusalAsync(version == V5 ? (int)ReasonCode.ClientIdentifierNotValid : 2);
    }

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.3-9"), Normative(V5, "MQTT-3.1.3-8")]
    public async Task An_empty_id_is_refused_where_it_is_not_allowed(ProtocolVersion version)
    {
        Setup = Setup with { Options = Setup.Options with { EmptyClientIdAllowed = false } };
        var client = await SendAsync(new Connect(version) { ClientId = "" });
        await client.ExpectRefusalAsync(version == V5 ? (int)ReasonCode.ClientIdentifierNotValid : 2);
    }

    [Theory, InlineData(false), InlineData(true)]
    [Normative(V5, "MQTT-3.1.3-6", "MQTT-3.1.3-7", "MQTT-3.2.2-16")]
    public async Task An_assigned_id_is_told_and_unique_and_resumes_its_session(bool clean)
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            var client = await ConnectAsync(new Connect(V5) { ClientId = "", Clean = clean, SessionExpiry = 300 });
            var assigned = client.ConnAck.Text(PropertyId.AssignedClientIdentifier);
            Assert.False(string.IsNullOrEmpty(assigned));
            Assert.True(ids.Add(assigned), $"{assigned} was assigned twice");
            if (i % 2 == 0) await client.DisconnectAsync();
        }

        foreach (var id in ids)
        {
            var returning = await ConnectAsync(Connect.Lasting(V5, id));
            Assert.True(returning.ConnAck.SessionPresent);
            Assert.False(returning.ConnAck.Has(PropertyId.AssignedClientIdentifier));
        }
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.3-2"), Normative(V5, "MQTT-3.1.3-2")]
    public async Task The_id_is_the_key_of_the_session(ProtocolVersion version)
    {
        foreach (var id in new[] { "A", "B" })
        {
            var client = await ConnectAsync(Connect.Lasting(version, id));
            await client.SubscribeAsync($"to/{id}", qos: 1);
            await client.DisconnectAsync();
        }

        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("to/A", "for A", qos: 1);
        await publisher.PublishAsync("to/B", "for B", qos: 1);
        foreach (var id in new[] { "B", "A" })
        {
            var client = await ConnectAsync(Connect.Lasting(version, id));
            await client.ReceiveAsync($"for {id}");
            await client.ExpectNothingAsync();
        }
    }
}
