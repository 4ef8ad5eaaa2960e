using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Heliograph.Interop.Clients;

/// <summary>A connection of MQTTnet's client, in this process.</summary>
internal sealed class MqttNetConnection : IClientConnection
{
    private readonly Arrivals _arrivals = new();
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private MqttVersion _version;

    public MqttNetConnection()
    {
        _client.ApplicationMessageReceivedAsync += arrived =>
        {
            _arrivals.Add(Read(arrived.ApplicationMessage));
            return Task.CompletedTask;
        };
        _client.DisconnectedAsync += ended =>
        {
            _arrivals.AddDisconnect((int)ended.Reason);
            return Task.CompletedTask;
        };
    }

    public async Task<ConnectAnswer> ConnectAsync(
        ConnectRequest request, params IReadOnlyList<Subscription> subscriptions)
    {
        _version = request.Version;
        var connected = await _client.ConnectAsync(Options(request), TestContext.Current.CancellationToken);
        if (connected.ResultCode != MqttClientConnectResultCode.Success)
            return new(ReturnCode(connected.ResultCode), false, []);

        var granted = new List<int>();
        foreach (var subscription in subscriptions)
        {
            var subscribed = await _client.SubscribeAsync(Options(subscription), TestContext.Current.CancellationToken);
            granted.AddRange(subscribed.Items.Select(item => (int)item.ResultCode));
        }
        return new(0, connected.IsSessionPresent, granted);
    }

    public async Task PublishAsync(Publication publication)
    {
        var message = Message(publication);
        for (var sent = 0; sent < publication.Times; sent++)
        {
            await _client.PublishAsync(message, TestContext.Current.CancellationToken);
            if (publication.TopicAlias is not null) message.Topic = "";
        }
    }

    public Task<ReceivedMessage> NextMessageAsync() => _arrivals.NextMessageAsync();

    public Task<int?> DisconnectedAsync() => _arrivals.DisconnectedAsync();

    public Task DisconnectAsync() => _client.DisconnectAsync(new MqttClientDisconnectOptions());

    public void Drop() => _client.Dispose();

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    // The library gives the return codes of 3.x the names and numbers of 5.0.
    private int ReturnCode(MqttClientConnectResultCode code) => (_version, code) switch
    {
        (not MqttVersion.V5, MqttClientConnectResultCode.BadUserNameOrPassword) => 4,
        (not MqttVersion.V5, MqttClientConnectResultCode.NotAuthorized) => 5,
        _ => (int)code,
    };

    private static MqttClientOptions Options(ConnectRequest request)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", request.Port)
            .WithTimeout(Patience.Limit)
            .WithClientId(request.ClientId)
            .WithCleanSession(request.Clean)
            .WithProtocolVersion((MqttProtocolVersion)(int)request.Version);
        if (request.Version == MqttVersion.V5)
            builder.WithSessionExpiryInterval(request.SessionExpirySeconds);
        if (request.User is not null) builder.WithCredentials(request.User, request.Password);
        if (request.Will is not { } will) return builder.Build();

        builder.WithWillTopic(will.Topic).WithWillPayload(will.Payload).WithWillRetain(will.Retain)
            .WithWillQualityOfServiceLevel((MqttQualityOfServiceLevel)will.QoS);
        if (will.ContentType is not null) builder.WithWillContentType(will.ContentType);
        foreach (var (name, value) in Pairs(will)) builder.WithWillUserProperty(name, value);
        return builder.Build();
    }

    private static MqttClientSubscribeOptions Options(Subscription subscription)
    {
        var builder = new MqttClientSubscribeOptionsBuilder().WithTopicFilter(
            subscription.Filter, (MqttQualityOfServiceLevel)subscription.QoS, subscription.NoLocal,
            subscription.RetainAsPublished, (MqttRetainHandling)subscription.RetainHandling);
        if (subscription.Identifier is { } identifier) builder.WithSubscriptionIdentifier(identifier);
        return builder.Build();
    }

    private static MqttApplicationMessage Message(Publication publication)
    {
        var builder = new MqttApplicationMessageBuilder()
            .WithTopic(publication.Topic)
            .WithPayload(publication.Payload)
            .WithQualityOfServiceLevel((MqttQualityOfServiceLevel)publication.QoS)
            .WithRetainFlag(publication.Retain);
        if (publication.ContentType is not null) builder.WithContentType(publication.ContentType);
        if (publication.ResponseTopic is not null) builder.WithResponseTopic(publication.ResponseTopic);
        if (publication.CorrelationData is { } data) builder.WithCorrelationData(Encoding.UTF8.GetBytes(data));
        if (publication.MessageExpirySeconds is { } expiry) builder.WithMessageExpiryInterval(expiry);
        if (publication.IsUtf8) builder.WithPayloadFormatIndicator(MqttPayloadFormatIndicator.CharacterData);
        if (publication.TopicAlias is { } alias) builder.WithTopicAlias(alias);
        foreach (var (name, value) in Pairs(publication)) builder.WithUserProperty(name, value);
        return builder.Build();
    }

    private static IEnumerable<(string Name, byte[] Value)> Pairs(Publication publication) =>
        publication.UserProperties.Select(pair => pair.Split(':'))
            .Select(pair => (pair[0], Encoding.UTF8.GetBytes(pair[1])));

    private static ReceivedMessage Read(MqttApplicationMessage message) =>
        new(message.Topic, message.ConvertPayloadToString() ?? "", (int)message.QualityOfServiceLevel, message.Retain)
        {
            ContentType = message.ContentType,
            ResponseTopic = message.ResponseTopic,
            CorrelationData = message.CorrelationData is { } data ? Encoding.UTF8.GetString(data) : null,
            MessageExpiry = message.MessageExpiryInterval == 0 ? null : message.MessageExpiryInterval,
            PayloadFormat = message.PayloadFormatIndicator == MqttPayloadFormatIndicator.CharacterData ? 1 : null,
            SubscriptionIds = message.SubscriptionIdentifiers ?? [],
            UserProperties =
                [.. (message.UserProperties ?? []).Select(pair => $"{pair.Name}:{pair.ReadValueAsString()}")],
        };
}
