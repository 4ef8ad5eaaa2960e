using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Heliograph.Server.Listeners;

/// <summary>Lets others wait until a connection has handled what its peer had sent. Costs nothing until someone asks.</summary>
/// <remarks>What was sent waits in the socket first, then in the pipe: it is all handled when they were found empty in that order.</remarks>
internal sealed class Hearing(ConnectionContext transport)
{
    private static readonly TaskCompletionSource Over = new();

    private TaskCompletionSource? _asked; // null, what is waited for, or Over
    private bool _isLastLook; // the socket was empty; the serving loop's own

    static Hearing() => Over.SetResult();

    /// <summary>Ends when nothing is left to be heard, or the connection has ended. Whoever asks sets a bound. Any thread.</summary>
    public Task HeardOutAsync()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _asked, asked, null) is { } earlier) return earlier.Task;
        transport.Transport.Input.CancelPendingRead(); // an idle one has to look, too
        return asked.Task;
    }

    /// <summary>All that the last read gave has been handled, and a next one follows. For the serving loop.</summary>
    public void OnHandled()
    {
        if (Volatile.Read(ref _asked) is not { } asked || asked == Over) return;
        if (_isLastLook)
        {
            _isLastLook = false;
            Interlocked.CompareExchange(ref _asked, null, asked);
            asked.TrySetResult();
        }
        else if (!IsReadable())
        {
            _isLastLook = true;
            transport.Transport.Input.CancelPendingRead();
        }
    }

    /// <summary>The connection has ended: nothing of it will be handled any more. Any thread.</summary>
    public void End() => Interlocked.Exchange(ref _asked, Over)?.TrySetResult();

    // Bytes, or the end of them: the peer has closed and the pipe is yet to tell.
    private bool IsReadable()
    {
        if (transport.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket) return false;
        try
        {
            return socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }
}
