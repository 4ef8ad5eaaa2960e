using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Heliograph.Tests.Common.Tls;

/// <summary>The first bytes of a client of TLS, for peers that begin a handshake and do not go on.</summary>
internal static class ClientHello
{
    /// <summary>As a real client sends them.</summary>
    public static async Task<byte[]> MakeAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var server = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        var handshake = tls.AuthenticateAsClientAsync("localhost");
        var bytes = new byte[8_192];
        var length = await server.GetStream().ReadAsync(bytes);
        server.Close();
        try
        {
            await handshake;
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException)
        {
            // Nobody answers it, as is meant.
        }

        return bytes[..length];
    }
}
