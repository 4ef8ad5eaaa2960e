using Heliograph.Broker.Access;

namespace Heliograph.Server.Security;

/// <summary>Gives listeners methods of enhanced authentication of their own, by their names.</summary>
/// <param name="own">Of the listeners that have their own; null offers none there.</param>
/// <param name="others">Of all others; null offers none.</param>
internal sealed class ExchangesByListener(IReadOnlyDictionary<string, IEnhancedAuthenticator?> own, IEnhancedAuthenticator? others) : IEnhancedAuthenticator
{
    public IAuthenticationExchange? TryStart(string method, AuthenticationRequest request) =>
        own.GetValueOrDefault(request.Peer.Listener, others)?.TryStart(method, request);
}
