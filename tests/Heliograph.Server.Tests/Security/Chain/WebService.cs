using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Security.Chain;

/// <summary>A web service on a free loopback port that answers as the test says, and remembers what it was asked.</summary>
internal sealed class WebService : IAsyncDisposable
{
    private readonly WebApplication _application;

    private WebService(WebApplication application) => _application = application;

    /// <summary>What it does with each request.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>The bodies of the requests.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public string Address => $"{_application.Urls.First()}/asked";

    public static async Task<WebService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var service = new WebService(builder.Build());
        service._application.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            service.Asked.Enqueue(await reader.ReadToEndAsync(context.RequestAborted));
            await service.Answer(context);
        });
        await service._application.StartAsync();
        return service;
    }

    /// <summary>From now on it answers this.</summary>
    public void Says(string body, int status = 200, string type = "application/json") => Answer = context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    };

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1)); // what hangs on purpose is cut
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
    }
}
