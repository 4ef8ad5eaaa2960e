using System.Diagnostics;
using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Mqtt5;

/// <summary>A will that waits, in case its client comes back.</summary>
/// <remarks>Never early and at most a second late; the tests leave two more for a busy machine.</remarks>
public sealed class WillDelayTests : ConformanceTests
{
    [Theory]
    [InlineData(1, 300)]    // the delay ends first
    [InlineData(300, 1)]    // the session ends first
    [Normative(V5, "MQTT-3.1.2-8")]
    public async Task A_will_waits_for_its_delay_or_the_end_of_the_session(int delay, int sessionExpiry)
    {
        var watcher = await SubscriberAsync(V5, "will");
        var client = await ConnectAsync(Delayed((uint)delay, (uint)sessionExpiry));
        var waiting = Stopwatch.StartNew();
        await client.DropAsync();
        await watcher.ReceiveAsync("gone");
        Assert.InRange(waiting.Elapsed.TotalSeconds, 1, 4);
    }

    [Fact, Normative(V5, "MQTT-3.1.2-8")]
    public async Task A_session_that_ends_with_its_connection_leaves_no_delay()
    {
        var watcher = await SubscriberAsync(V5, "will");
        var client = await ConnectAsync(Delayed(300, 0));
        await client.DropAsync();
        await watcher.ReceiveAsync("gone");
    }

    [Fact, Normative(V5, "MQTT-3.1.3-9", "MQTT-3.1.2-8")]
    public async Task Coming_back_in_time_takes_the_will_back()
    {
        var watcher = await SubscriberAsync(V5, "will");
        await (await ConnectAsync(Delayed(1, 300))).DropAsync();
        await ConnectAsync(Connect.Lasting(V5, "s"));
        await PassAsync(3);
        await watcher.ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-3.1.2-8")]
    public async Task A_clean_start_ends_the_session_and_the_delay()
    {
        var watcher = await SubscriberAsync(V5, "will");
        await (await ConnectAsync(Delayed(300, 300))).DropAsync();
        await ConnectAsync(new Connect(V5) { ClientId = "s" });
        await watcher.ReceiveAsync("gone");
    }

    [Theory, InlineData(0x04), InlineData(0x80)]
    [Normative(V5, "MQTT-3.14.4-3", "MQTT-3.1.2-10")]
    public async Task A_disconnect_with_another_reason_than_0_publishes_the_will(int reason)
    {
        var watcher = await SubscriberAsync(V5, "will");
        var client = await ConnectAsync(Delayed(0, 0));
        await client.DisconnectAsync((ReasonCode)reason);
        await watcher.ReceiveAsync("gone");
        await watcher.ExpectNothingAsync();
    }

    private static Connect Delayed(uint delay, uint sessionExpiry) => new(V5)
    {
        ClientId = "s", Clean = false, SessionExpiry = sessionExpiry, Will = new Will("will", "gone") { Delay = delay },
    };
}
