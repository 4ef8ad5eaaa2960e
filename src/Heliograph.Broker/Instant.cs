namespace Heliograph.Broker;

/// <summary>A point in time as the edge gives it: milliseconds since 1970-01-01 UTC that never run backwards.</summary>
/// <remarks>The engine compares and adds; it never asks what time it is (law L1).</remarks>
public readonly record struct Instant(long Milliseconds) : IComparable<Instant>
{
    /// <summary>Later than every instant that can be reached.</summary>
    public static Instant Never => new(long.MaxValue);

    public Instant PlusSeconds(uint seconds) => new(Milliseconds + (1000L * seconds));

    public int CompareTo(Instant other) => Milliseconds.CompareTo(other.Milliseconds);

    public static Instant operator +(Instant start, TimeSpan span) => new(start.Milliseconds + (long)span.TotalMilliseconds);

    public static TimeSpan operator -(Instant end, Instant start) =>
        TimeSpan.FromMilliseconds(end.Milliseconds - start.Milliseconds);

    public static bool operator <(Instant left, Instant right) => left.Milliseconds < right.Milliseconds;

    public static bool operator >(Instant left, Instant right) => left.Milliseconds > right.Milliseconds;

    public static bool operator <=(Instant left, Instant right) => left.Milliseconds <= right.Milliseconds;

    public static bool operator >=(Instant left, Instant right) => left.Milliseconds >= right.Milliseconds;
}
