using Tomlyn.Syntax;

namespace Heliograph.Server.Configuration;

/// <summary>One of a few words; read as <typeparamref name="T"/>.</summary>
internal sealed class ChoiceType<T>(params (string Word, T Value)[] choices) : SettingType
    where T : struct, Enum
{
    public override string Name => "choice";

    public override string Allowed => string.Join(", ", choices.Select(choice => $"\"{choice.Word}\""));

    internal override SettingReading Read(ValueSyntax syntax)
    {
        if (syntax is StringValueSyntax { Value: { } text })
            foreach (var (word, value) in choices)
                if (word == text) return SettingReading.Of(value);
        return SettingReading.Refused("is none of the choices");
    }

    internal override string Format(object value) => $"\"{choices.Single(choice => choice.Value.Equals(value)).Word}\"";
}
