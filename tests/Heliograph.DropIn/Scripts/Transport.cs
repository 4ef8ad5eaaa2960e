using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using Heliograph.DropIn.Running;

namespace Heliograph.DropIn.Scripts;

/// <summary>
/// The way of a client to the broker, by the options of a command: <c>port=NAME</c> and <c>ip=ADDRESS</c>, <c>unix=FILE</c>,
/// <c>tls=CERTIFICATE</c> (<c>none</c> for no certificate), <c>ws=PATH</c>.
/// </summary>
internal static class Transport
{
    /// <exception cref="IOException">The broker refused the handshake.</exception>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<Stream> OpenAsync(BrokerProcess broker, Stage stage, Command command)
    {
        var port = stage.Port(command.Option("port") ?? "port");
        if (command.Option("ws") is { } path) return await OpenWebSocketAsync(broker, port, path);
        var socket = await ConnectAsync(broker, stage, command, port);
        var network = new NetworkStream(socket, ownsSocket: true);
        return command.Option("tls") is { } certificate ? await SecureAsync(network, stage, certificate) : network;
    }

    private static Task<Socket> ConnectAsync(BrokerProcess broker, Stage stage, Command command, int port)
    {
        if (command.Option("unix") is { } file)
        {
            return broker.ConnectAsync(
                () => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(stage.At(file)));
        }

        var address = IPAddress.Parse(command.Option("ip") ?? "127.0.0.1");
        return broker.ConnectAsync(() => new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, new IPEndPoint(address, port));
    }

    private static async Task<Stream> SecureAsync(Stream network, Stage stage, string certificate)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(stage.At("tls/ca.crt"));
        var options = new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = trust };
        if (certificate != "none")
        {
            var (pem, key) = (stage.At($"tls/{certificate}.crt"), stage.At($"tls/{certificate}.key"));
            options.ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(pem, key), null, offline: true);
        }

        var secure = new SslStream(network);
        try
        {
            await secure.AuthenticateAsClientAsync(options).WaitAsync(Patience.Limit);
            return secure;
        }
        catch (System.Security.Authentication.AuthenticationException refused)
        {
            await secure.DisposeAsync();
            throw new IOException(refused.Message, refused);
        }
    }

    private static async Task<Stream> OpenWebSocketAsync(BrokerProcess broker, int port, string path)
    {
        // The plain connection waits for a broker that has just been started.
        (await broker.ConnectAsync(() => new(SocketType.Stream, ProtocolType.Tcp), new IPEndPoint(IPAddress.Loopback, port))).Dispose();
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        try
        {
            await socket.ConnectAsync(new($"ws://127.0.0.1:{port}{path}"), CancellationToken.None).WaitAsync(Patience.Limit);
            return WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: true);
        }
        catch (WebSocketException refused)
        {
            socket.Dispose();
            throw new IOException(refused.Message, refused);
        }
    }
}
