using System.Reflection;
using System.Xml.Linq;

namespace Heliograph.Packages;

/// <summary>Whoever takes a package reads what its types are for, in the editor.</summary>
public sealed class DocumentationTests
{
    [Theory]
    [InlineData("Heliograph.Mqtt")]
    [InlineData("Heliograph.Broker")]
    [InlineData("Heliograph.Storage")]
    [InlineData("Heliograph.Server")]
    [InlineData("Heliograph.Testing")]
    public void Every_public_type_is_documented(string package)
    {
        var assembly = Assembly.Load(package);
        var documented = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member").Select(member => (string)member.Attribute("name")!).ToHashSet();
        var missing = assembly.GetExportedTypes().Select(type => $"T:{type.FullName!.Replace('+', '.')}").Where(name => !documented.Contains(name));
        Assert.Empty(missing);
    }
}
