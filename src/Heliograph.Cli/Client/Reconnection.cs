using MQTTnet;

namespace Heliograph.Cli.Client;

/// <summary>Connects again after a loss, with growing pauses of a second to half a minute.</summary>
internal static class Reconnection
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    /// <summary>Tries until there is a connection; says on standard error what it does.</summary>
    /// <exception cref="Heliograph.Server.OperatorException">The broker is there and refuses the client.</exception>
    public static async Task<BrokerConnection> OpenAsync(
        ClientTarget target, ConnectionLoss loss, TextWriter error,
        Func<MqttApplicationMessageReceivedEventArgs, Task> onMessage, CancellationToken stop)
    {
        error.WriteLine($"heliograph: the connection to {target.Address} was lost: {loss.Cause}. Connecting again.");
        for (var pause = PauseMin; ; pause = pause * 2 < PauseMax ? pause * 2 : PauseMax)
        {
            // A random part keeps the clients of one broker from all coming back at the same moment.
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble() / 2), stop);
            try
            {
                var connection = await BrokerConnection.OpenAsync(target, error, onMessage, stop);
                error.WriteLine($"heliograph: connected to {target.Address} again");
                return connection;
            }
            catch (BrokerUnavailableException failure)
            {
                if (target.IsDebug) error.WriteLine(failure.Message);
            }
        }
    }
}
