using System.Net;
using System.Net.Sockets;
using System.Text;
using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

/// <summary>MQTT.js in a page, against the one port for all.</summary>
public sealed class BrowserClientTests(Chromium chromium)
{
    private const string Page = "<!doctype html><link rel=icon href=data:,><title>page</title>";

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
        // A page of this machine: the first account may log in from it, and the browser lets it connect to this machine.
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var serving = ServeAsync(server);
        await visit.Page.GotoAsync($"http://{server.LocalEndpoint}/");
        await visit.Page.AddScriptTagAsync(new() { Path = Path.Combine(Checkout.Root, "tests/Heliograph.Interop/node/node_modules/mqtt/dist/mqtt.min.js") });
        foreach (var scheme in (string[])["ws", "wss"])
        {
            var said = await visit.Page.EvaluateAsync<string>(Script, new[] { $"{scheme}://127.0.0.1:{broker.Port}/mqtt", ConsoleBroker.Admin, ConsoleBroker.Password });
            Assert.Equal("lettuce: crisp", said);
        }

        server.Stop();
        await serving;
    }

    // The one page, to whoever asks, until the listener is stopped.
    private static async Task ServeAsync(TcpListener listener)
    {
        var answer = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {Page.Length}\r\nConnection: close\r\n\r\n{Page}");
        try
        {
            while (true) _ = AnswerAsync(await listener.AcceptTcpClientAsync(), answer);
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // stopped
        }
    }

    // A browser opens connections ahead that it never uses.
    private static async Task AnswerAsync(TcpClient visitor, byte[] answer)
    {
        using (visitor)
        {
            var asked = await visitor.GetStream().ReadAsync(new byte[8_192]);
            if (asked > 0) await visitor.GetStream().WriteAsync(answer);
        }
    }
}
