using Heliograph.Broker.Access;
using Heliograph.Broker.Journal;

namespace Heliograph.Broker.Tests;

/// <summary>A broker with a clock of its own, and the clients that a test connects to it.</summary>
internal sealed class TestBroker
{
    private readonly List<TestClient> _clients = [];

    public TestBroker(
        BrokerOptions? options = null, IAuthorizer? authorizer = null, IJournal? journal = null,
        IEnhancedAuthenticator? enhanced = null, IReadOnlyDictionary<string, ListenerBounds>? atListeners = null)
    {
        Engine = new(new()
        {
            Options = options ?? Quiet,
            Authorizer = authorizer ?? new AllowAll(),
            Journal = journal ?? new VolatileJournal(),
            EnhancedAuthenticator = enhanced,
            AtListeners = atListeners ?? new Dictionary<string, ListenerBounds>(),
            Seed = 42,
            StartedAt = Now,
        });
    }

    /// <summary>The defaults without $SYS messages.</summary>
    public static BrokerOptions Quiet { get; } = new() { SysInterval = TimeSpan.Zero };

    public Broker Engine { get; }

    public Instant Now { get; private set; } = new(1_000_000);

    /// <summary>A network connection that has said nothing yet.</summary>
    public TestClient Open(string address = "10.0.0.1:4711", ConnectionPolicy? policy = null, string listener = "")
    {
        var client = new TestClient(this, new(address) { Policy = policy, Listener = listener });
        lock (_clients) _clients.Add(client);
        return client;
    }

    /// <summary>A connected client whose CONNACK has been taken.</summary>
    public TestClient Connect(string clientId, ConnectFields? fields = null, string address = "10.0.0.1:4711", ConnectionPolicy? policy = null)
    {
        var client = Open(address, policy);
        client.Connect((fields ?? new()) with { ClientId = clientId });
        Assert.Equal(ReasonCode.Success, client.Next(PacketType.ConnAck).Code);
        return client;
    }

    /// <summary>Lets time pass, with ten ticks a second or, over long times, a hundred in all.</summary>
    public void Pass(TimeSpan time)
    {
        var until = Now + time;
        var step = TimeSpan.FromMilliseconds(Math.Max(100, time.TotalMilliseconds / 100));
        while (Now < until)
        {
            Now = until - Now < step ? until : Now + step;
            Engine.Tick(Now);
        }

        Settle();
    }

    /// <summary>Does what the edge does for connections that have ended.</summary>
    public void Settle()
    {
        foreach (var client in _clients.Where(client => client.IsClosed).ToArray()) client.Lose();
    }

    public void Forget(TestClient client)
    {
        lock (_clients) _clients.Remove(client);
    }

    private sealed class AllowAll : IAuthorizer
    {
        public int RulesVersion => 1;

        public AccessDecision Decide(in AccessRequest request) => new(AccessAnswer.Allowed, "test");
    }
}
