namespace Heliograph.Server.Admin;

/// <summary>Some names, equal to another list of the same names in the same order.</summary>
public sealed class NameList(params IReadOnlyList<string> names) : IEquatable<NameList>
{
    /// <summary>The names as given.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    public bool Contains(string name) => Names.Contains(name, StringComparer.Ordinal);

    public bool Equals(NameList? other) => other is not null && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as NameList);

    public override int GetHashCode() => Names.Count;
}
