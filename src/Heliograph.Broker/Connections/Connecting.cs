using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Connections;

/// <summary>From CONNECT to the verdict on who the client is, section 3.1.4.</summary>
internal sealed class Connecting(
    BrokerContext context, SessionRegistry sessions, ConnectRate rate, IEnhancedAuthenticator? enhanced, ulong idSeed,
    Accepting accepting, TakeoverLoops loops)
{
    private readonly AssignedClientIds _assigned = new(idSeed);

    /// <summary>Takes the CONNECT body; what it borrows is copied if authentication takes time.</summary>
    public void OnConnect(Connection connection, ReadOnlySpan<byte> body, Batch batch)
    {
        var violation = Connect.TryRead(body, out var connect);
        connection.Link.Version = connect.Version;
        var policy = connection.Peer.Policy;
        var options = context.OptionsAt(connection.Peer.Listener);
        connection.Announced = policy is null ? options : policy.Over(options);
        connection.Link.IsTold = connection.Announced.Habits.ExplainsRefusals;
        if (violation.IsNone && policy is { Versions: { Count: > 0 } versions } && !versions.Contains(connect.Version))
            violation = new(ReasonCode.UnsupportedProtocolVersion, "this version of MQTT is not spoken at this listener");
        if (!violation.IsNone)
        {
            accepting.Refuse(connection, violation.Code, violation.What, batch);
            return;
        }

        Prepare(connection, connect);
        violation = Check(connection, connect, batch.Now);
        if (!violation.IsNone)
        {
            accepting.Refuse(connection, violation.Code, violation.What, batch);
            return;
        }

        connection.ConnectBody = body.ToArray();
        var request = new AuthenticationRequest(
            connection.ClientId, connection.Identity.UserName, connect.HasPassword ? connect.Password.ToArray() : null,
            connection.Peer);
        if (connect.Properties.TryFind(PropertyId.AuthenticationMethod, out var method))
        {
            BeginExchange(connection, connect, Encoding.UTF8.GetString(method.Value), request, batch);
            return;
        }

        connection.State = ConnectionState.Authenticating;
        connection.PendingAuthentication = request;
    }

    /// <summary>The edge found out who the client is.</summary>
    public void OnAuthenticated(Connection connection, AuthenticationResult result, Batch batch)
    {
        connection.PendingAuthentication = null;
        if (connection.State != ConnectionState.Authenticating) return; // closed meanwhile
        Conclude(connection, result, connection.FinalData, batch);
    }

    /// <summary>An AUTH packet before CONNACK [MQTT-4.12.0-3].</summary>
    public void OnAuth(Connection connection, in Auth auth, Batch batch)
    {
        if (auth.Code != ReasonCode.ContinueAuthentication || !Authenticating.HasMethod(auth, connection.AuthenticationMethod!))
        {
            accepting.Refuse(connection, ReasonCode.ProtocolError,
                "AUTH: the code is not 0x18 or the method changed [MQTT-4.12.0-5]", batch);
            return;
        }

        Step(connection, Authenticating.DataOf(auth.Properties), batch);
    }

    private void Prepare(Connection connection, in Connect connect)
    {
        var options = connection.Announced;
        var properties = connect.Properties;
        var link = connection.Link;
        link.PacketBytesMax = properties.NumberOr(PropertyId.MaximumPacketSize, uint.MaxValue);
        link.InflightMax = (int)Math.Min(
            properties.NumberOr(PropertyId.ReceiveMaximum, ushort.MaxValue), (uint)options.InflightMax);
        link.InflightBytesMax = options.Habits.InflightBytesMax;
        link.PendingBytesMax = options.OutgoingBytesMax;
        connection.Pace = Pace.Of(options);
        link.WantsProblemInformation = properties.NumberOr(PropertyId.RequestProblemInformation, 1) != 0;
        var aliases = (int)Math.Min(
            properties.NumberOr(PropertyId.TopicAliasMaximum, 0), (uint)options.OutgoingTopicAliasMaximum);
        link.Aliases = aliases == 0 ? null : new(aliases);
        var userName = connect.HasUserName ? Encoding.UTF8.GetString(connect.UserName) : null;
        var clientId = connection.Peer.Policy is { UsesUserNameAsClientId: true } ? userName ?? ""
            : connect.ClientId.IsEmpty ? AssignClientId(options.Habits)
            : Encoding.UTF8.GetString(connect.ClientId);
        link.Mount = connection.Peer.Policy?.Mount;
        connection.Identity = new(clientId, userName, connection.Peer);
        connection.KeepAliveSeconds = connect.KeepAlive;
        if (connect.Version == ProtocolVersion.V5 && options.KeepAliveSecondsMax > 0
            && (connect.KeepAlive == 0 || connect.KeepAlive > options.KeepAliveSecondsMax))
            connection.KeepAliveSeconds = options.KeepAliveSecondsMax;
        connection.RequestedExpirySeconds = connect.Version == ProtocolVersion.V5
            ? properties.NumberOr(PropertyId.SessionExpiryInterval, 0)
            : connect.CleanStart ? 0 : options.PersistentSessionExpirySeconds;
    }

    private Violation Check(Connection connection, in Connect connect, Instant now)
    {
        var options = connection.Announced;
        if (!rate.TryTake(now, options.ConnectsPerSecondMax))
            return new(ReasonCode.ConnectionRateExceeded, $"more than connects_per_second_max = {options.ConnectsPerSecondMax}");
        if (connection.ClientId.Length == 0 && connection.Peer.Certificate is null) // one with a certificate may be named by that
            return new(ReasonCode.NotAuthorized, "the user name is to be the client id, and none came");
        if (options is { Habits.RefusesLongKeepAlives: true, KeepAliveSecondsMax: > 0 and var most } && connect.Version != ProtocolVersion.V5
            && connect.KeepAlive > most)
            return new(ReasonCode.ClientIdentifierNotValid, $"the keep alive is above {most} s, and a client of 3.x cannot be told so");
        if (connect.ClientId.IsEmpty && !MayBeEmpty(connect, options))
            return new(ReasonCode.ClientIdentifierNotValid, "the client id is empty [MQTT-3.1.3-8] v3.1.1 [MQTT-3.1.3-8]");
        if (connect.ClientId.Length > options.ClientIdBytesMax)
            return new(ReasonCode.ClientIdentifierNotValid, $"the client id is longer than client_id_bytes_max = {options.ClientIdBytesMax}");
        return connect.HasWill ? CheckWill(connect.Will, options, connection.Link.Mount?.Length ?? 0) : Violation.None;
    }

    private static Violation CheckWill(in WillFields will, BrokerOptions options, int mountBytes)
    {
        if (will.QoS > options.MaximumQoS) return new(ReasonCode.QoSNotSupported, "the Will QoS is above Maximum QoS [MQTT-3.2.2-12]");
        if (will.Retain && !options.RetainAvailable)
            return new(ReasonCode.RetainNotSupported, "the will is retained and retain is not available [MQTT-3.2.2-13]");
        return will.Topic.Length + mountBytes > options.TopicBytesMax || TopicLevels.Count(will.Topic) > options.TopicLevelsMax
            ? new(ReasonCode.TopicNameInvalid, "the Will Topic is longer or deeper than the limits allow")
            : Violation.None;
    }

    // 3.1 knows no empty client id; 3.1.1 only with clean session.
    private static bool MayBeEmpty(in Connect connect, BrokerOptions options) => options.EmptyClientIdAllowed
        && connect.Version != ProtocolVersion.V31 && (connect.Version == ProtocolVersion.V5 || connect.CleanStart);

    private string AssignClientId(BrokerHabits habits)
    {
        while (true)
        {
            var id = _assigned.Next(habits);
            if (!sessions.TryFind(id, out _)) return id; // a client that chose the same text is passed over
        }
    }

    private void BeginExchange(
        Connection connection, in Connect connect, string method, AuthenticationRequest request, Batch batch)
    {
        connection.AuthenticationMethod = method;
        connection.Exchange = enhanced?.TryStart(method, request);
        if (connection.Exchange is null)
        {
            accepting.Refuse(connection, ReasonCode.BadAuthenticationMethod,
                "the Authentication Method is not offered [MQTT-4.12.0-1]", batch);
            return;
        }

        connection.State = ConnectionState.Exchanging;
        Step(connection, Authenticating.DataOf(connect.Properties), batch);
    }

    private void Step(Connection connection, ReadOnlySpan<byte> data, Batch batch)
    {
        var step = connection.Exchange!.Step(data);
        if (step.Result is { } result) OnProven(connection, result, step.Data, batch);
        else if (!Authenticating.TryWriteAuth(connection, ReasonCode.ContinueAuthentication, step.Data, batch))
            accepting.Refuse(connection, ReasonCode.PacketTooLarge, Authenticating.TooLargeCause, batch);
    }

    // Who takes part in a loop waits as those with a password do: at the edge, which has the clock.
    private void OnProven(Connection connection, AuthenticationResult result, byte[]? data, Batch batch)
    {
        if (result.Outcome != AuthenticationOutcome.Accepted || loops.DelayOf(connection.ClientId, batch.Now) == TimeSpan.Zero)
        {
            Conclude(connection, result, data, batch);
            return;
        }

        connection.Exchange = null;
        connection.FinalData = data;
        connection.State = ConnectionState.Authenticating;
        connection.PendingAuthentication = new(connection.ClientId, result.UserName, null, connection.Peer) { Proven = result };
    }

    private void Conclude(Connection connection, AuthenticationResult result, byte[]? data, Batch batch)
    {
        connection.Exchange = null;
        if (result.Outcome == AuthenticationOutcome.Accepted)
        {
            var clientId = connection.ClientIdOf(result);
            if (clientId.Length == 0)
            {
                accepting.Refuse(connection, ReasonCode.NotAuthorized, "the user name is to be the client id, and there is none", batch);
                return;
            }

            connection.Identity = connection.Identity with { ClientId = clientId, UserName = result.UserName, Rights = result.Rights };
            connection.Login = result.ValidFor is null ? null : result;
            accepting.Accept(connection, data, batch);
            return;
        }

        accepting.Refuse(connection, Authenticating.CodeOf(result.Outcome), result.Cause, batch);
    }
}
