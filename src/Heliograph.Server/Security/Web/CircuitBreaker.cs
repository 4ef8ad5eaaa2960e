namespace Heliograph.Server.Security.Web;

/// <summary>Keeps questions from a service that fails: after some failures in a row none is asked for a while, and then one to try. Used by many threads.</summary>
internal sealed class CircuitBreaker(TimeProvider time)
{
    /// <summary>Failures in a row that open it.</summary>
    public const int FailuresMax = 5;

    /// <summary>How long it stays open.</summary>
    public static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(5);

    private readonly Lock _turn = new();
    private int _failures;
    private long _openedAt;
    private bool _isTrying;

    /// <summary>Whether to ask. Whoever is let through tells how it went.</summary>
    public bool TryPass()
    {
        lock (_turn)
        {
            if (_failures < FailuresMax) return true;
            if (_isTrying || time.GetElapsedTime(_openedAt) < OpenFor) return false;
            return _isTrying = true;
        }
    }

    /// <summary>The service answered as it should.</summary>
    public void OnAnswer()
    {
        lock (_turn) (_failures, _isTrying) = (0, false);
    }

    /// <summary>It did not.</summary>
    /// <returns>Whether that opened the breaker.</returns>
    public bool OnFailure()
    {
        lock (_turn)
        {
            _isTrying = false;
            _openedAt = time.GetTimestamp();
            return ++_failures == FailuresMax;
        }
    }

    /// <summary>Nobody waited for the answer.</summary>
    public void OnGivenUp()
    {
        lock (_turn) _isTrying = false;
    }
}
