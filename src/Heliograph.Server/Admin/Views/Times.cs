using Heliograph.Broker;

namespace Heliograph.Server.Admin.Views;

/// <summary>Instants as clocks tell them.</summary>
internal static class Times
{
    public static DateTime Of(Instant at) => DateTime.UnixEpoch.AddMilliseconds(at.Milliseconds);

    public static DateTime? OrNever(Instant at) => at == Instant.Never ? null : Of(at);
}
