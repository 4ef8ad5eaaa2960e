namespace Heliograph.Tests.Common.Ledger;

/// <summary>A point of the run: its place in the order of what was recorded, and the broker's life it fell in.</summary>
/// <param name="Order">From 1; no two moments share one.</param>
/// <param name="Life">How many times the broker had been started.</param>
public readonly record struct Moment(long Order, int Life)
{
    public static bool operator <(Moment left, Moment right) => left.Order < right.Order;

    public static bool operator >(Moment left, Moment right) => left.Order > right.Order;

    public override string ToString() => $"#{Order} (life {Life})";
}
