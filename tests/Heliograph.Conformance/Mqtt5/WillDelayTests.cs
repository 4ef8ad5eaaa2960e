using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Mqtt5;

/// <summary>A will that waits, in case its client comes back: never early, and late by a pulse of the clock.</summary>
public sealed class WillDelayTests : ConformanceTests
{
    [Theory]
    [InlineData(60, 300)]    // the delay ends first
    [InlineData(300, 60)]    // the session ends first
    [Normative(V5, "MQTT-3.1.2-8")]
    public async Task A_will_waits_for_its_delay_or_the_end_of_the_session(uint delay, uint sessionExpiry)
    {
        var watcher = await SubscriberAsync(V5, "will/#");
        await (await ConnectAsync(Delayed("s", delay, sessionExpiry))).DropAsync();
        await (await ConnectAsync(Delayed("earlier", 50, 300))).DropAsync();
        Pass(55);
        await watcher.ReceiveAsync("earlier");
        await watcher.ExpectNothingAsync();
        Pass(5);
        await watcher.ReceiveAsync("s");
    }

    [Fact, Normative(V5, "MQTT-3.1.2-8")]
    public async Task A_session_that_ends_with_its_connection_leaves_no_delay()
    {
        var watcher = await SubscriberAsync(V5, "will/#");
        await (await ConnectAsync(Delayed("s", 300, 0))).DropAsync();
        await watcher.ReceiveAsync("s");
    }

    [Fact, Normative(V5, "MQTT-3.1.3-9", "MQTT-3.1.2-8")]
    public async Task Coming_back_in_time_takes_the_will_back()
    {
        var watcher = await SubscriberAsync(V5, "will/#");
        await (await ConnectAsync(Delayed("s", 60, 300))).DropAsync();
        await (await ConnectAsync(Delayed("other", 60, 300))).DropAsync();
        Pass(55);
        await ConnectAsync(Connect.Lasting(V5, "s"));
        Pass(10);
        await watcher.ReceiveAsync("other");
        await watcher.ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-3.1.2-8")]
    public async Task Coming_back_too_late_does_not()
    {
        var watcher = await SubscriberAsync(V5, "will/#");
        await (await ConnectAsync(Delayed("s", 60, 300))).DropAsync();
        Pass(60);
        Assert.True((await ConnectAsync(Connect.Lasting(V5, "s"))).ConnAck.SessionPresent);
        await watcher.ReceiveAsync("s");
    }

    [Fact, Normative(V5, "MQTT-3.1.2-8")]
    public async Task A_clean_start_ends_the_session_and_the_delay()
    {
        var watcher = await SubscriberAsync(V5, "will/#");
        await (await ConnectAsync(Delayed("s", 300, 300))).DropAsync();
        await ConnectAsync(new Connect(V5) { ClientId = "s" });
        await watcher.ReceiveAsync("s");
    }

    [Theory, InlineData(0, true), InlineData(60, false)]
    [Normative(V5, "MQTT-3.1.2-8", "MQTT-3.1.3-9")]
    public async Task A_takeover_publishes_the_will_unless_it_waits(uint delay, bool isPublished)
    {
        var watcher = await SubscriberAsync(V5, "will/#");
        var first = await ConnectAsync(Delayed("s", delay, 300));
        await ConnectAsync(Connect.Lasting(V5, "s"));
        await first.ExpectEndAsync(ReasonCode.SessionTakenOver);
        if (isPublished) await watcher.ReceiveAsync("s");
        await watcher.ExpectNothingAsync();
    }

    [Theory, InlineData(0x04), InlineData(0x80)]
    [Normative(V5, "MQTT-3.14.4-3", "MQTT-3.1.2-10")]
    public async Task A_disconnect_with_another_reason_than_0_publishes_the_will(int reason)
    {
        var watcher = await SubscriberAsync(V5, "will/#");
        await (await ConnectAsync(Delayed("s", 0, 0))).DisconnectAsync((ReasonCode)reason);
        await watcher.ReceiveAsync("s");
        await watcher.ExpectNothingAsync();
    }

    /// <summary>A client whose will has its own name for a payload.</summary>
    private static Connect Delayed(string clientId, uint delay, uint sessionExpiry) =>
        Connect.Lasting(V5, clientId) with
        {
            SessionExpiry = sessionExpiry, Will = new Will($"will/{clientId}", clientId) { Delay = delay },
        };
}
