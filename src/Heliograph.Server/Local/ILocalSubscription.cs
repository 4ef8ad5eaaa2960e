namespace Heliograph.Server.Local;

/// <summary>A subscription of the program the broker runs in. Dispose it to end it.</summary>
/// <remarks>
/// Who reads slowly is treated as any slow client: QoS 1 and 2 wait in a queue with the broker's bounds, and what happens there is what
/// happens to any client; QoS 0 is dropped and counted. Nothing is kept once it ends.
/// </remarks>
public interface ILocalSubscription : IAsyncDisposable
{
    /// <summary>What is subscribed to.</summary>
    string Filter { get; }

    /// <summary>Gives what comes as it comes; ends when the subscription is disposed or the broker stops. One reader at a time.</summary>
    /// <remarks>A message is acknowledged when the next one is asked for.</remarks>
    /// <param name="stop">Ends the loop, by an exception.</param>
    /// <exception cref="IOException">The broker has ended the subscription for another reason, such as a disconnect by the console; says why.</exception>
    IAsyncEnumerable<ReceivedMessage> ReadAllAsync(CancellationToken stop = default);
}
