using Heliograph.Crash.Clients;
using Heliograph.Mqtt;
using Heliograph.Tests.Common.Clients;

namespace Heliograph.Crash.Scenarios;

/// <summary>The clients of a run.</summary>
internal sealed class Cast
{
    public const string RetainedFilter = "r/#";
    public const string WillTopic = "w/0";
    private const string AllTopics = "t/#";
    private static readonly string[] Topics = ["t/0", "t/1", "t/2", "t/3"];
    private readonly World _world;
    private readonly int _seed;
    private readonly List<Client> _clients = [];
    private readonly WillClient _will;
    private readonly Newcomers _newcomers;

    public Cast(World world, int seed)
    {
        _world = world;
        _seed = seed;
        AddPublishers();
        AddSubscribers();
        _will = new(world, new("will", ProtocolVersion.V5), WillTopic, RandomOf("will"));
        _newcomers = new(world, "new");
    }

    public IReadOnlyList<Client> Clients => _clients;

    /// <summary>Who is away or has something under way.</summary>
    public IEnumerable<string> Unsettled() => _clients.Where(client => !client.IsSettled)
        .Select(client => client.IsConnected ? client.Name : $"{client.Name} (away)")
        .Concat(_will.IsSettled ? [] : ["will"]).Concat(_newcomers.IsSettled ? [] : ["newcomers"]);

    public IEnumerable<Task> Run() => [.. _clients.Select(client => client.RunAsync()), _will.RunAsync(), _newcomers.RunAsync()];

    private void AddPublishers()
    {
        Publish("p1", ProtocolVersion.V311, QoS.AtLeastOnce, Topics);
        Publish("p2", ProtocolVersion.V5, QoS.AtLeastOnce, Topics);
        Publish("p3", ProtocolVersion.V311, QoS.ExactlyOnce, Topics);
        Publish("p4", ProtocolVersion.V5, QoS.ExactlyOnce, Topics);
        Publish("p5", ProtocolVersion.V5, QoS.AtLeastOnce, [.. Enumerable.Range(0, 8).Select(n => $"r/{n}")], retain: true);
    }

    private void AddSubscribers()
    {
        var slow = TimeSpan.FromMilliseconds(5);
        Subscribe(new("steady", ProtocolVersion.V5), QoS.ExactlyOnce, AllTopics, WillTopic);
        Subscribe(new("s1", ProtocolVersion.V311) { LeavesPerMille = 20 }, QoS.AtLeastOnce, AllTopics);
        Subscribe(new("s2", ProtocolVersion.V311) { LeavesPerMille = 20 }, QoS.ExactlyOnce, AllTopics);
        var some = new ClientSettings("s3", ProtocolVersion.V5) { LeavesPerMille = 40, ReceiveMaximum = 10, Pace = slow };
        Subscribe(some, QoS.ExactlyOnce, Topics[0], Topics[1]);
        Subscribe(some with { Name = "s4", ReceiveMaximum = 5 }, QoS.AtLeastOnce, AllTopics);
        var rare = new ClientSettings("s5", ProtocolVersion.V311) { LeavesPerMille = 200, AwayMillisecondsMax = 5_000 };
        Subscribe(rare, QoS.ExactlyOnce, AllTopics);
        Share(new("g1", ProtocolVersion.V5) { LeavesPerMille = 20 }, "workers");
        Share(new("g2", ProtocolVersion.V5) { LeavesPerMille = 20, Pace = slow }, "workers");
        Change(new("c1", ProtocolVersion.V5) { LeavesPerMille = 20 }, QoS.ExactlyOnce);
        Change(new("c2", ProtocolVersion.V311) { LeavesPerMille = 20 }, QoS.AtLeastOnce);
        var quiet = new ClientSettings("c3", ProtocolVersion.V5) { LeavesPerMille = 5 };
        Add(quiet, new Toggler(_world.Course, quiet));
    }

    private void Publish(string name, ProtocolVersion version, QoS qos, string[] topics, bool retain = false)
    {
        var plan = new PublisherPlan(qos, topics, RandomOf(name + "'s messages")) { Retain = retain };
        var settings = new ClientSettings(name, version);
        Add(settings, new Publisher(_world.Course, settings, plan));
    }

    private void Subscribe(ClientSettings client, QoS qos, params string[] filters) =>
        Add(client, new Subscriber(_world.Course, client, _world.History.AddInbox(client.Name), qos, filters));

    private void Share(ClientSettings client, string group)
    {
        var inbox = _world.History.AddInbox(client.Name, group);
        Add(client, new Subscriber(_world.Course, client, inbox, QoS.AtLeastOnce, AllTopics));
    }

    private void Change(ClientSettings client, QoS qos)
    {
        var inbox = _world.History.AddInbox(client.Name);
        Add(client, new Changer(_world.Course, client, inbox, qos, Topics, RandomOf(client.Name + "'s changes")));
    }

    private void Add(ClientSettings settings, IRole role) => _clients.Add(new(_world, settings, role, RandomOf(settings.Name)));

    // A sequence for each client, so that one's doings do not change another's. The hash is FNV-1a.
    private Random RandomOf(string name) =>
        new(name.Aggregate(_seed, (hash, letter) => unchecked((hash ^ letter) * 16_777_619)));
}
