namespace Heliograph.Server.Listeners.Gates;

/// <summary>What came to a listener since the start of the server. Any thread.</summary>
internal sealed class GateCounts
{
    private readonly long[] _refused = new long[Enum.GetValues<GateCause>().Length];
    private long _accepted;

    /// <summary>Network connections, those included that were turned away.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Network connections that were turned away before a byte was read.</summary>
    public long RefusedInAll => Enum.GetValues<GateCause>().Sum(Refused);

    /// <summary>The same for one cause.</summary>
    public long Refused(GateCause cause) => Volatile.Read(ref _refused[(int)cause]);

    public void OnAccepted() => Interlocked.Increment(ref _accepted);

    public void OnRefused(GateCause cause) => Interlocked.Increment(ref _refused[(int)cause]);
}
