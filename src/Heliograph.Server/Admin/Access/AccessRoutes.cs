using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Topics;
using Heliograph.Server.Admin.Http;

namespace Heliograph.Server.Admin.Access;

/// <summary>The rules in force.</summary>
internal sealed class AccessRoutes(AdminContext context)
{
    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/access/test", "Whether someone may do something, and which rule decides.", TestAsync).Asks(RouteParameter.Text("user", "the user name; anonymous if absent"), RouteParameter.Text("clientId", "the client identifier"), RouteParameter.Needed("action", "publish, subscribe or receive"), RouteParameter.Needed("topic", "a topic name, or a filter to subscribe to"), RouteParameter.Number("qos", "the QoS; 0 if absent"), RouteParameter.Flag("retain", "whether a publish is retained"), RouteParameter.Number("payload", "bytes of the payload; 0 if absent"), RouteParameter.Text("groups", "groups that the login brings along, with commas between")).Answers(AdminJson.Default.AccessAnswerRow),
    ];

    private Task TestAsync(AdminCall call)
    {
        var action = call.Required("action") switch
        {
            "publish" => AccessAction.Publish,
            "subscribe" => AccessAction.Subscribe,
            "receive" => AccessAction.Receive,
            var other => throw ProblemException.BadField("action", other, "publish, subscribe or receive"),
        };
        var topic = Encoding.UTF8.GetBytes(call.Required("topic"));
        if (action == AccessAction.Subscribe && TopicFilter.TrySplitShared(topic, out _, out var filter)) topic = filter.ToArray();
        if (action == AccessAction.Subscribe ? !TopicFilter.IsValid(topic) : !TopicName.IsValid(topic))
            throw ProblemException.BadField("topic", call.Text("topic"), action == AccessAction.Subscribe ? "a topic filter" : "a topic name without wildcards");
        var decision = context.Server.Authorizer.Decide(new(
            WhoAsks(call), action, topic, (QoS)call.Number("qos", 0, 0, 2), call.Flag("retain") ?? false, call.Number("payload", 0, 0, uint.MaxValue)));
        var answer = decision.Answer switch
        {
            AccessAnswer.Allowed => "allowed",
            AccessAnswer.AskPerDelivery => "partly",
            _ => "denied",
        };
        return call.ReplyAsync(new(answer, decision.Rule, decision.Line > 0 ? decision.Line : null), AdminJson.Default.AccessAnswerRow);
    }

    // A client that is there is judged with what its login brought along.
    private Identity WhoAsks(AdminCall call)
    {
        var (id, user) = (call.Text("clientId") ?? "", call.Text("user"));
        if (call.Text("groups") is { } groups) return new(id, user, Peer.None) { Rights = new(groups.Split(','), rules: null) };
        return context.Server.Broker.Inspection.IdentityOf(id) is { } known && known.UserName == user ? known : new(id, user, Peer.None);
    }
}

/// <summary>What the rules say.</summary>
/// <param name="Answer">allowed, denied, or partly: a filter of which some topics may be read.</param>
/// <param name="Rule">What decided, with file and line.</param>
/// <param name="Line">The line of the access control list that decided, or null.</param>
internal sealed record AccessAnswerRow(string Answer, string Rule, int? Line);
