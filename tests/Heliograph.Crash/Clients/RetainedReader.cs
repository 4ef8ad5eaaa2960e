using Heliograph.Mqtt;
using Heliograph.Tests.Common.Clients;

namespace Heliograph.Crash.Clients;

/// <summary>A new subscriber that takes what is retained and leaves.</summary>
internal static class RetainedReader
{
    /// <summary>Reads until all the expected topics and then a PINGRESP have come; at the limit, what has come.</summary>
    public static async Task<IReadOnlyDictionary<string, byte[]>> ReadAsync(
        int port, string filter, ICollection<string> expected, TimeSpan limit, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(limit);
        var client = new ClientSettings("reader", ProtocolVersion.V311) { CleanStart = true };
        var reading = new RetainedReading(client.Version, filter, expected);
        try
        {
            await RunAsync(port, client, reading, patience.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
        }

        return reading.Found;
    }

    private static async Task RunAsync(int port, ClientSettings client, RetainedReading reading, CancellationToken stop)
    {
        using var link = await Link.TryOpenAsync(port, stop);
        if (link is null) return;
        Packets.WriteConnect(link.Output, client);
        reading.OnConnected(link.Output);
        await link.FlushAsync(stop);
        while (!reading.IsDone && await link.ReadAsync((header, body) => reading.OnPacket(link.Output, header, body), stop))
        {
            reading.Work(link.Output);
            await link.FlushAsync(stop);
        }

        Packets.WriteDisconnect(link.Output, client.Version);
        await link.FlushAsync(stop);
    }
}
