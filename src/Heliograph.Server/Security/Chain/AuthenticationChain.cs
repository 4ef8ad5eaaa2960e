using Heliograph.Broker.Access;

namespace Heliograph.Server.Security.Chain;

/// <summary>Asks one link after the other who a client is; the first that says yes or no decides. Whom nobody knows is refused.</summary>
public sealed class AuthenticationChain(IReadOnlyList<IAuthenticationLink> links) : IAuthenticator
{
    public async ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop)
    {
        var reasons = new List<string>(links.Count);
        foreach (var link in links)
        {
            var answer = await link.AskAsync(request, stop);
            if (answer.Result is { } result) return result;
            if (answer.Reason.Length > 0 && !reasons.Contains(answer.Reason)) reasons.Add(answer.Reason);
        }

        foreach (var link in links)
            if (await link.LetGoAsync(request, stop) is { } result) return result;
        return new(AuthenticationOutcome.BadCredentials, null, reasons.Count > 0 ? string.Join("; ", reasons) : "no link of the chain knows such a client");
    }
}
