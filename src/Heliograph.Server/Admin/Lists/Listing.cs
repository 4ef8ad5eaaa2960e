using Heliograph.Server.Admin.Http;

namespace Heliograph.Server.Admin.Lists;

/// <summary>A list that is asked for in pages: its order, its filter, and what identifies an entry.</summary>
/// <remarks>
/// A page is what follows an entry in the order, not what stands at a place: entries that come and go while someone leafs
/// through a hundred thousand neither repeat nor hide others. The whole is walked for each page, and only a page is kept.
/// </remarks>
/// <typeparam name="T">An entry.</typeparam>
/// <param name="id">What identifies an entry.</param>
/// <param name="orders">The orders there are; the first one is the default, descending if - stands before its name.</param>
internal sealed class Listing<T>(Func<T, string> id, IReadOnlyList<(string Name, Func<T, SortKey> Key)> orders)
{
    private const int LimitMax = 500, LimitDefault = 50;

    /// <summary>What a request for a page may say besides its filter.</summary>
    public RouteParameter[] Parameters { get; } =
    [
        RouteParameter.Number("limit", $"entries on a page, 1 to {LimitMax}; {LimitDefault} if absent"),
        RouteParameter.Text("cursor", "the next of the page before"),
        RouteParameter.Text("order", $"{string.Join(", ", orders.Select(order => order.Name))}; - before it for descending"),
    ];

    /// <summary>Takes the page that a request asks for.</summary>
    /// <param name="call">With limit, cursor and order; the first order is the default.</param>
    /// <param name="all">Every entry, in any order.</param>
    /// <param name="isWanted">The filter.</param>
    public Page<T> Take(AdminCall call, IEnumerable<T> all, Func<T, bool> isWanted)
    {
        var limit = (int)call.Number("limit", LimitDefault, 1, LimitMax);
        var (key, isDescending) = OrderOf(call);
        var after = CursorOf(call);
        var best = new PriorityQueue<T, Cursor>(limit + 2, new Backwards(isDescending));
        var order = new Forwards(isDescending);
        var (total, matched) = (0, 0);
        foreach (var entry in all)
        {
            total++;
            if (!isWanted(entry)) continue;
            matched++;
            var place = new Cursor(key(entry), id(entry));
            if (after is { } end && order.Compare(place, end) <= 0) continue;
            best.Enqueue(entry, place);
            if (best.Count > limit + 1) best.Dequeue();
        }

        var hasMore = best.Count > limit;
        if (hasMore) best.Dequeue();
        var items = new T[best.Count];
        Cursor? last = null;
        while (best.TryDequeue(out var entry, out var place))
        {
            last ??= place;
            items[best.Count] = entry;
        }

        return new(items, hasMore ? last.ToString() : null, matched, total);
    }

    private (Func<T, SortKey> Key, bool IsDescending) OrderOf(AdminCall call)
    {
        var text = call.Text("order") ?? orders[0].Name;
        var name = text.TrimStart('-');
        foreach (var order in orders)
        {
            if (order.Name.TrimStart('-') == name) return (order.Key, text[0] == '-');
        }

        throw ProblemException.BadField("order", text, string.Join(", ", orders.Select(order => order.Name.TrimStart('-'))) + ", with - before it for descending");
    }

    private static Cursor? CursorOf(AdminCall call)
    {
        if (call.Text("cursor") is not { } text) return null;
        return Cursor.TryParse(text, out var cursor) ? cursor : throw ProblemException.BadField("cursor", text, "the next of the page before");
    }

    private sealed class Forwards(bool isDescending) : IComparer<Cursor>
    {
        public int Compare(Cursor x, Cursor y)
        {
            var byKey = x.Key.CompareTo(y.Key);
            var order = byKey != 0 ? byKey : string.CompareOrdinal(x.Id, y.Id);
            return isDescending ? -order : order;
        }
    }

    // The last of those kept is the first to go.
    private sealed class Backwards(bool isDescending) : IComparer<Cursor>
    {
        private readonly Forwards _forwards = new(isDescending);

        public int Compare(Cursor x, Cursor y) => _forwards.Compare(y, x);
    }
}
