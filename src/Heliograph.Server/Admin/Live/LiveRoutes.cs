using System.Text;
using System.Threading.Channels;
using Heliograph.Server.Admin.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Heliograph.Server.Admin.Live;

/// <summary>The stream of what is new, as server-sent events.</summary>
internal sealed class LiveRoutes(LiveHub hub)
{
    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/live", "A stream of server-sent events: overview each second, happened as events come.", WatchAsync),
    ];

    private async Task WatchAsync(AdminCall call)
    {
        var watcher = hub.Join() ?? throw new ProblemException(503, "Too many watchers", $"there are {LiveHub.WatchersMax} already") { RetryAfterSeconds = 30 };
        try
        {
            call.Http.Response.ContentType = "text/event-stream";
            call.Http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await SendAsync(call.Http.Response, ": welcome\n\n"u8.ToArray(), call.Http.RequestAborted);
            await TellAsync(call, watcher.Reader);
        }
        catch (ChannelClosedException)
        {
            // The server stops.
        }
        finally
        {
            hub.Leave(watcher);
        }
    }

    // Watching does not count as use: a console that is left open is logged out like any other.
    private static async Task TellAsync(AdminCall call, ChannelReader<Announcement> reader)
    {
        var stop = call.Http.RequestAborted;
        while (call.Caller!.IsOpen())
        {
            var told = await reader.ReadAsync(stop);
            byte[] bytes = [.. Encoding.UTF8.GetBytes($"event: {told.Name}\ndata: "), .. told.Json, .. "\n\n"u8];
            await SendAsync(call.Http.Response, bytes, stop);
        }
    }

    private static async Task SendAsync(HttpResponse response, byte[] bytes, CancellationToken stop)
    {
        await response.Body.WriteAsync(bytes, stop);
        await response.Body.FlushAsync(stop);
    }
}
