using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

/// <summary>MQTT.js in a page, against the one port for all.</summary>
public sealed class BrowserClientTests(Chromium chromium)
{
    private const string Page = "http://localhost/page";

    private const string Script = """
        ([url, username, password]) => new Promise((resolve, reject) => {
          const client = mqtt.connect(url, { username, password, reconnectPeriod: 0 });
          client.on('error', reject);
          client.on('close', () => reject(new Error('closed')));
          client.on('message', (topic, payload) => { resolve(`${topic}: ${payload}`); client.end(); });
          client.subscribe('lettuce', { qos: 1 }, () => client.publish('lettuce', 'crisp', { qos: 1 }));
        })
        """;

    [Fact]
    public async Task A_page_publishes_and_receives_in_the_clear_and_over_TLS()
    {
        await using var broker = await ConsoleBroker.StartAsync(hasTls: true);
        await using var visit = await chromium.VisitAsync(broker, isSecure: true);
        // A page of this machine, so that the first account may log in from it.
        await visit.Page.RouteAsync(Page, route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<!doctype html><link rel=icon href=data:,><title>page</title>" }));
        await visit.Page.GotoAsync(Page);
        await visit.Page.AddScriptTagAsync(new() { Path = Path.Combine(Checkout.Root, "tests/Heliograph.Interop/node/node_modules/mqtt/dist/mqtt.min.js") });
        foreach (var scheme in (string[])["ws", "wss"])
        {
            var said = await visit.Page.EvaluateAsync<string>(Script, new[] { $"{scheme}://127.0.0.1:{broker.Port}/mqtt", ConsoleBroker.Admin, ConsoleBroker.Password });
            Assert.Equal("lettuce: crisp", said);
        }
    }
}
