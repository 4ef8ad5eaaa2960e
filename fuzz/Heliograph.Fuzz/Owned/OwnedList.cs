using System.Collections;
using System.Runtime.CompilerServices;

namespace Heliograph.Fuzz.Owned;

/// <summary>A list that compares by content, so that the records holding it do.</summary>
[CollectionBuilder(typeof(OwnedList), nameof(OwnedList.Create))]
public sealed class OwnedList<T>(T[] items) : IReadOnlyList<T>, IEquatable<OwnedList<T>>
{
    public static OwnedList<T> Empty { get; } = new([]);

    public int Count => items.Length;

    public T this[int index] => items[index];

    public bool Equals(OwnedList<T>? other) => other is not null && this.SequenceEqual(other);

    public override bool Equals(object? obj) => Equals(obj as OwnedList<T>);

    public override int GetHashCode() => items.Length;

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    public override string ToString() => $"[{string.Join(", ", items)}]";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Makes collection expressions work for <see cref="OwnedList{T}"/>.</summary>
public static class OwnedList
{
    public static OwnedList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
