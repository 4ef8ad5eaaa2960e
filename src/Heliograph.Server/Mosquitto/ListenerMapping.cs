using System.Net;
using System.Net.Sockets;
using Heliograph.Server.Listeners;
using Heliograph.Server.Listeners.Tls;

namespace Heliograph.Server.Mosquitto;

/// <summary>One address to listen at, and the listener of mosquitto.conf that it comes from.</summary>
/// <param name="Options">For the server.</param>
/// <param name="Source">Where its own options are.</param>
internal sealed record MappedListener(ListenerOptions Options, ConfListener Source);

/// <summary>From mosquitto.conf and the command line to the addresses to listen at.</summary>
internal sealed class ListenerMapping(MosquittoConf conf, IReadOnlyList<int> ports)
{
    private const int UsualPort = 1883;

    // What Mosquitto's socket has under the usual mask: its own user alone may connect.
    private const string SocketMode = "755";

    private readonly List<MappedListener> _listeners = [];

    /// <summary>Whether only this machine can connect, because no file says where to listen.</summary>
    public bool IsLocalOnly { get; } = conf.Listeners.Count == 0 && conf.Default.Port == 0 && conf.Default.Address is null;

    /// <summary>All of them.</summary>
    /// <exception cref="OperatorException">An address does not exist.</exception>
    public IReadOnlyList<MappedListener> Map()
    {
        foreach (var listener in conf.Listeners) Add(listener, listener.Port);
        if (IsLocalOnly)
        {
            foreach (var port in ports.Count > 0 ? ports.Distinct() : [UsualPort]) AddLocal(port);
        }
        else
        {
            if (conf.Default.Port != 0 || conf.Default.Address is not null) Add(conf.Default, conf.Default.Port == 0 ? UsualPort : conf.Default.Port);
            foreach (var port in ports.Distinct().Where(port => !_listeners.Exists(listener => listener.Options.Port == port))) Add(conf.Default, port);
        }

        return _listeners;
    }

    private void AddLocal(int port)
    {
        var options = With(conf.Default);
        Add(conf.Default, options, port, IPAddress.Loopback, isRequired: true);
        if (Socket.OSSupportsIPv6) Add(conf.Default, options, port, IPAddress.IPv6Loopback, isRequired: false);
    }

    private void Add(ConfListener listener, int port)
    {
        if (port == 0 && listener.Address is { } socket)
        {
            var path = Path.GetFullPath(socket);
            _listeners.Add(new(With(listener) with { Name = path, UnixSocket = path, UnixSocketMode = SocketMode }, listener));
            return;
        }

        var options = With(listener);
        foreach (var address in AddressesOf(listener)) Add(listener, options, port, address, isRequired: true);
    }

    private void Add(ConfListener listener, ListenerOptions options, int port, IPAddress address, bool isRequired)
    {
        var text = address.ToString();
        var name = _listeners.Exists(other => other.Options.Name == $"{port}") ? $"{port} {text}" : $"{port}";
        _listeners.Add(new(options with { Name = name, Address = text, Port = port, Required = isRequired }, listener));
    }

    // Of all addresses of a listener, whose connections are counted together.
    private ListenerOptions With(ConfListener listener)
    {
        var section = listener.Section;
        var isProxied = section.Number("enable_proxy_protocol", 0) > 0;
        return new()
        {
            IPv6Only = section.Text("socket_domain") == "ipv6",
            Protocol = section.Text("protocol") == "websockets" ? ListenerProtocol.WebSocket : ListenerProtocol.Mqtt,
            Tls = TlsOf(section),
            WebSocketOrigins = new([.. section.All("websockets_origin").Select(line => line.Value)]),
            ProxyProtocol = isProxied,
            TrustedProxies = isProxied ? new("0.0.0.0/0", "::/0", "unix") : new(),
            Limits = new() { ConnectionsMax = (int)Math.Max(0, section.Number("max_connections", 0)), Seats = new() },
            Policy = new(ConfMapping.PolicyOf(section, conf.RightsOf(listener))),
        };
    }

    private static IPAddress[] AddressesOf(ConfListener listener)
    {
        AddressFamily? family = listener.Section.Text("socket_domain") switch
        {
            "ipv4" => AddressFamily.InterNetwork,
            "ipv6" => AddressFamily.InterNetworkV6,
            _ => null,
        };
        if (listener.Address is not { } host)
            return [family == AddressFamily.InterNetwork || (family is null && !Socket.OSSupportsIPv6) ? IPAddress.Any : IPAddress.IPv6Any];
        try
        {
            var found = IPAddress.TryParse(host, out var literal) ? [literal] : Dns.GetHostAddresses(host);
            if (found.Where(address => family is null || address.AddressFamily == family).Distinct().ToArray() is { Length: > 0 } addresses) return addresses;
        }
        catch (SocketException)
        {
            // The same as a name without addresses.
        }

        throw new OperatorException($"{listener.Line?.Place}: '{host}' has no address to listen at", "Write an address of this machine, or leave it out for all of them");
    }

    private static TlsOptions TlsOf(ConfSection section) => section.Text("certfile") is not { } certificate ? new() : new()
    {
        Certificate = Path.GetFullPath(certificate),
        Key = FullPath(section, "keyfile"),
        Minimum = section.Text("tls_version") == "tlsv1.3" ? TlsVersion.Tls13 : TlsVersion.Tls12,
        Ciphers = CipherNames.Of(section.Text("ciphers"), section.Text("ciphers_tls1.3")),
        ClientCertificate = section.Flag("require_certificate", false) ? ClientCertificateUse.Required : ClientCertificateUse.None,
        ClientAuthority = FullPath(section, "cafile"),
        RevocationList = FullPath(section, "crlfile"),
    };

    private static string FullPath(ConfSection section, string name) => section.Text(name) is { } path ? Path.GetFullPath(path) : "";
}
