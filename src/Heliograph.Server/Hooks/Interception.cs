using Heliograph.Broker.Connections;
using Heliograph.Broker.Interception;

namespace Heliograph.Server.Hooks;

/// <summary>Asks the interceptors about the publishes of one connection, one at a time.</summary>
internal sealed class Interception(PublishHooks hooks)
{
    private CancellationTokenSource? _stop;

    /// <summary>The verdict; null when the engine has ended the connection meanwhile.</summary>
    public async Task<PublishVerdict?> AskAsync(Connection connection, InterceptedPublish publish)
    {
        var stop = new CancellationTokenSource(); // not disposed: any thread may cancel it
        Volatile.Write(ref _stop, stop);
        if (connection.HasEnded) return null;
        try
        {
            return await hooks.AskAsync(publish, stop.Token);
        }
        catch (OperationCanceledException) when (connection.HasEnded)
        {
            return null;
        }
        finally
        {
            Volatile.Write(ref _stop, null);
        }
    }

    /// <summary>The engine has ended the connection: nobody is asked any more. Any thread.</summary>
    public void GiveUp() => Volatile.Read(ref _stop)?.CancelAsync();
}
