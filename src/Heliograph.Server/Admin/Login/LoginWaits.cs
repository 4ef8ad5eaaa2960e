using Heliograph.Server.Admin.Http;
using Heliograph.Server.Security.Backoff;

namespace Heliograph.Server.Admin.Login;

/// <summary>What whoever tries passwords at the console has to wait.</summary>
internal static class LoginWaits
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(5);

    public static BackoffPolicy Policy { get; } = new(FreeFailures: 4, TimeSpan.FromSeconds(1), WaitMax, WaitMax);

    /// <summary>What whoever has to wait is told.</summary>
    public static ProblemException Refusal(TimeSpan wait) =>
        new(429, "Too many wrong passwords", $"the next try has to wait {Seconds(wait)} s")
        {
            RetryAfterSeconds = Seconds(wait),
            Remedy = "Wait, or have the password set anew with heliograph passwd",
        };

    /// <summary>Whole seconds, as headers tell them.</summary>
    public static int Seconds(TimeSpan wait) => (int)Math.Ceiling(wait.TotalSeconds);
}
