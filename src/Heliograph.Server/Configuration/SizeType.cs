using Tomlyn.Syntax;

namespace Heliograph.Server.Configuration;

/// <summary>A number of bytes, bare or with a unit; read as <see cref="long"/>.</summary>
/// <param name="least">The least.</param>
/// <param name="most">The most.</param>
/// <param name="orZero">Whether 0 is allowed, too, and means something of its own.</param>
internal sealed class SizeType(long least, long most, bool orZero = false) : SettingType
{
    public override string Name => "size";

    public override string Allowed => $"{(orZero ? "0B, or " : "")}{Quantity.Bytes.Format(least)} to {Quantity.Bytes.Format(most)}";

    public override string Form => $", as a number of bytes or a string such as \"2MB\" ({Quantity.Bytes.Units})";

    internal override SettingReading Read(ValueSyntax syntax)
    {
        long value;
        if (syntax is IntegerValueSyntax integer) value = integer.Value;
        else if (syntax is not StringValueSyntax { Value: { } text } || !Quantity.Bytes.TryParse(text, out value))
            return SettingReading.Refused("is not a size");
        return (value < least || value > most) && !(orZero && value == 0) ? SettingReading.OutOfRange : SettingReading.Of(value);
    }

    internal override string Format(object value) => $"\"{Quantity.Bytes.Format((long)value)}\"";
}
