using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Heliograph.Server.Security.Web;

/// <summary>Makes the clients that ask web services about logins: no redirects, no cookies, no proxy, bounded answers, certificates checked.</summary>
internal static class WebClients
{
    /// <param name="setting">The setting that names the authority, for errors.</param>
    /// <param name="authority">Certificates that the server's must come from, in PEM; empty for those that the machine trusts.</param>
    /// <param name="answerBytesMax">The longest answer read.</param>
    /// <param name="connectionsMax">To one server at once.</param>
    /// <exception cref="OperatorException">The authority cannot be read.</exception>
    public static HttpClient Create(string setting, string authority, int answerBytesMax, int connectionsMax)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // credentials go where the configuration says, and nowhere else
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = connectionsMax,
            MaxResponseHeadersLength = 16, // KiB
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed name of the server is noticed
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        if (authority.Length > 0) handler.SslOptions = new() { CertificateChainPolicy = PolicyOf(setting, authority) };
        return new(handler) { MaxResponseContentBufferSize = answerBytesMax, Timeout = Timeout.InfiniteTimeSpan }; // each call brings its own limit
    }

    private static X509ChainPolicy PolicyOf(string setting, string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(authority);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{setting} = {authority} cannot be read: {failure.Message.TrimEnd('.')}", "Name a file with certificates in PEM", failure);
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new OperatorException($"{setting} = {authority} holds no certificate", "Name a file with certificates in PEM");
    }
}
