using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Heliograph.Cli.Commands.Tls;

/// <summary>What a server shows in the handshake of one version of TLS.</summary>
/// <param name="Version">The version.</param>
/// <param name="Problem">Why there was no handshake; null when there was one.</param>
internal sealed record TlsProbe(SslProtocols Version, string? Problem)
{
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(10);

    public TlsCipherSuite Cipher { get; private init; }

    /// <summary>What was agreed on by ALPN; empty for nothing.</summary>
    public string Protocol { get; private init; } = "";

    /// <summary>The server's own first, then those it sent besides.</summary>
    public IReadOnlyList<X509Certificate2> Certificates { get; private init; } = [];

    /// <summary>Whether it asks for a certificate of the client.</summary>
    public bool AsksForCertificate { get; private init; }

    /// <summary>Connects and goes through the handshake; the certificate is not judged.</summary>
    /// <exception cref="SocketException">Nobody listens.</exception>
    public static async Task<TlsProbe> RunAsync(string host, int port, string name, SslProtocols version, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(WaitMax);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host, port, limit.Token);
        List<X509Certificate2> shown = [];
        var asks = false;
        await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = name,
                    EnabledSslProtocols = version,
                    ApplicationProtocols = [new("mqtt")],
                    LocalCertificateSelectionCallback = (_, _, _, remote, _) =>
                    {
                        asks |= remote is not null; // asked once before the server's is known, and again when it wants one
                        return null!; // "none", which the type does not know
                    },
#pragma warning disable CA5359 // Nothing is said to the server: what it shows is to be seen, good or not, and judged after.
                    RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                    {
                        if (certificate is not null) shown.Add(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
                        if (chain is not null) shown.AddRange(FurtherOf(chain, certificate));
                        return true;
                    },
#pragma warning restore CA5359
                }, limit.Token);
            return new(version, null)
            {
                Cipher = stream.NegotiatedCipherSuite, Protocol = stream.NegotiatedApplicationProtocol.ToString(), Certificates = shown, AsksForCertificate = asks,
            };
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            var cause = failure is OperationCanceledException ? $"no answer within {WaitMax.TotalSeconds:0} s" : (failure.InnerException ?? failure).Message;
            return new(version, cause.TrimEnd('.')) { Certificates = shown, AsksForCertificate = asks };
        }
    }

    // The system puts the server's own among them.
    private static IEnumerable<X509Certificate2> FurtherOf(X509Chain chain, X509Certificate? own) =>
        chain.ChainPolicy.ExtraStore.Where(one => !one.Equals(own)).Select(one => X509CertificateLoader.LoadCertificate(one.RawData));
}
