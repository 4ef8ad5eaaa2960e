using System.Runtime.InteropServices;
using Heliograph.Broker.Access;

namespace Heliograph.Server.Security.Backoff;

/// <summary>Remembers who failed to log in, and says how long the next try has to wait. Any thread.</summary>
/// <remarks>At most <see cref="CountMax"/> are remembered; the one that failed the longest time ago is forgotten.</remarks>
internal sealed class LoginBackoff(BackoffPolicy policy, TimeProvider time)
{
    public const int CountMax = 10_000;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<LoginKey, LinkedListNode<Failures>> _failures = [];
    private readonly LinkedList<Failures> _oldestFirst = new();

    /// <summary>How long the next try has to wait, the longest wait of all of them; zero when it may be made now.</summary>
    public TimeSpan WaitOf(params ReadOnlySpan<LoginKey> keys)
    {
        var longest = TimeSpan.Zero;
        lock (_lock)
        {
            foreach (var key in keys)
                if (WaitOfOne(key) is var wait && wait > longest) longest = wait;
        }

        return longest;
    }

    /// <summary>Failures in a row that are remembered.</summary>
    public int FailuresOf(LoginKey key)
    {
        lock (_lock) return Find(key)?.Count ?? 0;
    }

    /// <summary>Whether there were more failures than are free: each further verdict has its wait.</summary>
    public bool IsFailing(LoginKey key) => FailuresOf(key) > policy.FreeFailures;

    /// <summary>One login failed; it counts for each of them.</summary>
    public void OnFailure(params ReadOnlySpan<LoginKey> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys) Fail(key);
        }
    }

    /// <summary>One login was right: the failures of these are forgotten.</summary>
    public void OnSuccess(params ReadOnlySpan<LoginKey> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
                if (_failures.Remove(key, out var node)) _oldestFirst.Remove(node);
        }
    }

    /// <summary>
    /// A login had its verdict. One that proves another user than it named forgives nothing: who has an account could else clear
    /// the failures of others in between.
    /// </summary>
    public void OnVerdict(AuthenticationResult result, AuthenticationRequest request, LoginKey[] keys)
    {
        if (result.Outcome == AuthenticationOutcome.BadCredentials) OnFailure(keys);
        else if (result.Outcome == AuthenticationOutcome.Accepted && (request.UserName is null || result.UserName == request.UserName)) OnSuccess(keys);
    }

    private TimeSpan WaitOfOne(LoginKey key)
    {
        if (Find(key) is not { } past) return TimeSpan.Zero;
        var left = policy.WaitAfter(past.Count, key.IsUser) - time.GetElapsedTime(past.At);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private Failures? Find(LoginKey key) =>
        _failures.TryGetValue(key, out var node) && time.GetElapsedTime(node.Value.At) < Memory ? node.Value : null;

    private void Fail(LoginKey key)
    {
        var count = (Find(key)?.Count ?? 0) + 1;
        ref var node = ref CollectionsMarshal.GetValueRefOrAddDefault(_failures, key, out var isThere);
        if (isThere) _oldestFirst.Remove(node!);
        node = _oldestFirst.AddLast(new Failures(key, count, time.GetTimestamp()));
        if (_failures.Count <= CountMax || _oldestFirst.First is not { } oldest) return;
        _oldestFirst.RemoveFirst();
        _failures.Remove(oldest.Value.Key);
    }

    private sealed record Failures(LoginKey Key, int Count, long At);
}
