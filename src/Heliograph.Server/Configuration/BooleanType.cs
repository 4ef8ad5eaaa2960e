using Tomlyn.Syntax;

namespace Heliograph.Server.Configuration;

/// <summary>Yes or no; read as <see cref="bool"/>.</summary>
internal sealed class BooleanType : SettingType
{
    public override string Name => "boolean";

    public override string Allowed => "true or false";

    public override string Form => ", without quotes";

    internal override SettingReading Read(ValueSyntax syntax) => syntax is BooleanValueSyntax boolean
        ? SettingReading.Of(boolean.Value)
        : SettingReading.Refused("is neither true nor false");

    internal override string Format(object value) => (bool)value ? "true" : "false";
}
