using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Connections;

/// <summary>AUTH packets, section 4.12, and re-authentication of a connected client, section 4.12.1.</summary>
internal sealed class Authenticating(IEnhancedAuthenticator? enhanced, Ending ending)
{
    public const string TooLargeCause = "AUTH would exceed the client's Maximum Packet Size [MQTT-3.1.2-24]";

    /// <summary>An AUTH packet of a connected client.</summary>
    public void OnAuth(Connection connection, in Auth auth, Batch batch)
    {
        if (connection.AuthenticationMethod is not { } method || !HasMethod(auth, method))
        {
            ending.Close(connection, ReasonCode.ProtocolError,
                "AUTH: CONNECT had no Authentication Method, or another one [MQTT-4.12.0-7] [MQTT-4.12.1-1]", batch);
            return;
        }

        if (auth.Code == ReasonCode.ReAuthenticate && connection.Exchange is null)
        {
            connection.Exchange = enhanced?.TryStart(method, new(
                connection.ClientId, connection.Identity.UserName, null, connection.Peer) { IsConnected = true });
        }
        else if (auth.Code != ReasonCode.ContinueAuthentication)
        {
            ending.Close(connection, ReasonCode.ProtocolError, "AUTH: the code does not fit the exchange", batch);
            return;
        }

        if (connection.Exchange is null)
        {
            ending.Close(connection, ReasonCode.ProtocolError, "AUTH: no exchange is running", batch);
            return;
        }

        var step = connection.Exchange.Step(DataOf(auth.Properties));
        if (step.Result is { } result) Conclude(connection, result, step.Data, batch);
        else Answer(connection, ReasonCode.ContinueAuthentication, step.Data, batch);
    }

    public static bool HasMethod(in Auth auth, string method) =>
        auth.Properties.TryFind(PropertyId.AuthenticationMethod, out var given)
        && given.Value.SequenceEqual(Encoding.UTF8.GetBytes(method));

    public static ReadOnlySpan<byte> DataOf(PropertyBlock properties) =>
        properties.TryFind(PropertyId.AuthenticationData, out var data) ? data.Value : default;

    public static ReasonCode CodeOf(AuthenticationOutcome outcome) => outcome switch
    {
        AuthenticationOutcome.Accepted => ReasonCode.Success,
        AuthenticationOutcome.BadCredentials => ReasonCode.BadUserNameOrPassword,
        AuthenticationOutcome.Banned => ReasonCode.Banned,
        AuthenticationOutcome.TooManyAttempts => ReasonCode.ConnectionRateExceeded,
        AuthenticationOutcome.Unavailable => ReasonCode.ServerUnavailable,
        _ => ReasonCode.NotAuthorized,
    };

    /// <summary>Sends AUTH.</summary>
    /// <returns>False when it would exceed the client's Maximum Packet Size [MQTT-3.1.2-24].</returns>
    public static bool TryWriteAuth(Connection connection, ReasonCode code, byte[]? data, Batch batch)
    {
        var properties = new PropertyWriter(stackalloc byte[256]);
        properties.Add(PropertyId.AuthenticationMethod, Encoding.UTF8.GetBytes(connection.AuthenticationMethod!));
        if (data is not null) properties.Add(PropertyId.AuthenticationData, data);
        var packet = new Auth { Code = code, Properties = properties.Block };
        var fits = packet.Length() <= connection.Link.PacketBytesMax;
        using (connection.Link.Enter())
        {
            if (fits && !connection.Link.IsClosing)
            {
                packet.Write(connection.Link.Outbox);
                batch.Touch(connection.Link);
                batch.Counters.AddSent(PacketType.Auth);
            }
        }

        properties.Dispose();
        return fits;
    }

    private void Answer(Connection connection, ReasonCode code, byte[]? data, Batch batch)
    {
        if (!TryWriteAuth(connection, code, data, batch))
            ending.Close(connection, ReasonCode.PacketTooLarge, TooLargeCause, batch);
    }

    private void Conclude(Connection connection, AuthenticationResult result, byte[]? data, Batch batch)
    {
        connection.Exchange = null;
        if (result.Outcome != AuthenticationOutcome.Accepted)
            ending.Close(connection, ReasonCode.NotAuthorized, $"re-authentication failed: {result.Cause}", batch); // [MQTT-4.12.1-2]
        else if (result.UserName != connection.Identity.UserName)
            ending.Close(connection, ReasonCode.NotAuthorized, "re-authentication named another user", batch);
        else Answer(connection, ReasonCode.Success, data, batch);
    }
}
