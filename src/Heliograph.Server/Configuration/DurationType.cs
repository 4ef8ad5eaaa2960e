using Tomlyn.Syntax;

namespace Heliograph.Server.Configuration;

/// <summary>A length of time in whole steps; read as <see cref="TimeSpan"/>.</summary>
/// <param name="least">The shortest allowed.</param>
/// <param name="most">The longest allowed.</param>
/// <param name="step">What it must be a multiple of: a protocol field that counts seconds cannot hold 1500 ms.</param>
/// <param name="never">The value that is written <c>never</c>, or null when there is none.</param>
internal sealed class DurationType(TimeSpan least, TimeSpan most, TimeSpan step, TimeSpan? never = null) : SettingType
{
    public override string Name => "duration";

    public override string Allowed => $"{Text(least)} to {Text(most)}{(never is null ? "" : ", or \"never\"")}";

    public override string Form => $", as a string such as \"10s\" ({Quantity.Milliseconds.Units})";

    internal override SettingReading Read(ValueSyntax syntax)
    {
        if (syntax is not StringValueSyntax { Value: { } text })
            return SettingReading.Refused("is not a duration in quotes");
        if (never is { } unending && text == "never") return SettingReading.Of(unending);
        if (!Quantity.Milliseconds.TryParse(text, out var milliseconds))
            return SettingReading.Refused("is not a duration");
        if (milliseconds < least.TotalMilliseconds || milliseconds > most.TotalMilliseconds) return SettingReading.OutOfRange;
        var value = TimeSpan.FromMilliseconds(milliseconds);
        return value.Ticks % step.Ticks == 0
            ? SettingReading.Of(value)
            : SettingReading.Refused($"is not a multiple of {Text(step)}");
    }

    internal override string Format(object value) => $"\"{((TimeSpan)value == never ? "never" : Text((TimeSpan)value))}\"";

    private static string Text(TimeSpan time) =>
        time == TimeSpan.Zero ? "0s" : Quantity.Milliseconds.Format((long)time.TotalMilliseconds);
}
