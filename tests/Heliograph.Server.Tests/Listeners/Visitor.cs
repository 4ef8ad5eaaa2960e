using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Heliograph.Mqtt;
using Heliograph.Server.Listeners;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>Comes to a server's doors, in the clear or over TLS, and says a few words of MQTT.</summary>
internal static class Visitor
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly byte[] ConnAck = [0x20, 2, 0, 0];

    /// <summary>Starts a server with one listener on the loopback address.</summary>
    public static Task<HeliographServer> StartAsync(ListenerOptions listener, ILoggerFactory? log = null, Broker.BrokerOptions? broker = null) =>
        TestServer.StartAsync(broker, options => options with
        {
            Listeners = [listener with { Address = "127.0.0.1" }], LoggerFactory = log ?? options.LoggerFactory,
        });

    /// <summary>Opens a connection in the clear.</summary>
    public static async Task<NetworkStream> OpenAsync(EndPoint place)
    {
        var socket = place is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(place, Stop);
            return new(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection over TLS.</summary>
    /// <param name="place">Where.</param>
    /// <param name="authority">Whom the server's certificate must come from.</param>
    /// <param name="shown">The client's own certificate and key in PEM; null for none.</param>
    /// <param name="host">The name that is asked for.</param>
    /// <param name="protocols">By ALPN.</param>
    public static async Task<SslStream> SecureAsync(
        EndPoint place, Authority authority, (string Certificate, string Key)? shown = null, string host = "127.0.0.1", params string[] protocols)
    {
        var stream = new SslStream(await OpenAsync(place));
        try
        {
            await stream.AuthenticateAsClientAsync(Options(authority, shown, host, protocols), Stop);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>How a client goes into the handshake.</summary>
    public static SslClientAuthenticationOptions Options(
        Authority authority, (string Certificate, string Key)? shown = null, string host = "127.0.0.1", params string[] protocols)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host, RemoteCertificateValidationCallback = authority.Vouches,
            ApplicationProtocols = protocols.Length == 0 ? null : [.. protocols.Select(name => new SslApplicationProtocol(name))],
        };
        if (shown is not { } client) return options;
        using var read = X509Certificate2.CreateFromPem(client.Certificate, client.Key);
        options.ClientCertificateContext = SslStreamCertificateContext.Create(X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null), [], offline: true);
        return options;
    }

    /// <summary>Whether a client with such a certificate, or with none, gets as far as an answer to CONNECT.</summary>
    public static async Task<bool> IsLetInAsync(EndPoint place, Authority authority, (string, string)? shown)
    {
        // With TLS 1.3 a client hears of its refusal when it reads.
        try
        {
            await using var stream = await SecureAsync(place, authority, shown);
            await stream.WriteAsync(Octets.Connect("client", ProtocolVersion.V311), Stop);
            return await stream.ReadAsync(new byte[4], Stop) > 0;
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            return false;
        }
    }

    public static async Task ConnectAsync(Stream stream, string clientId)
    {
        await stream.WriteAsync(Octets.Connect(clientId, ProtocolVersion.V311), Stop);
        Assert.Equal(ConnAck, await ReadExactlyAsync(stream, 4));
    }

    public static async Task PingAsync(Stream stream)
    {
        await stream.WriteAsync(Octets.PingReq, Stop);
        Assert.Equal(0xD0, (await ReadExactlyAsync(stream, 2))[0]);
    }

    public static async Task<byte[]> ReadExactlyAsync(Stream stream, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(RawPeer.Patience);
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, patience.Token);
        return bytes;
    }

    /// <summary>Everything until the server closes; a reset is an end like any other.</summary>
    public static async Task<byte[]> ReadToEndAsync(Stream stream)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(RawPeer.Patience);
        using var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all, patience.Token);
        }
        catch (IOException)
        {
            // reset
        }

        return all.ToArray();
    }
}
