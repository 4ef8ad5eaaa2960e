using System.Buffers;
using System.Formats.Asn1;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Heliograph.Server.Listeners.Tls;

/// <summary>What TLS carries, as a connection.</summary>
internal sealed class TlsTransport : PumpedTransport
{
    private readonly ConnectionContext _outer;
    private readonly SslStream _stream;

    private TlsTransport(ConnectionContext outer, SslStream stream, IFeatureCollection features)
        : base(outer.ConnectionId, features)
    {
        (_outer, _stream) = (outer, stream);
        (LocalEndPoint, RemoteEndPoint) = (outer.LocalEndPoint, outer.RemoteEndPoint);
        if (stream.RemoteCertificate is not X509Certificate2 shown) return;
        ClientCertificate = shown;
        Features.Set(Peers.Of(outer) with { Certificate = PeerCertificates.Read(shown) });
    }

    /// <summary>What the client showed; null for nothing.</summary>
    public X509Certificate2? ClientCertificate { get; }

    /// <summary>Goes through the handshake.</summary>
    /// <exception cref="AuthenticationException">It failed.</exception>
    public static async Task<TlsTransport> AcceptAsync(ConnectionContext outer, TlsMaterial material, CancellationToken stop)
    {
        var stream = new SslStream(new PipeStream(outer.Transport));
        try
        {
            await stream.AuthenticateAsServerAsync((_, hello, _, _) => new(material.OptionsFor(hello.ServerName)), null, stop);
            return new(outer, stream, new FeatureCollection(outer.Features));
        }
        catch (AsnContentException failure)
        {
            await stream.DisposeAsync();
            throw new AuthenticationException($"the client certificate cannot be read: {failure.Message}", failure);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    protected override async ValueTask<int> ReceiveAsync(Memory<byte> into) => await _stream.ReadAsync(into);

    protected override async ValueTask SendAsync(ReadOnlySequence<byte> bytes)
    {
        foreach (var part in bytes) await _stream.WriteAsync(part);
        await _stream.FlushAsync();
    }

    protected override async Task SayGoodbyeAsync(CancellationToken stop)
    {
        await _stream.ShutdownAsync().WaitAsync(stop);
        await _outer.Transport.Output.FlushAsync(stop);
    }

    protected override void Cut() => _outer.Abort(new ConnectionAbortedException("The connection has ended."));
}
