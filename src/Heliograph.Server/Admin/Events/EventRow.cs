using Heliograph.Broker.Events;
using Heliograph.Server.Admin.Views;
using Heliograph.Server.Logging;

namespace Heliograph.Server.Admin.Events;

/// <summary>One event in a list.</summary>
internal sealed record EventRow(
    DateTime At, string Kind, string? ClientId, string? UserName, string? Address, int Code, string Reason, string Cause, string? Topic)
{
    public static EventRow Of(BrokerEvent happened) => new(
        Times.Of(happened.At), KindName(happened.Kind), happened.ClientId.Length > 0 ? happened.ClientId : null, happened.UserName,
        happened.Address, (int)happened.Code, CodeText.Words(happened.Code), happened.Cause, happened.Topic);

    public static string KindName(EventKind kind) => kind switch
    {
        EventKind.TakenOver => "taken-over",
        EventKind.SessionEnded => "session-ended",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
