using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

/// <summary>Every page with something on it, for what must hold on all of them.</summary>
internal sealed class EveryPage : IDisposable
{
    private readonly MqttClient _present;

    private EveryPage(MqttClient present, string ofRetained, IReadOnlyList<string> paths) =>
        (_present, OfRetained, Paths) = (present, ofRetained, paths);

    public IReadOnlyList<string> Paths { get; }

    /// <summary>The one of them that lists a retained message.</summary>
    public string OfRetained { get; }

    /// <summary>Lets clients come and go, with long names, and messages wait and be retained.</summary>
    public static async Task<EveryPage> FillAsync(ConsoleBroker broker)
    {
        var present = Names.New("a-client-with-a-rather-long-name-of-eighty-characters-as-some-libraries-make-them");
        var away = Names.New("away");
        var topic = $"{present}/floor/7/room/12/temperature";
        var subscriber = await MqttClient.SubscribeAsync(
            broker, $"{present}/#", "-i", present, "--will-topic", topic, "--will-payload", "gone");
        await MqttClient.LeaveSessionAsync(broker, away, $"{present}/#");
        await MqttClient.PublishAsync(broker, topic, """{"celsius": 21.5, "at": "12:00"}""", "-r", "-q", "1");
        await subscriber.NextMessageAsync();
        var ofRetained = $"/retained?matching={present}/%23";
        return new(subscriber, ofRetained,
        [
            "/", "/clients", $"/client?id={present}", $"/client?id={away}", "/client?id=never-seen",
            "/events", "/events?kind=taken-over", $"/why?topic={topic}&clientId={away}", "/traces", "/trace?id=never-made",
            "/messages", "/publish", "/subscriptions", "/topics", ofRetained, "/retained?view=tree",
            "/access", "/users", "/bans", "/keys", "/audit", "/listeners", "/configuration", "/configuration?view=file", "/no-such-page",
        ]);
    }

    /// <summary>Opens a page and waits until what it asks for is there.</summary>
    public static async Task OpenAsync(Visit visit, string path)
    {
        await visit.Page.GotoAsync(path);
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("Loading…")).ToHaveCountAsync(0);
        await Expect(visit.Page.Locator("[data-live=true]")).ToHaveCountAsync(1);
    }

    public void Dispose() => _present.Dispose();
}
