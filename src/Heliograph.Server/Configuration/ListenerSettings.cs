using System.Net;
using System.Net.Security;
using Heliograph.Server.Listeners;
using Heliograph.Server.Listeners.Proxies;
using Heliograph.Server.Listeners.Tls;

namespace Heliograph.Server.Configuration;

/// <summary>The settings of one <c>[[listener]]</c>.</summary>
internal static class ListenerSettings
{
    /// <summary>The key that every listener on the network must give: it has no default.</summary>
    public const string PortKey = "port";

    /// <summary>The key that stands in place of address and port.</summary>
    public const string UnixSocketKey = "unix_socket";

    private static readonly TextType File = new("a file, relative to the instance folder unless absolute", charactersMax: 1_000);

    public static IReadOnlyList<Setting> All { get; } =
    [
        Of("protocol", new ChoiceType<ListenerProtocol>(
                ("any", ListenerProtocol.Any), ("mqtt", ListenerProtocol.Mqtt), ("websocket", ListenerProtocol.WebSocket)),
            "What is spoken there: MQTT, MQTT over WebSocket, or any of both; with a certificate over TLS, and with any also without.",
            listener => listener.Protocol, (listener, value) => listener with { Protocol = value }),
        Of("address", new TextType("an IP address, such as \"0.0.0.0\" (every IPv4 address), \"::\" (every address) or \"127.0.0.1\"",
                isValid: text => IPAddress.TryParse(text, out _)),
            "The address to bind.", listener => listener.Address, (listener, value) => listener with { Address = value }),
        Of(PortKey, new IntegerType(0, 65_535), "The TCP port; 0 takes any free one. Must be given, or unix_socket.",
            listener => (long)listener.Port, (listener, value) => listener with { Port = (int)value }),
        Of(UnixSocketKey, new TextType("a path, relative to the instance folder unless absolute", charactersMax: UnixSocketFile.PathBytesMax),
            "The path of a Unix domain socket, in place of address and port. Who connects there counts as this machine.",
            listener => listener.UnixSocket, (listener, value) => listener with { UnixSocket = value }),
        Of("unix_socket_mode", new TextType("three octal digits, such as \"660\"", charactersMax: 3, isValid: text => text.Length == 3 && text.All(digit => digit is >= '0' and <= '7')),
            "The rights of the socket's file: who may write to it may connect.",
            listener => listener.UnixSocketMode, (listener, value) => listener with { UnixSocketMode = value }),
        Of("name", new TextType("up to 64 characters", charactersMax: 64), "The name in logs and events; without it mqtt- and the port, or the name of the Unix socket.",
            listener => listener.Name, (listener, value) => listener with { Name = value }),
        Of("required", new BooleanType(), "Whether a port that is already taken fails the start; if false it is a warning.",
            listener => listener.Required, (listener, value) => listener with { Required = value }),
        Of("authentication", new LinksType(mayBeEmpty: true),
            "Who is asked who a client is, at this listener; with none, as [access] says. allow_anonymous does not apply to a listener with a chain of its own.",
            listener => listener.Authentication, (listener, value) => listener with { Authentication = value }),
        Of("tls_certificate", File, "The certificate for TLS, with those that vouch for it, in PEM, or with its key as PFX (.pfx, .p12) without password. Without it there is no TLS. The files are watched: what they say serves the next handshake.",
            listener => listener.Tls.Certificate, (listener, value) => listener with { Tls = listener.Tls with { Certificate = value } }),
        Of("tls_key", File, "The key of the certificate, in PEM; without it the key is in the certificate's file.",
            listener => listener.Tls.Key, (listener, value) => listener with { Tls = listener.Tls with { Key = value } }),
        Of("tls_further_certificates", new NamesType("files", "[\"etc/tls/shop.pem\"]"),
            "Further certificates, for clients that ask for a name in them (SNI): like tls_certificate, which all others get.",
            listener => listener.Tls.FurtherCertificates, (listener, value) => listener with { Tls = listener.Tls with { FurtherCertificates = value } }),
        Of("tls_further_keys", new NamesType("files", "[\"etc/tls/shop.key\"]"),
            "Their keys, one for each in the same order; with none each key is in its certificate's file.",
            listener => listener.Tls.FurtherKeys, (listener, value) => listener with { Tls = listener.Tls with { FurtherKeys = value } }),
        Of("tls_ciphers", new NamesType("names of IANA's list of TLS cipher suites", "[\"TLS_AES_256_GCM_SHA384\", \"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384\"]", IsCipher),
            "The cipher suites that are spoken; with none those of the system. Not on Windows.",
            listener => listener.Tls.Ciphers, (listener, value) => listener with { Tls = listener.Tls with { Ciphers = value } }),
        Of("tls_minimum", new ChoiceType<TlsVersion>(("1.2", TlsVersion.Tls12), ("1.3", TlsVersion.Tls13)), "The least version of TLS.",
            listener => listener.Tls.Minimum, (listener, value) => listener with { Tls = listener.Tls with { Minimum = value } }),
        Of("tls_client_certificate", new ChoiceType<ClientCertificateUse>(
                ("none", ClientCertificateUse.None), ("wanted", ClientCertificateUse.Wanted), ("required", ClientCertificateUse.Required)),
            "Whether clients show a certificate: none is asked for; one that is shown must be good; or there must be one.",
            listener => listener.Tls.ClientCertificate, (listener, value) => listener with { Tls = listener.Tls with { ClientCertificate = value } }),
        Of("tls_client_ca", File, "The authorities that client certificates must come from, in PEM.",
            listener => listener.Tls.ClientAuthority, (listener, value) => listener with { Tls = listener.Tls with { ClientAuthority = value } }),
        Of("tls_client_crl", File, "The revocation lists of these authorities, in PEM or DER.",
            listener => listener.Tls.RevocationList, (listener, value) => listener with { Tls = listener.Tls with { RevocationList = value } }),
        Of("websocket_path", new TextType("a path such as \"/mqtt\", or \"\" for any", charactersMax: 200, isValid: text => text.Length == 0 || text[0] == '/'),
            "The path of WebSocket handshakes.", listener => listener.WebSocketPath, (listener, value) => listener with { WebSocketPath = value }),
        Of("websocket_origins", new NamesType("origins", "[\"https://example.com\"]"),
            "Origins whose pages may connect over WebSocket; with none any may.",
            listener => listener.WebSocketOrigins, (listener, value) => listener with { WebSocketOrigins = value }),
        Of("proxy_protocol", new BooleanType(), "Whether the addresses of trusted_proxies put a PROXY header, of version 1 or 2, before what they hand on. From them it is required; from others it is refused.",
            listener => listener.ProxyProtocol, (listener, value) => listener with { ProxyProtocol = value }),
        Of("trusted_proxies", new NamesType("addresses and networks", "[\"127.0.0.1\", \"10.0.0.0/8\"]", TrustedProxies.IsName),
            "Proxies whose word is taken for who their clients are, by PROXY header or, over WebSocket, by X-Forwarded-For; \"unix\" is who comes by the Unix socket.",
            listener => listener.TrustedProxies, (listener, value) => listener with { TrustedProxies = value }),
        .. ListenerLimitSettings.All,
    ];

    private static bool IsCipher(string name) => name.StartsWith("TLS_", StringComparison.Ordinal) && Enum.TryParse<TlsCipherSuite>(name, out _);

    /// <summary>A setting of a listener.</summary>
    public static Setting Of<T>(
        string key, SettingType type, string help, Func<ListenerOptions, T> read, Func<ListenerOptions, T, ListenerOptions> write)
        where T : notnull =>
        Setting.Of<T>(
            SettingTable.ListenerSection, key, type, isLive: false, help,
            configuration => read(configuration.Listeners[^1]),
            (configuration, value) => configuration with
            {
                Listeners = [.. configuration.Listeners.SkipLast(1), write(configuration.Listeners[^1], value)],
            });
}
