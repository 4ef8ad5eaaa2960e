using Heliograph.Server.Admin;
using Heliograph.Server.Security.Chain;
using Tomlyn.Syntax;

namespace Heliograph.Server.Configuration;

/// <summary>Links of the authentication chain, in their order; read as <see cref="NameList"/>.</summary>
/// <param name="mayBeEmpty">Whether none may be named.</param>
internal sealed class LinksType(bool mayBeEmpty) : SettingType
{
    private readonly NamesType _names = new("links", "[\"password\", \"anonymous\"]");

    public override string Name => _names.Name;

    public override string Allowed => string.Join(", ", LinkNames.All.Select(name => $"\"{name}\""));

    public override string Form => $", each once, as a list such as [\"{LinkNames.Password}\", \"{LinkNames.Anonymous}\"]";

    internal override SettingReading Read(ValueSyntax syntax)
    {
        var reading = _names.Read(syntax);
        if (reading.Value is not NameList { Names: var names }) return reading;
        if (names.Count == 0 && !mayBeEmpty) return SettingReading.Refused("names no link: nobody could connect");
        if (names.FirstOrDefault(name => !LinkNames.All.Contains(name)) is { } unknown)
            return SettingReading.Refused($"names \"{unknown}\", which is no link{(NearestName.Of(unknown, LinkNames.All) is { } nearest ? $" (\"{nearest}\" is)" : "")}");
        return names.Distinct().Count() < names.Count ? SettingReading.Refused("names a link twice") : reading;
    }

    internal override string Format(object value) => _names.Format(value);
}
