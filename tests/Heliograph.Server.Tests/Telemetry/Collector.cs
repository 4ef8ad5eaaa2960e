using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Heliograph.Server.Tests.Telemetry;

/// <summary>One request as it came.</summary>
internal sealed record Export(string Path, Dictionary<string, string> Headers, ExportedMetrics Metrics);

/// <summary>A collector of OTLP on a free loopback port, over HTTP or gRPC.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Channel<Export> _received = Channel.CreateBounded<Export>(
        new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropOldest });

    private Collector(WebApplication application) => _application = application;

    public string Url => _application.Urls.First();

    public static async Task<Collector> StartAsync(bool isGrpc)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var collector = new Collector(builder.Build());
        collector._application.Run(http => collector.TakeAsync(http, isGrpc));
        await collector._application.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>The next export that holds what is asked for.</summary>
    public async Task<Export> UntilAsync(Func<ExportedMetrics, bool> holds)
    {
        using var patience = new CancellationTokenSource(Listeners.RawPeer.Patience);
        while (true)
        {
            var next = await _received.Reader.ReadAsync(patience.Token);
            if (holds(next.Metrics)) return next;
        }
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task TakeAsync(HttpContext http, bool isGrpc)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, TestContext.Current.CancellationToken);
        // gRPC has a flag and a length before the message.
        _received.Writer.TryWrite(new(
            http.Request.Path, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()), new(body.ToArray().AsSpan(isGrpc ? 5 : 0))));
        if (!isGrpc) return;
        http.Response.ContentType = "application/grpc";
        await http.Response.Body.WriteAsync(new byte[5], TestContext.Current.CancellationToken);
        http.Response.AppendTrailer("grpc-status", "0");
    }
}
