namespace Heliograph.Mqtt.Properties;

/// <summary>One property as it stands in its block. Borrows the block's bytes.</summary>
public readonly ref struct Property
{
    public PropertyId Id { get; init; }

    /// <summary>The value of the integer and flag types.</summary>
    public uint Number { get; init; }

    /// <summary>The value of a string or binary property; the value half of a user property.</summary>
    public ReadOnlySpan<byte> Value { get; init; }

    /// <summary>The name half of a user property.</summary>
    public ReadOnlySpan<byte> Name { get; init; }

    /// <summary>Identifier and value as they stand in the block.</summary>
    public ReadOnlySpan<byte> Raw { get; init; }
}
