using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Lists;
using Microsoft.AspNetCore.Http;

namespace Heliograph.Server.Tests.Admin;

public sealed class ListingTests
{
    private static readonly Listing<(string Id, int Size)> Listing = new(
        entry => entry.Id, [("id", entry => SortKey.Of(entry.Id)), ("size", entry => SortKey.Of(entry.Size))]);

    [Theory]
    [InlineData("id")]
    [InlineData("-id")]
    [InlineData("size")]
    [InlineData("-size")]
    public void Leafing_through_shows_everything_once_and_in_order(string order)
    {
        var random = new Random(1);
        var all = Enumerable.Range(0, 1_000).Select(i => ($"c{i:d4}:ä", random.Next(10))).OrderBy(_ => random.Next()).ToList();
        var seen = Leaf(all, order, limit: 7, onPage: _ => { });
        var expected = order.TrimStart('-') == "id"
            ? all.OrderBy(entry => entry.Item1, StringComparer.Ordinal)
            : all.OrderBy(entry => entry.Item2).ThenBy(entry => entry.Item1, StringComparer.Ordinal);
        Assert.Equal(order[0] == '-' ? expected.Reverse() : expected, seen);
    }

    [Fact]
    public void What_comes_and_goes_meanwhile_hides_and_repeats_nothing_else()
    {
        var random = new Random(2);
        var all = Enumerable.Range(0, 1_000).Select(i => ($"stays{i:d4}", i)).ToList();
        var seen = Leaf(all, "id", limit: 10, onPage: page =>
        {
            all.RemoveAll(entry => entry.Item1.StartsWith("guest", StringComparison.Ordinal));
            for (var i = 0; i < 20; i++) all.Insert(random.Next(all.Count), ($"guest{random.Next()}", 0));
        });
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"stays{i:d4}"), seen.Select(entry => entry.Id).Where(id => id.StartsWith("stays", StringComparison.Ordinal)));
    }

    [Fact]
    public void Counts_are_of_the_whole_list()
    {
        var page = Listing.Take(Call("?limit=3"), Enumerable.Range(0, 10).Select(i => ($"{i}", i)), entry => entry.Item2 % 2 == 0);
        Assert.Equal((3, 5, 10), (page.Items.Count, page.Matched, page.Total));
        Assert.NotNull(page.Next);
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=501", "limit")]
    [InlineData("?limit=x", "limit")]
    [InlineData("?order=colour", "order")]
    [InlineData("?cursor=%00", "cursor")]
    [InlineData("?cursor=AAAA", "cursor")]
    public void A_bad_parameter_is_named(string query, string field)
    {
        var refused = Assert.Throws<ProblemException>(() => Listing.Take(Call(query), [], _ => true));
        Assert.Equal((422, field), (refused.Status, refused.Field));
        Assert.NotNull(refused.Remedy);
    }

    private static List<(string Id, int Size)> Leaf(List<(string, int)> all, string order, int limit, Action<Page<(string Id, int Size)>> onPage)
    {
        var seen = new List<(string, int)>();
        string? next = null;
        do
        {
            var page = Listing.Take(Call($"?limit={limit}&order={order}" + (next is null ? "" : $"&cursor={next}")), all, _ => true);
            seen.AddRange(page.Items);
            next = page.Next;
            onPage(page);
        }
        while (next is not null);
        return seen;
    }

    private static AdminCall Call(string query)
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = new(query);
        return new(http);
    }
}
