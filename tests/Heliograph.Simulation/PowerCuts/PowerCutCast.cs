using Heliograph.Mqtt;
using Heliograph.Simulation.World;
using Heliograph.Tests.Common.Clients;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>The clients of a run: some of those of the kill test, with smaller windows, and visitors.</summary>
internal sealed class PowerCutCast
{
    public const string RetainedFilter = "r/#";
    private const string AllTopics = "t/#";
    private const string WillTopic = "w/0";
    private static readonly string[] Topics = ["t/0", "t/1", "t/2"];
    private readonly PowerCutWorld _world;
    private readonly SeededRandom _random;
    private readonly List<IPeer> _peers = [];

    public PowerCutCast(PowerCutWorld world)
    {
        (_world, _random) = (world, world.Random);
        AddPublishers();
        AddSubscribers();
        for (var number = _random.Next(3); number > 0; number--) _peers.Add(new WillClient(world, new($"w{number}", ProtocolVersion.V5), WillTopic));
        for (var number = _random.Next(5); number > 0; number--) _peers.Add(new Visitor(world, $"v{number}"));
    }

    public IReadOnlyList<IPeer> Peers => _peers;

    private bool IsThere => _random.Chance(60);

    private ProtocolVersion AnyVersion => _random.Pick([ProtocolVersion.V311, ProtocolVersion.V5]);

    private QoS AnyQoS => _random.Pick([QoS.AtLeastOnce, QoS.ExactlyOnce]);

    private void AddPublishers()
    {
        Publish("p1", QoS.AtLeastOnce, Topics);
        Publish("p2", QoS.ExactlyOnce, Topics);
        if (IsThere) Publish("p3", AnyQoS, Topics);
        if (IsThere) Publish("p4", AnyQoS, ["r/0", "r/1", "r/2"], retain: true);
    }

    private void AddSubscribers()
    {
        Subscribe(new("steady", ProtocolVersion.V5), QoS.ExactlyOnce, AllTopics, WillTopic);
        if (IsThere) Subscribe(new("s1", AnyVersion) { LeavesPerMille = 50 }, AnyQoS, AllTopics);
        if (IsThere) Subscribe(new("s2", ProtocolVersion.V5) { LeavesPerMille = 50, ReceiveMaximum = _random.Between(1, 5) }, AnyQoS, Topics[0], Topics[1]);
        if (IsThere) Subscribe(new("s3", AnyVersion) { LeavesPerMille = 300, AwayMillisecondsMax = 20_000 }, AnyQoS, AllTopics);
        if (IsThere)
        {
            Share("g1");
            Share("g2");
        }

        if (IsThere) Change("c1");
        if (IsThere) Toggle("c2");
    }

    private void Publish(string name, QoS qos, string[] topics, bool retain = false)
    {
        var settings = new ClientSettings(name, AnyVersion) { LeavesPerMille = _random.Pick([0, 50]) };
        var plan = new PublisherPlan(qos, topics, NewRandom()) { Retain = retain, InflightMax = _random.Between(1, 6) };
        Add(settings, new Publisher(_world.Course, settings, plan));
    }

    private void Subscribe(ClientSettings settings, QoS qos, params string[] filters) =>
        Add(settings, new Subscriber(_world.Course, settings, _world.History.AddInbox(settings.Name), qos, filters));

    private void Share(string name)
    {
        var settings = new ClientSettings(name, ProtocolVersion.V5) { LeavesPerMille = 50 };
        Add(settings, new Subscriber(_world.Course, settings, _world.History.AddInbox(name, "workers"), QoS.AtLeastOnce, AllTopics));
    }

    private void Change(string name)
    {
        var settings = new ClientSettings(name, AnyVersion) { LeavesPerMille = 50 };
        Add(settings, new Changer(_world.Course, settings, _world.History.AddInbox(name), AnyQoS, Topics, NewRandom()));
    }

    private void Toggle(string name)
    {
        var settings = new ClientSettings(name, ProtocolVersion.V5) { LeavesPerMille = 20 };
        Add(settings, new Toggler(_world.Course, settings));
    }

    private void Add(ClientSettings settings, IRole role) => _peers.Add(new SessionClient(_world, settings, role));

    private Random NewRandom() => new((int)_random.NextBits());
}
