using System.CommandLine;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Heliograph.Cli.Client;
using Heliograph.Cli.Help;
using Heliograph.Mqtt;
using Heliograph.Server;

namespace Heliograph.Cli.Bench;

/// <summary>The options of <c>heliograph bench</c>.</summary>
internal sealed class BenchArguments(BenchKind kind)
{
    /// <summary>Clients of one run: more ports than that one address does not have.</summary>
    public const int ClientsMax = 64_000;

    private const int PayloadBytesMost = 10_000_000;

    private readonly Option<string> _host = new("--host", "-h") { HelpName = "HOST", Description = "The broker's name or address (default 127.0.0.1)", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<int> _port = new("--port", "-p") { HelpName = "PORT", Description = $"The broker's port (default {ClientArguments.DefaultPort})", DefaultValueFactory = _ => ClientArguments.DefaultPort };
    private readonly Option<string?> _user = new("--username", "-u") { HelpName = "NAME", Description = "The user name (default: environment variable HELIOGRAPH_USER)" };
    private readonly Option<string?> _password = new("--pw", "-P") { HelpName = "PASSWORD", Description = "The password (default: environment variable HELIOGRAPH_PASSWORD)" };
    private readonly Option<string?> _prefix = new("--id-prefix", "-I") { HelpName = "ID", Description = "What client identifiers begin with; a dash and a number follow (default: a random one)" };
    private readonly Option<string> _version = new("--protocol-version", "-V") { HelpName = "VERSION", Description = "mqttv5 or 5 (default), mqttv311 or 311", DefaultValueFactory = _ => "mqttv5" };
    private readonly Option<ushort> _keepAlive = new("--keepalive", "-k") { HelpName = "SECONDS", Description = "The keep alive (default 60, 0 for none)", DefaultValueFactory = _ => 60 };
    private readonly Option<int> _clients = new("--clients", "-c") { HelpName = "N", Description = "How many clients (default 100)", DefaultValueFactory = _ => 100 };
    private readonly Option<int> _connectRate = new("--connect-rate") { HelpName = "N", Description = "Connections opened a second (default: 100 at a time, as fast as they go)" };
    private readonly Option<bool> _tls = new("--tls") { Description = "Speak TLS" };
    private readonly Option<string?> _authority = new("--cafile") { HelpName = "FILE", Description = "The authority that the broker's certificate comes from, in PEM (default: those of the system)" };
    private readonly Option<bool> _insecure = new("--insecure") { Description = "Take any certificate" };
    private readonly Option<string?> _topic = new("--topic", "-t") { HelpName = "TOPIC", Description = "The topic or filter; %i is the number of the client, from 1, and %c its identifier" };
    private readonly Option<int> _qos = QoSArgument.Option("The QoS: 0, 1 or 2 (default 0)");
    private readonly Option<bool> _retain = new("--retain", "-r") { Description = "Retain the messages" };
    private readonly Option<int> _size = new("--size", "-s") { HelpName = "BYTES", Description = $"Bytes of a payload (default 64); from {Stamp.Bytes} on it says when it was sent", DefaultValueFactory = _ => 64 };
    private readonly Option<double> _rate = new("--rate", "-R") { HelpName = "N", Description = "Messages a second of all clients together (default: as fast as the broker takes them)" };
    private readonly Option<int> _inflight = new("--inflight") { HelpName = "N", Description = "QoS 1 and 2 messages of a client that may wait for their acknowledgement (default 100)", DefaultValueFactory = _ => 100 };
    private readonly Option<long> _count = new("--count", "-n") { HelpName = "N", Description = "End after so many messages of all clients together" };
    private readonly Option<double> _duration = new("--duration", "-d") { HelpName = "SECONDS", Description = "End so long after all are connected (default: at Ctrl-C)" };

    public Option<bool> Json { get; } = new("--json") { Description = "Print nothing but the result, as JSON" };

    /// <summary>Adds those that the kind has to its command.</summary>
    public void AddTo(ProgramCommand command)
    {
        _version.AcceptOnlyFromAmong("mqttv5", "5", "mqttv311", "311");
        if (kind == BenchKind.Publish) command.AddGroup("Messages", _topic, _qos, _retain, _size, _rate, _inflight, _count);
        if (kind == BenchKind.Subscribe) command.AddGroup("Messages", _topic, _qos, _count);
        command.AddGroup("Run", _clients, _connectRate, _duration, Json);
        command.AddGroup("Connection", _host, _port, _user, _password, _prefix, _version, _keepAlive, _tls, _authority, _insecure);
    }

    /// <summary>Reads what was given.</summary>
    /// <exception cref="UsageException">A value is out of range, or options do not go together.</exception>
    public BenchPlan Read(ParseResult parsed)
    {
        var clients = InRange(parsed.GetValue(_clients), 1, ClientsMax, "--clients");
        var connect = kind == BenchKind.Connect;
        return new()
        {
            Kind = kind,
            Host = parsed.GetValue(_host) ?? "",
            Port = (int)InRange(parsed.GetValue(_port), 1, 65_535, "--port"),
            User = parsed.GetValue(_user) ?? Environment.GetEnvironmentVariable("HELIOGRAPH_USER"),
            Password = parsed.GetValue(_password) ?? Environment.GetEnvironmentVariable("HELIOGRAPH_PASSWORD"),
            IdPrefix = parsed.GetValue(_prefix) ?? $"bench-{Random.Shared.Next():x8}",
            Version = parsed.GetValue(_version) is "mqttv311" or "311" ? ProtocolVersion.V311 : ProtocolVersion.V5,
            Clients = (int)clients,
            ConnectRate = (int)InRange(parsed.GetValue(_connectRate), 0, 1_000_000, "--connect-rate"),
            KeepAliveSeconds = parsed.GetValue(_keepAlive),
            Tls = Tls(parsed),
            Topic = connect ? "" : Topic(parsed),
            QoS = connect ? QoS.AtMostOnce : (QoS)parsed.GetValue(_qos),
            Retain = kind == BenchKind.Publish && parsed.GetValue(_retain),
            PayloadBytes = kind == BenchKind.Publish ? (int)InRange(parsed.GetValue(_size), 0, PayloadBytesMost, "--size") : 0,
            Rate = kind == BenchKind.Publish ? InRange(parsed.GetValue(_rate), 0, 100_000_000, "--rate") : 0,
            Inflight = kind == BenchKind.Publish ? (int)InRange(parsed.GetValue(_inflight), 1, 65_535, "--inflight") : 1,
            Count = connect ? 0 : (long)InRange(parsed.GetValue(_count), 0, 1e15, "--count"),
            Duration = TimeSpan.FromSeconds(InRange(parsed.GetValue(_duration), 0, 1_000_000, "--duration")),
        };
    }

    private static double InRange(double value, double least, double most, string option) => value >= least && value <= most
        ? value
        : throw new UsageException($"{option}: {value} is out of range; {least} to {most} are allowed");

    private string Topic(ParseResult parsed)
    {
        var given = parsed.GetValue(_topic) ?? throw new UsageException("--topic is missing: -t TOPIC");
        return kind == BenchKind.Publish ? TopicArgument.Name("--topic", given) : TopicArgument.Filter("--topic", given);
    }

    private SslClientAuthenticationOptions? Tls(ParseResult parsed)
    {
        var (authority, isInsecure) = (parsed.GetValue(_authority), parsed.GetValue(_insecure));
        if (!parsed.GetValue(_tls)) return authority is null && !isInsecure ? null : throw new UsageException("--cafile and --insecure mean nothing without --tls");
        var options = new SslClientAuthenticationOptions { TargetHost = parsed.GetValue(_host), ApplicationProtocols = [new("mqtt")] };
#pragma warning disable CA5359 // That is what --insecure says.
        if (isInsecure) options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        else if (authority is not null) options.CertificateChainPolicy = TrustOnly(authority);
        return options;
    }

    private static X509ChainPolicy TrustOnly(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
            return policy;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new OperatorException($"{file} cannot be used as authority: {failure.Message.TrimEnd('.')}", "Give --cafile a file of certificates in PEM", failure);
        }
    }
}
