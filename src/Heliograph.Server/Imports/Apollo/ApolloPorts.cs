using System.Net;
using Heliograph.Broker;
using Heliograph.Server.Admin;
using Heliograph.Server.Configuration;
using Heliograph.Server.Listeners;

namespace Heliograph.Server.Imports.Apollo;

/// <summary>What Apollo's connectors and web interface become.</summary>
internal sealed class ApolloPorts(ImportReport report)
{
    private const int PacketBytesLeast = 1_000;
    private const int PacketBytesMost = 268_000_000;
    private const int NameCharactersMax = 64;
    private readonly List<ListenerOptions> _listeners = [];
    private long? _connectionsMax = 0;
    private AdminOptions? _console;
    private int _packetBytesMax;

    /// <summary>Those of the connectors; the tutorial's when nothing was carried over, since a broker needs one.</summary>
    public IReadOnlyList<ListenerOptions> Listeners => _listeners.Count > 0 ? _listeners : [ServerConfiguration.TutorialListener];

    /// <summary>Without a <c>web_admin</c> there is none.</summary>
    public AdminOptions Console => _console ?? new AdminOptions { Enabled = false };

    public BrokerOptions Limits
    {
        get
        {
            var limits = new BrokerOptions();
            if (_connectionsMax is > 0 and <= 10_000_000 && _listeners.Count > 0) limits = limits with { ConnectionsMax = (int)_connectionsMax };
            return _packetBytesMax > 0 ? limits with { PacketBytesMax = _packetBytesMax } : limits;
        }
    }

    public void AddConnector(ApolloElement connector)
    {
        var bind = connector["bind"] ?? "";
        if (Fault(connector, bind, out var address) is { } why)
        {
            report.Leave(ApolloFile.Configuration, connector.Line, connector.ToString(), why);
            return;
        }

        var name = connector["id"] is { Length: > 0 and <= NameCharactersMax } id ? id : $"mqtt-{address!.Port}";
        if (_listeners.Any(other => other.Name == name)) name = $"mqtt-{address!.Port}-{_listeners.Count}";
        var isWebSocket = bind.StartsWith("ws:", StringComparison.Ordinal);
        _listeners.Add(new()
        {
            Name = name, Address = address!.Address.ToString(), Port = address.Port,
            Protocol = isWebSocket ? ListenerProtocol.WebSocket : ListenerProtocol.Any,
        });
        _connectionsMax = connector.Number("connection_limit") is { } limit ? _connectionsMax + limit : null;
        report.Carry(ApolloFile.Configuration, connector.Line, connector.ToString(),
            $"listener \"{name}\" at {address}{(bind.Contains('?') ? ", without its socket options" : "")}{(_connectionsMax > 0 ? "; connections_max counts for all listeners together" : "")}");
        foreach (var setting in connector.Children) TakeSetting(setting);
    }

    public void AddConsole(ApolloElement web)
    {
        var bind = web["bind"] ?? "";
        var isSecure = bind.StartsWith("https:", StringComparison.Ordinal);
        if (!TryReadAddress(bind, out var address) || (!isSecure && !bind.StartsWith("http:", StringComparison.Ordinal)))
        {
            report.Leave(ApolloFile.Configuration, web.Line, web.ToString(), "its bind is no address such as http://127.0.0.1:61680; set [console]");
            return;
        }

        var console = _console ?? new AdminOptions { Address = address.Address.ToString(), HttpsPort = null };
        _console = isSecure ? console with { HttpsPort = address.Port } : console with { Port = address.Port, Address = address.Address.ToString() };
        report.Carry(ApolloFile.Configuration, web.Line, web.ToString(), $"the console is at {address}");
    }

    private string? Fault(ApolloElement connector, string bind, out IPEndPoint? address)
    {
        address = null;
        var scheme = bind.Split(':')[0];
        if (connector.IsDisabled) return "it is disabled";
        if (connector["protocol"] is { } protocol && protocol is not ("any" or "mqtt")) return $"{protocol} is not spoken here, MQTT alone";
        if (scheme.StartsWith("ssl", StringComparison.Ordinal) || scheme.StartsWith("tls", StringComparison.Ordinal) || scheme == "wss")
            return "its certificate is in a Java key store; export it as PEM and add a [[listener]] with tls_certificate";
        if (scheme is not ("tcp" or "ws")) return "only tcp:// and ws:// are carried over";
        if (!TryReadAddress(bind, out address)) return "its bind is no address such as tcp://0.0.0.0:61613; add a [[listener]]";
        var taken = address;
        return taken.Port > 0 && _listeners.Any(other => other.Port == taken.Port && other.Address == taken.Address.ToString()) ? "the address is there already" : null;
    }

    private void TakeSetting(ApolloElement setting)
    {
        if (setting.Name == "mqtt" && setting.Number("max_message_length") is >= PacketBytesLeast and <= PacketBytesMost and var bytes)
        {
            _packetBytesMax = Math.Max(_packetBytesMax, bytes);
            report.Carry(ApolloFile.Configuration, setting.Line, setting.ToString(), "maximum_packet_size, for all listeners; its other attributes are not carried over");
            return;
        }

        var why = setting.Name == "detect" ? "the time to tell a protocol is fixed here" : "protocols have no settings here but those in [limits]";
        report.Leave(ApolloFile.Configuration, setting.Line, setting.ToString(), why);
    }

    private static bool TryReadAddress(string bind, out IPEndPoint address)
    {
        address = new(IPAddress.Any, 0);
        var start = bind.IndexOf("://", StringComparison.Ordinal);
        if (start < 0) return false;
        var rest = bind[(start + 3)..].Split('?', '/')[0];
        var colon = rest.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(rest[(colon + 1)..], out var port)) return false;
        var host = rest[..colon] == "localhost" ? "127.0.0.1" : rest[..colon].Trim('[', ']');
        if (!IPAddress.TryParse(host, out var parsed)) return false;
        address = new(parsed, port);
        return true;
    }
}
