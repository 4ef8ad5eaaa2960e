using Heliograph.Server.Configuration;
using Heliograph.Server.Listeners.Tls;

namespace Heliograph.Server.Instance;

/// <summary>Reads the files of the listeners' TLS as a start would, for who looks at an instance without starting it.</summary>
internal static class ListenerFiles
{
    /// <summary>Looks at each listener that has TLS.</summary>
    public static IEnumerable<ListenerFileReading> Look(InstanceLayout layout, ServerConfiguration configuration, TimeProvider time)
    {
        foreach (var listener in configuration.Listeners.Where(listener => listener.Tls.Certificate.Length > 0).Select(layout.WithFullPaths))
        {
            OperatorException? fault = null;
            DateTimeOffset? until = null;
            try
            {
                until = TlsMaterial.Load(listener.Tls, time).Certificates.Min(one => one.Certificate.NotAfter).ToUniversalTime();
            }
            catch (OperatorException found)
            {
                fault = found;
            }

            yield return new(listener.Name, listener.Tls, until, fault);
        }
    }
}

/// <summary>What the files of one listener's TLS say.</summary>
/// <param name="Listener">Its name.</param>
/// <param name="Tls">With full paths.</param>
/// <param name="ValidUntil">The end of its certificate, or of the first of several; null where that cannot be used.</param>
/// <param name="Fault">Why the listener would not start; null where nothing is wrong.</param>
internal sealed record ListenerFileReading(string Listener, TlsOptions Tls, DateTimeOffset? ValidUntil, OperatorException? Fault);
