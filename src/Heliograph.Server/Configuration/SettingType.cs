using Tomlyn.Syntax;

namespace Heliograph.Server.Configuration;

/// <summary>How a kind of value is written in TOML, and the range it must be in.</summary>
internal abstract class SettingType
{
    /// <summary>The kind in one word: <c>integer</c>, <c>size</c>, <c>duration</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What is allowed, in words that follow "allowed:".</summary>
    public abstract string Allowed { get; }

    /// <summary>How a value is written, in words that follow the range; empty when that is plain.</summary>
    public virtual string Form => "";

    /// <summary>Reads a value as written in the file.</summary>
    internal abstract SettingReading Read(ValueSyntax syntax);

    /// <summary>Writes a value as TOML.</summary>
    internal abstract string Format(object value);
}

/// <summary>A value, or what is wrong with it in words that follow the value.</summary>
internal readonly record struct SettingReading(object? Value, string? Problem)
{
    public static SettingReading Of(object value) => new(value, null);

    public static SettingReading Refused(string problem) => new(null, problem);

    public static SettingReading OutOfRange { get; } = new(null, "is out of range");
}
