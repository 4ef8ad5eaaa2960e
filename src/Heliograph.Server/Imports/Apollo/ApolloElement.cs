using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Heliograph.Server.Imports.Apollo;

/// <summary>An element of apollo.xml, whose attributes may name properties: <c>${name}</c>.</summary>
internal sealed partial class ApolloElement(XElement element, IReadOnlyDictionary<string, string> properties)
{
    public string Name => element.Name.LocalName;

    public int Line => ((IXmlLineInfo)element).LineNumber;

    public IEnumerable<ApolloElement> Children => element.Elements().Select(child => new ApolloElement(child, properties));

    /// <summary>An attribute with the values of the properties that it names; null when it is not there.</summary>
    public string? this[string attribute] => element.Attribute(attribute) is { } found
        ? Property().Replace(found.Value, name => properties.GetValueOrDefault(name.Groups[1].Value, name.Value))
        : null;

    public int? Number(string attribute) =>
        int.TryParse(this[attribute], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool IsDisabled => this["enabled"] == "false";

    /// <summary>The element in one line, for the report. Attributes that hold passwords are masked.</summary>
    public override string ToString() => string.Join(' ', element.Attributes()
        .Where(attribute => !attribute.IsNamespaceDeclaration)
        .Select(attribute => $"{attribute.Name.LocalName}=\"{(attribute.Name.LocalName.Contains("password", StringComparison.Ordinal) ? "…" : attribute.Value)}\"")
        .Prepend(Name));

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Property();
}
