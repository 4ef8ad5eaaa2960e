using Tomlyn.Syntax;

namespace Heliograph.Server.Configuration;

/// <summary>A string; read as <see cref="string"/>.</summary>
/// <param name="allowed">What it may be, in words.</param>
/// <param name="charactersMax">The longest allowed.</param>
/// <param name="isValid">A further check of the text, or null.</param>
internal sealed class TextType(string allowed, int charactersMax = 4_096, Func<string, bool>? isValid = null) : SettingType
{
    public override string Name => "string";

    public override string Allowed => allowed;

    internal override SettingReading Read(ValueSyntax syntax)
    {
        if (syntax is not StringValueSyntax { Value: { } text }) return SettingReading.Refused("is not a string in quotes");
        if (text.Length > charactersMax || TomlText.HasControl(text)) return SettingReading.OutOfRange;
        return isValid is null || isValid(text) ? SettingReading.Of(text) : SettingReading.Refused("is not usable here");
    }

    internal override string Format(object value) => TomlText.Quote((string)value);
}
