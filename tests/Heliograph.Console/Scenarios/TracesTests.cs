using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

public sealed class TracesTests(Chromium chromium, ConsoleBroker broker)
{
    [Fact]
    public async Task A_trace_shows_the_packets_of_a_client_as_they_come_until_it_is_stopped_and_deleted()
    {
        var name = Names.New("traced");
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/traces");
        await visit.Button("Start a trace").ClickAsync();
        var form = visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Start a trace" });
        await form.GetByLabel("Client id", new() { Exact = true }).FillAsync(name);
        await form.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await Expect(visit.Heading("Trace")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("Nothing like this has been recorded yet.")).ToBeVisibleAsync();

        using (var client = await MqttClient.SubscribeAsync(broker, $"{name}/#", "-i", name))
        {
            await MqttClient.PublishAsync(broker, $"{name}/7", "seven");
            Assert.Equal($"{name}/7 seven", await client.NextMessageAsync());
        }

        var packets = visit.Rows("Packets");
        await Expect(packets.Filter(new() { HasText = "CONNECT" }).First).ToBeVisibleAsync();
        var published = packets.Filter(new() { HasText = "PUBLISH" });
        await Expect(published).ToContainTextAsync([$"'{name}/7', QoS 0, 5 bytes"]);
        await Expect(visit.Page.GetByRole(AriaRole.Table, new() { Name = "Packets" })).Not.ToContainTextAsync("seven"); // no payload unless asked
        await visit.Page.GetByLabel("Search").FillAsync("subscribe");
        await Expect(published).ToHaveCountAsync(0);
        await Expect(packets.Filter(new() { HasText = "SUBSCRIBE" })).ToHaveCountAsync(1);

        await visit.Button("Stop").ClickAsync();
        await Expect(visit.Page.GetByText("Ended", new() { Exact = true })).ToBeVisibleAsync();
        var link = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Download (pcapng)" });
        var capture = await visit.Context.APIRequest.GetAsync((await link.GetAttributeAsync("href"))!);
        Assert.Equal([0x0A, 0x0D, 0x0D, 0x0A], (await capture.BodyAsync())[..4]);

        await visit.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Traces" }).ClickAsync();
        var row = visit.Rows("Traces").Filter(new() { HasText = name });
        await Expect(row).ToContainTextAsync("Ended");
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
    }
}
