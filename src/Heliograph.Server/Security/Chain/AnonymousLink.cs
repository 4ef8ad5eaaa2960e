using Heliograph.Broker.Access;

namespace Heliograph.Server.Security.Chain;

/// <summary>Lets in who brings neither user name nor password.</summary>
public sealed class AnonymousLink : IAuthenticationLink
{
    public string Name => LinkNames.Anonymous;

    public ValueTask<LinkAnswer> AskAsync(AuthenticationRequest request, CancellationToken stop) => new(
        request is { UserName: null, Password: null }
            ? LinkAnswer.Yes(null, "anonymous clients are allowed")
            : LinkAnswer.NotMine(""));
}
