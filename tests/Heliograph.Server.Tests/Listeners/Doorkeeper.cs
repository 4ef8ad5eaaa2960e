using System.Collections.Concurrent;
using Heliograph.Broker.Access;
using Heliograph.Server.Security;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>Lets everyone in and remembers who they were.</summary>
internal sealed class Doorkeeper : IAuthenticator
{
    private readonly ConcurrentQueue<Peer> _peers = [];

    public IReadOnlyList<Peer> Peers => [.. _peers];

    public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop)
    {
        _peers.Enqueue(request.Peer);
        return new(new AuthenticationResult(AuthenticationOutcome.Accepted, "someone", "everyone"));
    }
}
