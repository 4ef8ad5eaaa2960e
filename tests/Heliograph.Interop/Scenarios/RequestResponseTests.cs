using Heliograph.Interop.Clients;
using Heliograph.Interop.Running;

namespace Heliograph.Interop.Scenarios;

/// <summary>mosquitto_rr asks a question of a client of each library.</summary>
public sealed class RequestResponseTests(RunningBroker broker)
{
    [Theory, MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task A_request_gets_its_response(ClientLibrary library, MqttVersion version)
    {
        await using var stage = new Stage(broker, library, version);
        var question = stage.Topic("question");
        var responder = await stage.SubscribeAsync(new Subscription(question, 1));
        var answers = new List<string>();
        string[] arguments =
        [
            .. MosquittoArguments.Connect(stage.Request("asker")),
            "-t", question, "-e", stage.Topic("answer"), "-m", "how many?", "-q", "1", "-F", "%t %p",
        ];
        using var asker = new ChildProcess(
            Tool.Find("mosquitto_rr", "mosquitto-clients"), arguments, answers.Add, _ => { });

        var request = await responder.NextMessageAsync();
        Assert.Equal("how many?", request.Payload);
        // Only a 5.0 request says where the answer is awaited.
        Assert.Equal(version == MqttVersion.V5 ? stage.Topic("answer") : null, request.ResponseTopic);
        await responder.PublishAsync(
            new(stage.Topic("answer"), "forty-two", 1) { CorrelationData = request.CorrelationData });

        Assert.Equal(0, await asker.EndedAsync());
        Assert.Equal([$"{stage.Topic("answer")} forty-two"], answers);
    }
}
