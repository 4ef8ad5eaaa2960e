namespace Heliograph.Fuzz.Targets;

/// <summary>A property that must hold for every input does not hold for this one.</summary>
public sealed class FindingException(string message) : Exception(message)
{
    /// <summary>Throws unless the property holds.</summary>
    public static void Unless(bool holds, string property)
    {
        if (!holds) throw new FindingException(property);
    }
}
