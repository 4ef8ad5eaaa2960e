using System.Collections.Concurrent;
using Heliograph.Broker.Access;
using Heliograph.Server.Security;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>Answers for client ids that begin with "slow" only when the test says so; everyone else comes in at once.</summary>
internal sealed class SlowAuthenticator : IAuthenticator
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<AuthenticationResult>> _waiting = [];

    /// <summary>Whether someone waits for the answer, or waited until it was told to stop.</summary>
    public bool WasAsked(string clientId) => _waiting.ContainsKey(clientId);

    public bool WasStopped(string clientId) => _waiting.TryGetValue(clientId, out var waiting) && waiting.Task.IsCanceled;

    public void Accept(string clientId) => _waiting[clientId].SetResult(new(AuthenticationOutcome.Accepted, null, "at last"));

    public async ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop)
    {
        if (request.ClientId == "broken") throw new InvalidOperationException("the directory is not there");
        if (!request.ClientId.StartsWith("slow", StringComparison.Ordinal)) return new(AuthenticationOutcome.Accepted, null, "anyone may come");
        var answer = _waiting.GetOrAdd(request.ClientId, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        using var registration = stop.Register(() => answer.TrySetCanceled());
        return await answer.Task;
    }
}
