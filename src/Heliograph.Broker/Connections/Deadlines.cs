using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Connections;

/// <summary>What is done when a <see cref="Timers"/> entry falls due, if it still means something.</summary>
internal sealed class Deadlines(BrokerContext context, Timers timers, Ending ending, Wills wills)
{
    /// <summary>Does everything that is due.</summary>
    public void FireDue(Batch batch)
    {
        while (timers.TryTakeDue(batch.Now, out var entry))
        {
            switch (entry.Kind)
            {
                case TimerKind.ConnectTimeout: OnConnectTimeout((Connection)entry.Target, batch); break;
                case TimerKind.KeepAlive: OnKeepAlive((Connection)entry.Target, batch); break;
                case TimerKind.LoginExpiry: OnLoginExpired((Connection)entry.Target, batch); break;
                case TimerKind.Will: wills.OnDue((Session)entry.Target, (Will)entry.Token!, batch); break;
                case TimerKind.SessionExpiry: ending.Expire((Session)entry.Target, batch); break;
            }
        }
    }

    private void OnConnectTimeout(Connection connection, Batch batch)
    {
        if (connection.State is ConnectionState.Connected or ConnectionState.Closed) return;
        ending.Close(connection, ReasonCode.MaximumConnectTime,
            $"no CONNECT was completed within connect_timeout = {context.Options.ConnectTimeout.TotalSeconds} s", batch);
    }

    private void OnLoginExpired(Connection connection, Batch batch)
    {
        if (connection.State != ConnectionState.Connected || connection.Login is not { ValidFor: { } validFor } login) return;
        ending.Close(connection, ReasonCode.MaximumConnectTime,
            $"the login has expired: it was good for {Math.Floor(validFor.TotalSeconds)} s ({login.Cause})", batch);
    }

    private void OnKeepAlive(Connection connection, Batch batch)
    {
        if (connection.Link.IsClosing) return;
        // Held for others' sake, we are not reading and it cannot be heard; held because it does not read, it is not.
        if ((connection.IsHeld && !connection.Link.IsSwamped) || connection.PausedUntil is not null || connection.PendingPublish is not null)
            connection.LastPacketAt = batch.Now;
        var due = connection.LastPacketAt + Accepting.KeepAliveLimit(connection);
        if (due > batch.Now)
        {
            timers.Add(due, new(TimerKind.KeepAlive, connection));
            return;
        }

        ending.Close(connection, ReasonCode.KeepAliveTimeout,
            $"nothing was received for one and a half times the keep alive of {connection.KeepAliveSeconds} s [MQTT-3.1.2-22]", batch);
    }
}
