namespace Heliograph.Interop.Clients;

/// <summary>One connection of a real client, told what to do by a scenario.</summary>
/// <remarks>
/// Each call returns when the broker has answered; one that waits longer than <see cref="Patience.Limit"/> fails.
/// </remarks>
public interface IClientConnection : IAsyncDisposable
{
    /// <summary>Connects and, when accepted, subscribes. A resumed session may be given no subscriptions.</summary>
    Task<ConnectAnswer> ConnectAsync(ConnectRequest request, params IReadOnlyList<Subscription> subscriptions);

    /// <summary>Publishes, and waits for the acknowledgement that the QoS asks for.</summary>
    Task PublishAsync(Publication publication);

    /// <summary>The next message in the order of arrival.</summary>
    Task<ReceivedMessage> NextMessageAsync();

    /// <summary>The reason code of the DISCONNECT packet that the broker sends.</summary>
    Task<int?> DisconnectedAsync();

    /// <summary>Ends the connection with a DISCONNECT packet.</summary>
    Task DisconnectAsync();

    /// <summary>Ends the connection without a DISCONNECT packet, as a client does that loses its power.</summary>
    void Drop();
}
