namespace Heliograph.Broker;

/// <summary>A log sequence number: the place of a record in the journal. Grows with every record.</summary>
/// <param name="Value">0 stands before every record: what depends on it never waits.</param>
public readonly record struct Lsn(long Value)
{
    public static Lsn None => default;

    public static Lsn Later(Lsn one, Lsn other) => one.Value >= other.Value ? one : other;

    public static bool operator <=(Lsn left, Lsn right) => left.Value <= right.Value;

    public static bool operator >=(Lsn left, Lsn right) => left.Value >= right.Value;

    public static bool operator <(Lsn left, Lsn right) => left.Value < right.Value;

    public static bool operator >(Lsn left, Lsn right) => left.Value > right.Value;
}
