using MQTTnet;
using MQTTnet.Protocol;

namespace UnitTests;

/// <summary>What is tested here: a doorbell that says it is there, rings, and lets the broker say so when it is gone.</summary>
internal sealed class Doorbell(IMqttClient client)
{
    public Task ConnectAsync() => client.ConnectAsync(new MqttClientOptionsBuilder()
        .WithTcpServer("not used") // the stream is the connection
        .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500)
        .WithClientId("doorbell")
        .WithSessionExpiryInterval(600)
        .WithWillTopic("doorbell/state").WithWillPayload("gone").WithWillRetain().WithWillDelayInterval(60)
        .Build());

    public async Task SayHelloAsync() => await client.PublishAsync(new MqttApplicationMessageBuilder()
        .WithTopic("doorbell/state").WithPayload("there").WithRetainFlag().WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build());

    public Task RingAsync() => client.PublishStringAsync("doorbell/ring", "ding dong", MqttQualityOfServiceLevel.AtLeastOnce);
}
