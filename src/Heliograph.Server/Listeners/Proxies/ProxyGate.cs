using Heliograph.Server.Listeners.Doors;
using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Listeners.Proxies;

/// <summary>Takes the PROXY header off the front of a connection that comes from a proxy.</summary>
internal static class ProxyGate
{
    /// <summary>Reads the header; who the client is, is then known of the connection.</summary>
    /// <returns><see cref="Speech.Proxy"/>, or what came instead.</returns>
    public static async Task<Heard> PassAsync(ConnectionContext connection, CancellationToken stop)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(stop);
            var bytes = read.Buffer;
            switch (ProxyHeader.Read(bytes, out var header, out var length, out var problem))
            {
                case ProxyReading.Complete:
                    input.AdvanceTo(bytes.GetPosition(length));
                    Introduce(connection, header);
                    return new(Speech.Proxy, "a PROXY header");
                case ProxyReading.Refused:
                    input.AdvanceTo(bytes.Start);
                    return new(Speech.Unknown, problem);
            }

            var isEmpty = bytes.IsEmpty;
            input.AdvanceTo(bytes.Start, bytes.End);
            if (read.IsCompleted) return isEmpty ? Heard.Nothing : new(Speech.Unknown, "a part of a PROXY header");
        }
    }

    private static void Introduce(ConnectionContext connection, ProxyHeader header)
    {
        if (header.IsOfProxy) return;
        if (header.Client is not null) connection.RemoteEndPoint = header.Client;
        connection.Features.Set(TrustedProxies.ClientOf(Peers.Of(connection), header.Client));
    }
}
