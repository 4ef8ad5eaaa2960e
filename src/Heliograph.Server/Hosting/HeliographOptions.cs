using Heliograph.Broker;
using Heliograph.Broker.Access;
using Heliograph.Server.Hooks;
using Heliograph.Server.Listeners;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Chain;
using Heliograph.Storage;

namespace Heliograph.Server.Hosting;

/// <summary>A broker within a program: where it listens, who may connect, what it keeps, and its bounds. Read once, at the start.</summary>
public sealed class HeliographOptions
{
    private readonly Dictionary<string, PasswordHash> _users = new(StringComparer.Ordinal);

    /// <summary>Where connections are accepted; empty for within the program only.</summary>
    public IList<ListenerOptions> Listeners { get; } = [];

    /// <summary>The folder of what must survive a restart; null keeps everything in memory. One broker at a time in one folder.</summary>
    public string? DataFolder { get; set; }

    /// <summary>How it is kept: durability level and bounds. Without <see cref="DataFolder"/> it means nothing.</summary>
    public StorageOptions Storage { get; set; } = new();

    /// <summary>Every bound and choice of the broker.</summary>
    public BrokerOptions Limits { get; set; } = new();

    /// <summary>Bytes that the whole process may use; 0 takes three quarters of what the machine or its container has.</summary>
    public long MemoryBytesMax { get; set; }

    /// <summary>Whether clients without user name and password are accepted.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>
    /// Who may do what, in the syntax of Mosquitto's ACL files; what no rule allows is denied. Null, with no <see cref="Authorization"/>
    /// either: who is let in may do everything.
    /// </summary>
    public string? AccessRules { get; set; }

    /// <summary>Asked who a client is, in this order, before the users; the first that says yes or no decides.</summary>
    public IList<IAuthenticationLink> Authentication { get; } = [];

    /// <summary>Asked what a client may do, in this order, before the access rules; the first that has an answer decides.</summary>
    public IList<IAuthorizationLink> Authorization { get; } = [];

    /// <summary>Asked about each PUBLISH of a client, in this order; with none it costs nothing.</summary>
    public IList<IPublishInterceptor> PublishInterceptors { get; } = [];

    /// <summary>The bounds of <see cref="PublishInterceptors"/>.</summary>
    public InterceptionOptions Interception { get; set; } = new();

    /// <summary>Whether a user was added.</summary>
    public bool HasUsers => _users.Count > 0;

    internal IReadOnlyDictionary<string, PasswordHash> Users => _users;

    /// <summary>Accepts connections at a port: MQTT, and MQTT over WebSocket.</summary>
    /// <param name="port">0 to 65,535; 0 takes any free one.</param>
    /// <param name="address">The IP address to bind; 0.0.0.0 is every IPv4 address, :: every address.</param>
    /// <returns>These options.</returns>
    public HeliographOptions Listen(int port, string address = "127.0.0.1")
    {
        Listeners.Add(new() { Name = $"mqtt-{port}{(Listeners.Any(listener => listener.Name == $"mqtt-{port}") ? $"-{Listeners.Count}" : "")}", Address = address, Port = port });
        return this;
    }

    /// <summary>Adds a user. The password is kept as a hash only.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">The name cannot be one; the message says why.</exception>
    public HeliographOptions AddUser(string name, string password) => Add(name, PasswordHash.Create(password));

    /// <summary>Adds a user whose password is known as a hash only, as <c>heliograph passwd</c> or mosquitto_passwd write it.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">The name or the hash cannot be one; the message says why.</exception>
    public HeliographOptions AddUserHash(string name, string hash) =>
        PasswordHash.TryParse(hash, out var read, out var remedy) ? Add(name, read) : throw new ArgumentException($"The hash of user '{name}' is none: {remedy}.", nameof(hash));

    private HeliographOptions Add(string name, PasswordHash hash)
    {
        if (UserNameSyntax.Fault(name) is { } fault) throw new ArgumentException($"The user name '{name}' cannot be one: {fault}.", nameof(name));
        _users[name] = hash;
        return this;
    }
}
