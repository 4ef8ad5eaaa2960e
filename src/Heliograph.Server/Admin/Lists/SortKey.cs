namespace Heliograph.Server.Admin.Lists;

/// <summary>What a list is ordered by: a number or a text.</summary>
internal readonly record struct SortKey(long Number, string Text) : IComparable<SortKey>
{
    public static SortKey Of(long number) => new(number, "");

    public static SortKey Of(string? text) => new(0, text ?? "");

    public int CompareTo(SortKey other)
    {
        var byNumber = Number.CompareTo(other.Number);
        return byNumber != 0 ? byNumber : string.CompareOrdinal(Text, other.Text);
    }
}
