namespace Heliograph.Server.Security.Backoff;

/// <summary>How long whoever failed has to wait: nothing at first, then twice as long with every failure.</summary>
/// <param name="FreeFailures">So many failures cost nothing.</param>
/// <param name="FirstWait">After the first one that does.</param>
/// <param name="AddressWaitMax">The longest wait of an address.</param>
/// <param name="UserWaitMax">The longest wait of a user, whose name anybody may use.</param>
internal sealed record BackoffPolicy(int FreeFailures, TimeSpan FirstWait, TimeSpan AddressWaitMax, TimeSpan UserWaitMax)
{
    /// <summary>The wait after a number of failures.</summary>
    public TimeSpan WaitAfter(int failures, bool isUser)
    {
        if (failures <= FreeFailures) return TimeSpan.Zero;
        var most = isUser ? UserWaitMax : AddressWaitMax;
        return TimeSpan.FromSeconds(Math.Min(most.TotalSeconds, FirstWait.TotalSeconds * Math.Pow(2, failures - FreeFailures - 1)));
    }
}
