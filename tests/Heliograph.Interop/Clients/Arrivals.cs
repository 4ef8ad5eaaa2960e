using System.Threading.Channels;

namespace Heliograph.Interop.Clients;

/// <summary>What a client has shown and the scenario has not yet asked for, in the order of arrival.</summary>
internal sealed class Arrivals
{
    private readonly Channel<ReceivedMessage> _messages = Channel.CreateUnbounded<ReceivedMessage>();
    private readonly TaskCompletionSource<int?> _disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(ReceivedMessage message) => _messages.Writer.TryWrite(message);

    public void AddDisconnect(int? reason) => _disconnected.TrySetResult(reason);

    /// <summary>Nothing arrives any more: whoever waits fails with <paramref name="why"/>.</summary>
    public void End(Exception why)
    {
        _messages.Writer.TryComplete(why);
        _disconnected.TrySetException(why);
    }

    public async Task<ReceivedMessage> NextMessageAsync() =>
        await _messages.Reader.ReadAsync().AsTask().BoundedAsync();

    public Task<int?> DisconnectedAsync() => _disconnected.Task.BoundedAsync();
}
