using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Listeners;

/// <summary>The connections that came in by a listener and are open. Used by many threads.</summary>
internal sealed class OpenConnections
{
    private readonly HashSet<ConnectionContext> _all = [];
    private TaskCompletionSource? _empty;

    public void Add(ConnectionContext connection)
    {
        lock (_all) _all.Add(connection);
    }

    public void Remove(ConnectionContext connection)
    {
        lock (_all)
        {
            _all.Remove(connection);
            if (_all.Count == 0) _empty?.TrySetResult();
        }
    }

    /// <summary>Waits until none is left; after a while those that are left are cut. For when no more come.</summary>
    /// <param name="patience">The while. As long again is waited for what was cut.</param>
    public async Task EndAsync(TimeSpan patience)
    {
        TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_all)
        {
            if (_all.Count == 0) return;
            _empty = empty;
        }

        await empty.Task.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ConnectionContext[] left;
        lock (_all) left = [.. _all];
        foreach (var connection in left) connection.Abort(new("The listener is closed."));
        await empty.Task.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
