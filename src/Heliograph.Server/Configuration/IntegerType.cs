using System.Globalization;
using Tomlyn.Syntax;

namespace Heliograph.Server.Configuration;

/// <summary>A whole number between two bounds; read as <see cref="long"/>.</summary>
internal sealed class IntegerType(long least, long most) : SettingType
{
    public override string Name => "integer";

    public override string Allowed => string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");

    internal override SettingReading Read(ValueSyntax syntax)
    {
        if (syntax is not IntegerValueSyntax { Value: var value }) return SettingReading.Refused("is not a whole number");
        return value < least || value > most ? SettingReading.OutOfRange : SettingReading.Of(value);
    }

    internal override string Format(object value) => string.Create(CultureInfo.InvariantCulture, $"{value}");
}
