using Heliograph.Server.Admin;
using Tomlyn.Syntax;

namespace Heliograph.Server.Configuration;

/// <summary>Some names; read as <see cref="NameList"/>.</summary>
/// <param name="what">What they name, in the plural.</param>
/// <param name="example">A list of some, in TOML.</param>
/// <param name="isValid">A further check of each, or null.</param>
internal sealed class NamesType(string what, string example, Func<string, bool>? isValid = null) : SettingType
{
    private const int NamesMax = 1_000, CharactersMax = 1_000;

    public override string Name => "names";

    public override string Allowed => $"up to {NamesMax} {what}";

    public override string Form => $", as a list such as {example}";

    internal override SettingReading Read(ValueSyntax syntax)
    {
        if (syntax is not ArraySyntax array) return SettingReading.Refused("is not a list");
        var names = new List<string>();
        foreach (var item in array.Items)
        {
            if (item.Value is not StringValueSyntax { Value: { Length: > 0 and <= CharactersMax } name }) return SettingReading.Refused("holds what is no name in quotes");
            if (isValid?.Invoke(name) == false) return SettingReading.Refused($"holds \"{name}\", which cannot stand here");
            names.Add(name);
        }

        return names.Count > NamesMax ? SettingReading.OutOfRange : SettingReading.Of(new NameList([.. names]));
    }

    internal override string Format(object value) => $"[{string.Join(", ", ((NameList)value).Names.Select(TomlText.Quote))}]";
}
