using System.Diagnostics.Metrics;

namespace Heliograph.Server.Telemetry.Metrics;

/// <summary>Why somebody was not let in at the console.</summary>
internal enum ConsoleRefusal : byte
{
    /// <summary>User name or password was wrong.</summary>
    Credentials,

    /// <summary>The password was right, and the user has no role there or may not log in from where they are.</summary>
    NotAuthorized,

    /// <summary>An API key is unknown, has expired or was revoked.</summary>
    Key,

    /// <summary>After too many failures: nothing was looked at.</summary>
    Waiting,
}

/// <summary>Counts who was not let in at the console and the REST API. Any thread.</summary>
internal sealed class ConsoleRefusals
{
    private static readonly ConsoleRefusal[] Causes = Enum.GetValues<ConsoleRefusal>();

    private readonly long[] _counts = new long[Causes.Length];

    public void Count(ConsoleRefusal cause) => Interlocked.Increment(ref _counts[(int)cause]);

    public void AddTo(Meter meter) => meter.CreateObservableCounter("heliograph.console.logins.refused",
        () => Causes.Select(cause => new Measurement<long>(Interlocked.Read(ref _counts[(int)cause]), Attributes.OfCause(cause))),
        "{login}", "Logins and API keys that were refused at the console and the REST API, by cause.");
}
