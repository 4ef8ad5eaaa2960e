namespace Heliograph.Tests.Common;

/// <summary>What a broker counts as it changes, against a walk over all that is there.</summary>
internal static class StatusWalk
{
    /// <summary>Says where the two differ; null where they agree. While no batch is under way.</summary>
    public static string? Difference(Broker.Broker broker)
    {
        var clients = broker.Inspection.Clients().ToArray();
        var walked = (
            clients.Count(client => client.IsConnected), clients.Length, clients.Sum(client => client.Subscriptions),
            clients.Sum(client => (long)client.Queued + client.Inflight), clients.Sum(client => client.QueuedBytes));
        var status = broker.Status();
        var counted = (status.ClientsConnected, status.Sessions, status.Subscriptions, status.QueuedMessages, status.QueuedBytes);
        return counted == walked ? null : $"connected, sessions, subscriptions, queued messages and bytes are {walked}, counted are {counted}";
    }
}
