namespace Heliograph.Broker;

/// <summary>Says that we are wrong, not the peer and not the world. On in release builds too.</summary>
public static class Invariant
{
    /// <exception cref="InvariantException">The condition does not hold; the smallest owner stops: the connection.</exception>
    public static void Check(bool holds, string what)
    {
        if (!holds) throw new InvariantException(what);
    }
}

/// <summary>An invariant of the engine does not hold.</summary>
public sealed class InvariantException(string what) : Exception(what);
