namespace Heliograph.Broker.Access.Acl;

/// <summary>One line of a rules text that cannot be accepted. A text with an error is refused whole.</summary>
/// <param name="Source">The name of the text, such as <c>etc/acl</c>.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Remedy">What is wrong with it and what to write instead.</param>
public sealed record AclError(string Source, int Line, string Value, string Remedy)
{
    public override string ToString() => $"{Source} line {Line}: '{Value}': {Remedy}";
}
