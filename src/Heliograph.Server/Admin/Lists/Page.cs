namespace Heliograph.Server.Admin.Lists;

/// <summary>A part of a list.</summary>
/// <param name="Items">In the order asked for.</param>
/// <param name="Next">The cursor of the next page; null when this is the last.</param>
/// <param name="Matched">How many the filter lets through, on all pages.</param>
/// <param name="Total">How many there are.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next, int Matched, int Total)
{
    public Page<TTo> Select<TTo>(Func<T, TTo> convert) => new([.. Items.Select(convert)], Next, Matched, Total);
}
