using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Heliograph.Bench.Pages;

/// <summary>Someone at the console: watches the live stream, pages and filters lists, and takes the time of each answer.</summary>
internal static class PageReader
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static void Run(int port, int seconds) => RunAsync(port, seconds).GetAwaiter().GetResult();

    private static async Task RunAsync(int port, int seconds)
    {
        using var browser = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        var login = await browser.PostAsJsonAsync("/api/v1/login", new { userName = "admin", password = "password" });
        login.EnsureSuccessStatusCode();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var watching = WatchAsync(browser, stop.Token);
        var times = new List<(string Page, double Milliseconds)>();
        for (var round = 0; !stop.IsCancellationRequested; round++)
        {
            foreach (var page in PagesOf(round)) times.Add((page.Split('?')[0], await ReadAsync(browser, page)));
        }

        Print("all", [.. times.Select(time => time.Milliseconds)]);
        foreach (var page in times.GroupBy(time => time.Page)) Print(page.Key, [.. page.Select(time => time.Milliseconds)]);
        Console.WriteLine($"overviews watched: {await watching}");
    }

    private static IEnumerable<string> PagesOf(int round) =>
    [
        "/api/v1/overview/history?seconds=900",
        "/api/v1/clients?limit=50",
        "/api/v1/clients?limit=50&order=-bytesReceived",
        $"/api/v1/clients?limit=50&text={round % 1000}",
        "/api/v1/clients?limit=500&state=connected&order=address",
        $"/api/v1/client?id=idle-{round % 19_000:d5}",
        $"/api/v1/subscriptions?text=idle-0{round % 1000:d3}",
        $"/api/v1/subscriptions?matching=plant/{round % 100}/idle-{round % 10_000:d5}/x",
        "/api/v1/topics?order=-rate&limit=50",
        "/api/v1/retained?limit=50",
        "/api/v1/events?limit=50",
    ];

    // Pages through the list that the answer begins.
    private static async Task<double> ReadAsync(HttpClient browser, string page)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await browser.GetAsync(page);
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadAsStringAsync();
        var milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        using var json = JsonDocument.Parse(body);
        if (page.StartsWith("/api/v1/clients?limit=50&order", StringComparison.Ordinal) && json.RootElement.GetProperty("next").GetString() is { } next
            && !page.Contains("cursor", StringComparison.Ordinal))
            return Math.Max(milliseconds, await ReadAsync(browser, $"{page}&cursor={next}"));
        await Task.Delay(Pause);
        return milliseconds;
    }

    private static async Task<int> WatchAsync(HttpClient browser, CancellationToken stop)
    {
        var count = 0;
        try
        {
            using var stream = new StreamReader(await browser.GetStreamAsync("/api/v1/live", stop));
            while (await stream.ReadLineAsync(stop) is { } line) count += line == "event: overview" ? 1 : 0;
        }
        catch (OperationCanceledException)
        {
            // Seen enough.
        }

        return count;
    }

    private static void Print(string page, double[] milliseconds)
    {
        Array.Sort(milliseconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| `{page}` | {milliseconds.Length} | {At(milliseconds, 0.5):f1} | {At(milliseconds, 0.99):f1} | {milliseconds[^1]:f1} |"));
    }

    private static double At(double[] sorted, double part) => sorted[Math.Min(sorted.Length - 1, (int)(part * sorted.Length))];
}
