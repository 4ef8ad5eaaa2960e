using System.Net.Security;
using Heliograph.Server.Files;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners.Tls;

/// <summary>The certificate of a listener: its files are watched, and what they say serves the next handshake. Dispose to stop.</summary>
/// <remarks>Files that cannot be used are told, and what they said before stays in force.</remarks>
internal sealed partial class TlsCertificates : IDisposable
{
    private readonly TlsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly FileWatch _watch;
    private volatile TlsMaterial _material;

    /// <exception cref="OperatorException">A file cannot be used.</exception>
    public TlsCertificates(TlsOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time, _log) = (options, time, log);
        _material = TlsMaterial.Load(options, time.GetUtcNow());
        string[] files = [options.Certificate, options.Key, options.ClientAuthority, options.RevocationList];
        _watch = new([.. files.Where(file => file.Length > 0)], Renew, time);
    }

    /// <summary>What the next handshake goes by.</summary>
    public SslServerAuthenticationOptions ForHandshake() => _material.Options;

    public void Dispose() => _watch.Dispose();

    private void Renew()
    {
        try
        {
            _material = TlsMaterial.Load(_options, _time.GetUtcNow());
            LogRenewed(_options.Certificate, _material.Certificate.NotAfter);
        }
        catch (OperatorException failure)
        {
            LogRefused(failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "the certificate {File} was read anew: it is good until {NotAfter:yyyy-MM-dd}")]
    private partial void LogRenewed(string file, DateTime notAfter);

    [LoggerMessage(LogLevel.Error, "{Problem} The one before stays in force.")]
    private partial void LogRefused(string problem);
}
