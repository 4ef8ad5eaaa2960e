namespace Heliograph.Mqtt.Properties;

/// <summary>The data type of a property's value, section 2.2.2.2.</summary>
public enum PropertyType : byte
{
    /// <summary>No such property.</summary>
    None,

    /// <summary>One byte, 0 or 1: every byte property of the standard is a flag.</summary>
    Flag,
    UInt16,
    UInt32,
    VariableByteInteger,
    String,
    Binary,

    /// <summary>Two strings, name and value.</summary>
    StringPair,
}
