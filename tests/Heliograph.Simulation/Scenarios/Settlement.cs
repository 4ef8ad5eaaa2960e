using Heliograph.Mqtt;
using Heliograph.Simulation.Clients;
using Heliograph.Simulation.Model;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Scenarios;

/// <summary>After the random life: everyone comes back, everything flows, and then nothing may be missing or left.</summary>
public sealed class Settlement(SimWorld world, IReadOnlyList<SimClient> clients)
{
    private const int RoundsMax = 600;

    private readonly SimClient _witness = new("witness");
    private readonly SimClient _auditor = new("auditor");

    /// <summary>A durable session away from the network hears all wills: so each must be in the journal when it is due.</summary>
    public void ListenToWills()
    {
        world.Connect(_witness, new(ProtocolVersion.V5, _witness.Id, true, uint.MaxValue, 0));
        Flow(() => _witness.IsConnected);
        _witness.Subscribe([("w/#", new(QoS.ExactlyOnce))], null);
        Flow(() => _witness.RequestCount == 0);
        _witness.Disconnect(ReasonCode.Success, null);
        Flow(() => world.Connections.Count == 0);
    }

    /// <summary>Brings back every client that has a session, and lets everything flow until nothing moves.</summary>
    public void Settle()
    {
        foreach (var connection in world.Connections.ToArray())
        {
            if (connection.IsCut) connection.Client.OnLost(connection);
        }

        Flow(() => world.Connections.TrueForAll(one => !one.IsDone));
        Flow(() => BringBack() && world.Connections.TrueForAll(one => one.View.HasConnAck) && All.All(IsIdle));
        for (var quiet = 0; quiet < 3; quiet++) Round();
        Flow(() => All.All(IsIdle) && world.Broker.Status().QueuedMessages == 0);
    }

    /// <summary>Nothing that the broker took on is missing.</summary>
    public void CheckDeliveries()
    {
        foreach (var session in world.Model.AllSessions)
        {
            if (session.HasEnded) continue;
            foreach (var delivery in session.Deliveries.Values.SelectMany(all => all)) CheckDelivery(delivery);
        }

        foreach (var shared in world.Model.SharedDeliveries)
        {
            var received = shared.Given.Sum(given => given.Received);
            if (received == 0 && !MayBeTakenForAnother(shared) && !MayHaveGoneAtQoS0(shared) && shared.Excuse is null && shared.Given.TrueForAll(given => given.Excuse is null) && shared.Message.ExpiresAt > world.Now)
                throw new SimulationException($"{shared} was given to no member that has it");
        }
    }

    /// <summary>A newcomer is sent exactly the retained messages that the model has.</summary>
    public void CheckRetained()
    {
        world.Connect(_auditor, new(ProtocolVersion.V5, _auditor.Id, true, 0, 0));
        Flow(() => _auditor.IsConnected);
        _auditor.Subscribe([("#", new(QoS.ExactlyOnce))], 7);
        Flow(() => _auditor.RequestCount == 0 && IsIdle(_auditor));
        for (var quiet = 0; quiet < 3; quiet++) Round();
        foreach (var delivery in world.Model.Find(_auditor.Id)!.Deliveries.Values.SelectMany(all => all)) CheckDelivery(delivery);
    }

    /// <summary>Everyone leaves for good; then the broker holds nothing.</summary>
    public void CleanUp()
    {
        foreach (var client in All.Where(client => client != _auditor)) Leave(client);
        foreach (var topic in world.Model.Retained.Keys.ToArray())
        {
            _auditor.Publish(new() { Key = $"clear:{topic}", Topic = topic, Payload = [], QoS = QoS.AtLeastOnce, Retain = true });
            Flow(() => _auditor.OutgoingCount == 0);
        }

        Leave(_auditor);
        Flow(() => world.Connections.Count == 0);
        world.Advance(61_000);
        var status = world.Broker.Status();
        if (status.Connections != 0 || status.Sessions != 0 || status.Subscriptions != 0 || status.QueuedMessages != 0
            || status.QueuedBytes != 0 || status.RetainedMessages != 0 || status.RetainedBytes != 0)
            throw new SimulationException($"everyone has left, and the broker still holds {status}");
    }

    // What waits in a group is given at the QoS that the member has by then.
    private bool MayHaveGoneAtQoS0(SharedDelivery shared) => world.Model.AllSessions.Any(session =>
        session.SharedForms.Exists(form => form.Filter == shared.Group.Filter && form.Options.QoS == QoS.AtMostOnce));

    // A member whose own subscriptions match too gets the message twice, and nothing tells the two apart.
    private bool MayBeTakenForAnother(SharedDelivery shared) => world.Model.AllSessions.Any(session =>
        session.SharedForms.Exists(form => form.Filter == shared.Group.Filter)
        && session.Deliveries.TryGetValue(shared.Message.Key, out var others) && others.Exists(one => one.Shared != shared));

    private IEnumerable<SimClient> All => clients.Append(_witness).Append(_auditor);

    private void Leave(SimClient client)
    {
        world.Connect(client, new(ProtocolVersion.V5, client.Id, true, 0, 0));
        Flow(() => client.IsConnected);
        client.Disconnect(ReasonCode.Success, null);
        Flow(() => world.Connections.TrueForAll(one => one.Client != client));
    }

    private void CheckDelivery(Delivery delivery)
    {
        if (delivery.Excuse is not null || delivery.Received > 0 || delivery.Message.ExpiresAt <= world.Now) return;
        if (delivery is { Reason: DeliveryReason.Shared, QoS: QoS.AtMostOnce } or { Shared.Excuse: not null }) return;
        if (delivery.Reason == DeliveryReason.Retained && delivery.Message.IsReplaced) return;
        if (HasArrivedForAnother(delivery)) return;
        throw new SimulationException($"never arrived: {delivery}");
    }

    // A QoS 1 publisher that sent again made two messages of one, and what arrived may have been taken for one that is excused.
    private static bool HasArrivedForAnother(Delivery delivery)
    {
        var alike = delivery.Session.Deliveries[delivery.Message.Key];
        return alike.Sum(one => one.Received) >= alike.Count(one => one.Excuse is null);
    }

    // Some connections end only now: their client was silent for too long, or had half connected.
    private bool BringBack()
    {
        foreach (var client in All)
        {
            if (client is { Connection: null, Asked: not null }) world.Connect(client, Return(client));
        }

        return true;
    }

    private static ConnectFields Return(SimClient client) => new(
        client.Asked!.Version, client.Id, false,
        client.Asked.IsV5 ? Math.Max(1_000, client.Asked.ExpirySeconds) : uint.MaxValue, 0);

    private static bool IsIdle(SimClient client) => client is { OwesAnswers: false, OutgoingCount: 0, RequestCount: 0 }
        && (client.Connection is not { } connection
            || (client.IsConnected && connection is { WantsFlush: false, OwesWritten: false, Up.Length: 0, Down.Length: 0, Input.Length: 0 }));

    private void Flow(Func<bool> until)
    {
        for (var round = 0; round < RoundsMax; round++)
        {
            if (until()) return;
            Round();
        }

        throw new SimulationException($"waits for ever with a durable journal: {string.Join("; ", All.Where(client => !IsIdle(client)).Select(Describe))}; {world.Broker.Status()}");
    }

    private void Round()
    {
        foreach (var client in All)
        {
            if (!client.IsConnected) continue;
            client.SendAllAnswers();
            if (client.Asked!.KeepAliveSeconds > 0) client.Ping();
        }

        foreach (var connection in world.Connections) connection.Up.MoveTo(connection.Input, connection.Up.Length);
        world.Handle(world.Connections.Where(one => one.Input.Length > 0).ToArray());
        foreach (var connection in world.Connections)
        {
            if (connection.Engine.PendingAuthentication is not null) world.Authenticate(connection);
        }

        if (!world.Journal.IsDurable) world.MakeDurable(world.Journal.Last.Value);
        foreach (var connection in world.Connections)
        {
            while (connection.WantsFlush) world.Drain(connection);
            if (connection.OwesWritten) world.OnWritten(connection);
        }

        foreach (var connection in world.Connections)
        {
            connection.Down.MoveTo(connection.Arrived, connection.Down.Length);
            connection.Client.Receive(connection, connection.Arrived);
        }

        foreach (var connection in world.Connections.ToArray())
        {
            if (connection.IsDone) world.Report(connection);
        }

        world.Advance(20);
    }

    private static string Describe(SimClient client) =>
        $"{client.Id}: connected {client.IsConnected}, owes answers {client.OwesAnswers}, awaits {client.OutgoingCount} publishes and {client.RequestCount} requests";
}
