using System.Net.Sockets;
using System.Text;
using Heliograph.Server;
using Heliograph.Server.Logging;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Packets;

namespace Heliograph.Cli.Client;

/// <summary>A connection of <c>pub</c>, <c>sub</c> or <c>status</c> to a broker. Dispose without disconnecting leaves the will to it.</summary>
internal sealed class BrokerConnection : IDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly TaskCompletionSource<ConnectionLoss> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ClientTarget _target;
    private readonly TextWriter _debug;
    private bool _isLeaving;

    private BrokerConnection(ClientTarget target, TextWriter error)
    {
        (_target, _debug) = (target, target.IsDebug ? error : TextWriter.Null);
        _client.DisconnectedAsync += OnDisconnectedAsync;
    }

    /// <summary>Ends with the cause when the broker or the network ends the connection.</summary>
    public Task<ConnectionLoss> Lost => _lost.Task;

    /// <summary>Connects.</summary>
    /// <param name="target">Where and how.</param>
    /// <param name="error">Where debug lines go.</param>
    /// <param name="onMessage">Takes each message, one after the other, from before the CONNACK on; null when none are expected.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="OperatorException">No connection; says why and what to do.</exception>
    public static async Task<BrokerConnection> OpenAsync(
        ClientTarget target, TextWriter error, Func<MqttApplicationMessageReceivedEventArgs, Task>? onMessage, CancellationToken stop)
    {
        var connection = new BrokerConnection(target, error);
        if (onMessage is not null) connection._client.ApplicationMessageReceivedAsync += onMessage;
        try
        {
            await connection.ConnectAsync(stop);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Publishes and waits for the acknowledgement of its QoS.</summary>
    /// <exception cref="OperatorException">The broker refused it, or the connection was lost.</exception>
    public async Task PublishAsync(MqttApplicationMessage message, CancellationToken stop)
    {
        try
        {
            var result = await _client.PublishAsync(message, stop);
            _debug.WriteLine($"published to '{message.Topic}', {message.Payload.Length} bytes, QoS {(int)message.QualityOfServiceLevel}: {CodeText.Words(result.ReasonCode)}");
            if (!result.IsSuccess) throw Refusal.OfPublish(message.Topic, result);
        }
        catch (MqttCommunicationException failure)
        {
            throw Broken(failure);
        }
        catch (InvalidOperationException failure)
        {
            throw Broken(failure);
        }
    }

    /// <summary>Subscribes.</summary>
    /// <exception cref="OperatorException">A filter was refused, or the connection was lost.</exception>
    public async Task SubscribeAsync(MqttClientSubscribeOptions options, CancellationToken stop)
    {
        try
        {
            var result = await _client.SubscribeAsync(options, stop);
            foreach (var item in result.Items)
            {
                _debug.WriteLine($"subscribed to '{item.TopicFilter.Topic}': {CodeText.Words(item.ResultCode)}");
                if ((int)item.ResultCode >= 0x80) throw Refusal.OfSubscribe(item, result.ReasonString);
            }
        }
        catch (MqttCommunicationException failure)
        {
            throw Broken(failure);
        }
    }

    /// <summary>Removes subscriptions.</summary>
    public async Task UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken stop)
    {
        var options = new MqttClientUnsubscribeOptionsBuilder();
        foreach (var filter in filters) options.WithTopicFilter(filter);
        try
        {
            await _client.UnsubscribeAsync(options.Build(), stop);
        }
        catch (MqttCommunicationException failure)
        {
            throw Broken(failure);
        }
    }

    /// <summary>Says goodbye with DISCONNECT. Does nothing when the connection is gone.</summary>
    public async Task DisconnectAsync()
    {
        _isLeaving = true;
        if (!_client.IsConnected) return;
        var options = new MqttClientDisconnectOptions();
        foreach (var property in _target.Properties.Of("disconnect"))
        {
            if (property.Name == "session-expiry-interval") options.SessionExpiryInterval = property.Number;
            else (options.UserProperties ??= []).Add(new MqttUserProperty(property.Value, Encoding.UTF8.GetBytes(property.UserValue)));
        }

        try
        {
            await _client.DisconnectAsync(options, CancellationToken.None);
            _debug.WriteLine("disconnected");
        }
        catch (MqttCommunicationException)
        {
            _debug.WriteLine("the connection was gone before DISCONNECT");
        }
    }

    public void Dispose()
    {
        _isLeaving = true;
        _client.Dispose();
    }

    private async Task ConnectAsync(CancellationToken stop)
    {
        _debug.WriteLine($"connecting to {_target.Address} as '{_target.ClientId}', {_target.Version}");
        try
        {
            var result = await _client.ConnectAsync(ClientOptions.Of(_target), stop);
            _debug.WriteLine($"connected: {CodeText.Words(result.ResultCode)}, session present {result.IsSessionPresent}");
            if (result.ResultCode != MqttClientConnectResultCode.Success) throw Refusal.OfConnect(_target, result);
        }
        catch (Exception failure) when (failure is MqttCommunicationException or SocketException or OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            throw Unreachable(failure);
        }
    }

    private BrokerUnavailableException Unreachable(Exception failure)
    {
        for (var inner = failure; inner is not null; inner = inner.InnerException)
            if (inner is SocketException socket)
                return new($"cannot connect to {_target.Address}: {socket.Message.TrimEnd('.').ToLowerInvariant()}",
                    "Is the broker running (heliograph run), and are --host and --port right?", failure);
        return failure is MqttCommunicationTimedOutException or OperationCanceledException
            ? new($"{_target.Address} accepted the connection but did not answer", "Is it an MQTT broker?", failure)
            : new($"{_target.Address} closed the connection instead of answering: {failure.Message.TrimEnd('.')}", "Is it an MQTT broker?", failure);
    }

    private OperatorException Broken(Exception failure)
    {
        var cause = failure is MqttClientUnexpectedDisconnectReceivedException told ? Cause(told.ReasonCode ?? MQTTnet.Protocol.MqttDisconnectReasonCode.UnspecifiedError, told.ReasonString)
            : Lost.IsCompletedSuccessfully ? Lost.Result.Cause
            : failure.Message.TrimEnd('.');
        return new($"the connection to {_target.Address} was lost: {cause}", "The broker's log says why", failure);
    }

    private Task OnDisconnectedAsync(MqttClientDisconnectedEventArgs end)
    {
        if (_isLeaving || !end.ClientWasConnected) return Task.CompletedTask;
        var mayReconnect = end.Reason is MqttClientDisconnectReason.NormalDisconnection or MqttClientDisconnectReason.UnspecifiedError
            or MqttClientDisconnectReason.ServerShuttingDown or MqttClientDisconnectReason.ServerBusy
            or MqttClientDisconnectReason.KeepAliveTimeout or MqttClientDisconnectReason.ConnectionRateExceeded;
        // The library says this also of a connection that just broke off.
        var isUnexplained = end.Reason == MqttClientDisconnectReason.NormalDisconnection;
        _lost.TrySetResult(new(isUnexplained ? "it was closed without a reason" : Cause(end.Reason, end.ReasonString), mayReconnect));
        return Task.CompletedTask;
    }

    private static string Cause<T>(T reason, string? text)
        where T : struct, Enum =>
        string.IsNullOrEmpty(text) ? CodeText.Words(reason) : $"{CodeText.Words(reason)} ({LogText.Escape(text)})";
}
