using Heliograph.Server.Admin.Http;

namespace Heliograph.Server.Admin.Login;

/// <summary>Makes whoever tries passwords wait: per address and per user, longer with every failure.</summary>
/// <remarks>At most <see cref="CountMax"/> are remembered; the one that failed the longest time ago is forgotten.</remarks>
internal sealed class LoginBackoff(TimeProvider time)
{
    public const int CountMax = 10_000;

    /// <summary>So many wrong passwords cost nothing.</summary>
    public const int FreeFailures = 4;

    public static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Failures, long At)> _failures = new(StringComparer.Ordinal);

    /// <summary>How long the next try has to wait; zero when it may be made now.</summary>
    public TimeSpan WaitOf(string address, string userName)
    {
        lock (_lock)
        {
            var (one, other) = (WaitOfKey(AddressKey(address)), WaitOfKey(UserKey(userName)));
            return one > other ? one : other;
        }
    }

    /// <summary>The same for an address alone.</summary>
    public TimeSpan WaitOf(string address)
    {
        lock (_lock) return WaitOfKey(AddressKey(address));
    }

    /// <summary>Something other than a password was wrong: only the address is known.</summary>
    public void OnFailure(string address)
    {
        lock (_lock) Fail(AddressKey(address));
    }

    /// <summary>What whoever has to wait is told.</summary>
    public static ProblemException Refusal(TimeSpan wait) =>
        new(429, "Too many wrong passwords", $"the next try has to wait {Seconds(wait)} s")
        {
            RetryAfterSeconds = Seconds(wait),
            Remedy = "Wait, or have the password set anew with heliograph passwd",
        };

    /// <summary>Whole seconds, as headers tell them.</summary>
    public static int Seconds(TimeSpan wait) => (int)Math.Ceiling(wait.TotalSeconds);

    public void OnFailure(string address, string userName)
    {
        lock (_lock)
        {
            Fail(AddressKey(address));
            Fail(UserKey(userName));
        }
    }

    /// <summary>The password was right: the user's failures are forgotten, the address's are not.</summary>
    public void OnSuccess(string userName)
    {
        lock (_lock) _failures.Remove(UserKey(userName));
    }

    private TimeSpan WaitOfKey(string key)
    {
        if (!_failures.TryGetValue(key, out var past) || past.Failures <= FreeFailures) return TimeSpan.Zero;
        var wait = TimeSpan.FromSeconds(Math.Min(WaitMax.TotalSeconds, Math.Pow(2, past.Failures - FreeFailures - 1)));
        var left = wait - time.GetElapsedTime(past.At);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Fail(string key)
    {
        var isKnown = _failures.TryGetValue(key, out var past) && time.GetElapsedTime(past.At) < Memory;
        if (!isKnown && _failures.Count >= CountMax) _failures.Remove(_failures.MinBy(pair => pair.Value.At).Key);
        _failures[key] = ((isKnown ? past.Failures : 0) + 1, time.GetTimestamp());
    }

    private static string AddressKey(string address) => $"@{address}";

    private static string UserKey(string userName) => $"u{(userName.Length > 200 ? userName[..200] : userName)}";
}
