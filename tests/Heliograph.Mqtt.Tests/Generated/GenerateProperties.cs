using CsCheck;
using Heliograph.Fuzz.Owned;
using Heliograph.Mqtt.Properties;

namespace Heliograph.Mqtt.Tests.Generated;

/// <summary>Generates the properties that <see cref="PropertyTable"/> allows at a site, in any order.</summary>
internal static class GenerateProperties
{
    public static Gen<OwnedList<OwnedProperty>> At(PropertySite site)
    {
        var rules = PropertyTable.All.Where(rule => (rule.Sites & site) != 0).ToArray();
        return Gen.Select(Gen.OneOf(rules), Gen.UInt, Generate.Topic, Generate.Text, Generate.Binary, Make)
            .Array[0, 8].Select(properties => Complete(properties, site));
    }

    private static OwnedProperty Make(PropertyRule rule, uint number, Octets topic, Octets text, Octets binary) =>
        rule.Type switch
        {
            PropertyType.StringPair => OwnedProperty.User(topic.Span, text.Span),
            PropertyType.Binary => new(rule.Id, binary.Span),
            PropertyType.String => new(rule.Id, rule.Id == PropertyId.ResponseTopic ? topic.Span : text.Span),
            PropertyType.Flag => new(rule.Id, number & 1),
            PropertyType.UInt16 => new(rule.Id, Bounded(number, ushort.MaxValue, rule)),
            PropertyType.VariableByteInteger => new(rule.Id, Bounded(number, 268_435_455, rule)),
            _ => new(rule.Id, Bounded(number, uint.MaxValue, rule)),
        };

    private static uint Bounded(uint number, uint max, PropertyRule rule) =>
        number % max + (rule.ZeroIsError ? 1u : 0);

    /// <summary>Leaves out repetitions that are not allowed, and adds the method that data needs.</summary>
    private static OwnedList<OwnedProperty> Complete(OwnedProperty[] properties, PropertySite site)
    {
        var kept = new List<OwnedProperty>();
        foreach (var property in properties)
        {
            if ((PropertyTable.Find((int)property.Id).Repeats & site) != 0 || kept.All(other => other.Id != property.Id))
                kept.Add(property);
        }

        var needsMethod = site == PropertySite.Auth || kept.Any(property => property.Id == PropertyId.AuthenticationData);
        if (needsMethod && kept.All(property => property.Id != PropertyId.AuthenticationMethod))
            kept.Add(new(PropertyId.AuthenticationMethod, "m"u8));
        return [.. kept];
    }
}
