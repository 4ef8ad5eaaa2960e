using System.Globalization;
using Heliograph.Broker;
using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Events;
using Heliograph.Broker.Inspection;
using Heliograph.Server.Admin.Views;

namespace Heliograph.Server.Admin.Why;

/// <summary>What is wrong with one client now, or was when it last tried to connect.</summary>
internal sealed class ClientCauses(AdminContext context, string clientId, ClientView? client)
{
    private static readonly TimeSpan SlowedLately = TimeSpan.FromMinutes(2);

    private readonly BrokerEvent[] _own = context.Broker.Events.OfClient(clientId);

    private bool IsConnected => client is { IsConnected: true };

    /// <summary>What decides first.</summary>
    public IReadOnlyList<FindingRow> Find() =>
        [.. Loops(), .. Waiting(), .. Bans(), .. Attempt(), .. TurnedAway(), .. Slowed()];

    private IEnumerable<FindingRow> Loops() => context.Broker.TakeoverLoops(context.Clock.Now).Where(loop => loop.ClientId == clientId).Select(loop => new FindingRow(
        Times.Of(loop.Since), FindingRow.Decisive, $"{loop.Cause}; {loop.Takeovers} times since {Words(Times.Of(loop.Since))}", TakeoverLoop.Remedy));

    private IEnumerable<FindingRow> Waiting() => context.WaitingLogins().Where(login => login.ClientId == clientId).Select(login => new FindingRow(
        login.Since, FindingRow.Decisive, $"its login from {login.Address} waits since {Words(login.Since)}, because logins of {login.Line} were wrong",
        "Find who logs in wrongly from there or as that user, and stop it; a login that is right ends it at once"));

    // Of the client, of the user that it had or wanted, and of where it was last.
    private IEnumerable<FindingRow> Bans()
    {
        var last = _own.LastOrDefault();
        var who = new Identity(clientId, last?.UserName, new(last?.Address ?? ""));
        return context.Bans.Of(who).Select(ban => new FindingRow(
            ban.CreatedAt, FindingRow.Decisive, ban.Cause, "Remove the ban, if it is not meant"));
    }

    private IEnumerable<FindingRow> Attempt()
    {
        if (IsConnected || Array.FindLast(_own, one => one.Kind is EventKind.Refused or EventKind.Disconnected) is not { } last) return [];
        var isRefused = last.Kind == EventKind.Refused;
        var words = isRefused ? "its connection was refused" : "its connection ended";
        return [new(Times.Of(last.At), isRefused ? FindingRow.Decisive : FindingRow.Note, $"{words} at {Words(Times.Of(last.At))}: {last.Cause}", isRefused ? RefusalRemedies.Of(last.Code, last.Cause) : null)];
    }

    // Before CONNECT nobody knows whose connection it is; its address is known where it has been here before.
    private IEnumerable<FindingRow> TurnedAway()
    {
        if (IsConnected || _own.LastOrDefault(one => one.Address is not null)?.Address is not { } address) return [];
        var host = Hosts.Of(address);
        var away = context.Broker.Events.Latest().LastOrDefault(one => one is { Kind: EventKind.Refused, ClientId: "", Address: { } from } && Hosts.Of(from) == host);
        return away is null
            ? []
            : [new(Times.Of(away.At), FindingRow.Note, $"a connection from {host}, where it was last, was turned away at {Words(Times.Of(away.At))}: {away.Cause}", RefusalRemedies.Of(away.Code, away.Cause))];
    }

    private IEnumerable<FindingRow> Slowed()
    {
        var since = new Instant(context.Clock.Now.Milliseconds - (long)SlowedLately.TotalMilliseconds);
        return IsConnected && Array.FindLast(_own, one => one.Kind == EventKind.Slowed && one.At >= since) is { } slowed
            ? [new(Times.Of(slowed.At), FindingRow.Note, $"it is read more slowly: {slowed.Cause}", "Let it send less, or raise the limit that is named")]
            : [];
    }

    private static string Words(DateTime at) => at.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
