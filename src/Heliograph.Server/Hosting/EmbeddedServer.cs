using System.Net;
using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Hooks;
using Heliograph.Server.Instance;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Chain;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Hosting;

/// <summary>A running broker within a program, with all that it was made of. Dispose it to stop.</summary>
internal sealed class EmbeddedServer : IAsyncDisposable
{
    private readonly PasswordFileAuthenticator _users;
    private readonly InstanceLock? _held;

    private EmbeddedServer(HeliographServer server, PasswordFileAuthenticator users, InstanceLock? held) =>
        (Server, _users, _held) = (server, users, held);

    public HeliographServer Server { get; }

    /// <exception cref="OperatorException">The options cannot be served, the folder is in use or damaged, or a port cannot be bound.</exception>
    public static async Task<EmbeddedServer> StartAsync(
        HeliographOptions options, ILoggerFactory loggers, TimeProvider time, bool isClockTurnedByHand = false, CancellationToken stop = default)
    {
        Check(options);
        var held = options.DataFolder is { } folder ? InstanceLock.Take(folder, $"the data folder {folder}", "Stop that one first, or take another DataFolder") : null;
        var users = new PasswordFileAuthenticator(PasswordFile.Of(options.Users), new(), time);
        try
        {
            var server = await HeliographServer.StartAsync(
                new()
                {
                    Broker = options.Limits,
                    MemoryBytesMax = options.MemoryBytesMax,
                    Store = options.DataFolder is { } data ? new() { Folder = Path.Combine(data, "journal"), Storage = options.Storage } : null,
                    Listeners = [.. options.Listeners],
                    Authenticator = new AuthenticationChain([.. options.Authentication, users, .. options.AllowAnonymous ? [new AnonymousLink()] : Array.Empty<IAuthenticationLink>()]),
                    EnhancedAuthenticator = options.Users.Count > 0 ? ScramSecrets.CreateAuthenticator(users) : null,
                    Authorizer = new AuthorizationChain([.. options.Authorization, Rules(options), new LoginLink()]),
                    PublishInterceptors = [.. options.PublishInterceptors],
                    Interception = options.Interception,
                    LoggerFactory = loggers,
                    Time = time,
                    IsClockTurnedByHand = isClockTurnedByHand,
                },
                stop);
            return new(server, users, held);
        }
        catch
        {
            users.Dispose();
            held?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _users.Dispose();
        _held?.Dispose();
    }

    private static IAuthorizationLink Rules(HeliographOptions options)
    {
        if (options.AccessRules is null && options.Authorization.Count == 0) return new Everything();
        return AclRules.TryParse(options.AccessRules ?? "", "AccessRules", out var rules, out var errors)
            ? new AclAuthorizer(rules)
            : throw new OperatorException(errors[0].ToString().TrimEnd('.'), "Correct AccessRules");
    }

    private static void Check(HeliographOptions options)
    {
        if (!options.AllowAnonymous && options.Users.Count == 0 && options.Authentication.Count == 0)
            throw new OperatorException("nobody could connect: there is no user and nobody who knows any", "Call AddUser, add an authentication hook, or set AllowAnonymous = true");
        foreach (var listener in options.Listeners)
        {
            if (listener.Port is < 0 or > 65_535) throw new OperatorException($"Port = {listener.Port} of listener '{listener.Name}' is out of range", "Take 0 to 65535; 0 takes any free one");
            if (!IPAddress.TryParse(listener.Address, out _))
                throw new OperatorException($"Address = \"{listener.Address}\" of listener '{listener.Name}' is no IP address", "Take 127.0.0.1 for this machine, 0.0.0.0 or :: for all");
        }

        if (options.Interception.AtOnceMax < 1) throw new OperatorException($"Interception.AtOnceMax = {options.Interception.AtOnceMax} is out of range", "Take 1 or more");
        if (options.Interception.TimeMax <= TimeSpan.Zero || options.Interception.TimeMax > InterceptionOptions.TimeMost)
            throw new OperatorException($"Interception.TimeMax = {options.Interception.TimeMax} is out of range", "Take more than zero, and a day at most");
    }

    // Where nobody was asked to say otherwise.
    private sealed class Everything : IAuthorizationLink
    {
        private static readonly AccessDecision Allowed = new(AccessAnswer.Allowed, "no access rules are set: everything is allowed");

        public int RulesVersion => 0;

        public AccessDecision Ask(in AccessRequest request) => Allowed;
    }
}
