using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Heliograph.Server.Files;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners.Tls;

/// <summary>The certificates of a listener: their files are watched, and what they say serves the next handshake. Dispose to stop.</summary>
/// <remarks>Files that cannot be used are told, and what they said before stays in force.</remarks>
internal sealed partial class TlsCertificates : IDisposable
{
    private readonly TlsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<TlsTransport, X509Certificate2> _connected = [];
    private readonly FileWatch _watch;
    private readonly ExpiryWatch _expiry;
    private volatile TlsMaterial _material;

    /// <param name="options">The files.</param>
    /// <param name="onExpiring">Is told in words of certificates that expire.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">What happens to the files.</param>
    /// <exception cref="OperatorException">A file cannot be used.</exception>
    public TlsCertificates(TlsOptions options, Action<string> onExpiring, TimeProvider time, ILogger log)
    {
        (_options, _time, _log) = (options, time, log);
        _material = TlsMaterial.Load(options, time);
        string[] files =
        [
            options.Certificate, options.Key, .. options.FurtherCertificates.Names, .. options.FurtherKeys.Names, options.ClientAuthority, options.RevocationList,
        ];
        _expiry = new(() => _material.Expiring(_options), onExpiring, time, log);
        _watch = new([.. files.Where(file => file.Length > 0)], Renew, time);
    }

    /// <summary>What the next handshake goes by.</summary>
    public TlsMaterial ForHandshake => _material;

    /// <summary>Cuts a connection when its client certificate is taken back, until the answer is disposed.</summary>
    public IDisposable? Watch(TlsTransport connection)
    {
        if (connection.ClientCertificate is not { } certificate) return null;
        _connected[connection] = certificate;
        CutIfRevoked(connection, certificate); // the list may be newer than its handshake
        return new Watching(this, connection);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _expiry.Dispose();
    }

    private void Renew()
    {
        try
        {
            _material = TlsMaterial.Load(_options, _time);
            foreach (var certificate in _material.Certificates) LogRenewed(certificate.File, certificate.Certificate.NotAfter);
            _expiry.Look();
        }
        catch (OperatorException failure)
        {
            LogRefused(failure.Message);
            return;
        }

        foreach (var (connection, certificate) in _connected) CutIfRevoked(connection, certificate);
    }

    private void CutIfRevoked(TlsTransport connection, X509Certificate2 certificate)
    {
        if (!_material.Clients.IsRevoked(certificate)) return;
        LogTakenBack(Peers.Of(connection).Address, certificate.Subject);
        connection.Abort(new ConnectionAbortedException("its client certificate was taken back"));
    }

    private sealed class Watching(TlsCertificates certificates, TlsTransport connection) : IDisposable
    {
        public void Dispose() => certificates._connected.TryRemove(connection, out _);
    }

    [LoggerMessage(LogLevel.Warning, "the connection from {Address} is cut: its client certificate {Subject} was taken back")]
    private partial void LogTakenBack(string address, string subject);

    [LoggerMessage(LogLevel.Information, "the certificate {File} was read anew: it is good until {NotAfter:yyyy-MM-dd}")]
    private partial void LogRenewed(string file, DateTime notAfter);

    [LoggerMessage(LogLevel.Error, "{Problem} The one before stays in force.")]
    private partial void LogRefused(string problem);
}
