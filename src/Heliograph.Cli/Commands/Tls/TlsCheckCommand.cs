using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Heliograph.Cli.Help;
using Heliograph.Server;

namespace Heliograph.Cli.Commands.Tls;

/// <summary><c>heliograph tls check</c>: says what a server shows, and what a client will complain about.</summary>
internal sealed class TlsCheckCommand(Terminal terminal)
{
    private const int PortByDefault = 8_883;

    private static readonly (SslProtocols Version, string Name)[] Versions = [(SslProtocols.Tls13, "TLS 1.3"), (SslProtocols.Tls12, "TLS 1.2")];

    private readonly Argument<string> _server = new("HOST[:PORT]") { Description = $"The server (default port {PortByDefault}); an IPv6 address in brackets" };

    private readonly Option<string?> _authorities = new("--cafile")
    {
        HelpName = "FILE", Description = "Whom the client trusts, in PEM (default: whom this system does)",
    };

    private readonly Option<string?> _name = new("--name") { HelpName = "NAME", Description = "The name that the client asks for (default: HOST)" };

    public Command Create()
    {
        var command = new ProgramCommand("check", "Say what a server shows in the handshake, and what clients will complain about", "HOST[:PORT]",
            "Connects with each version of TLS and shows cipher, ALPN, names, expiry and chain. What a careful client would refuse or warn of is listed; "
            + "the exit code is 1 when there is something, 0 otherwise. Nothing but the handshake is said to the server.")
        {
            Examples =
            [
                ("heliograph tls check broker.example", "As a client that trusts what this system trusts."),
                ("heliograph tls check 127.0.0.1:61613 --cafile ca.pem --name broker.example", "With an authority of one's own, by another name."),
            ],
        };
        command.Arguments.Add(_server);
        command.AddGroup("Options", _authorities, _name);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var (host, port) = ServerOf(parsed.GetRequiredValue(_server));
        var name = parsed.GetValue(_name) ?? host;
        var authorities = parsed.GetValue(_authorities) is { } file ? Read(file) : null;
        var probes = new List<TlsProbe>();
        try
        {
            foreach (var (version, _) in Versions) probes.Add(await TlsProbe.RunAsync(host, port, name, version, stop));
        }
        catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new OperatorException($"{host}:{port} cannot be reached: {(failure is SocketException ? failure.Message.TrimEnd('.') : "no answer")}", "Look whether a broker listens there: heliograph status, or heliograph doctor", failure);
        }

        terminal.Text.WriteLine(terminal.Title(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}"));
        foreach (var probe in probes) Row(Versions.First(one => one.Version == probe.Version).Name, probe.Problem is null ? probe.Cipher.ToString() : $"no: {probe.Problem}");
        var shown = probes.FirstOrDefault(probe => probe.Problem is null && probe.Certificates.Count > 0) ?? probes.FirstOrDefault(probe => probe.Certificates.Count > 0);
        if (shown is not null) Print(shown);
        return Conclude([.. Complaints(probes, shown, name, authorities)]);
    }

    private static IEnumerable<string> Complaints(List<TlsProbe> probes, TlsProbe? shown, string name, X509Certificate2Collection? authorities)
    {
        if (probes.TrueForAll(probe => probe.Problem is not null)) yield return "there is no handshake with TLS 1.2 or 1.3";
        if (shown is null) yield break;
        foreach (var complaint in CertificateComplaints.Of(shown.Certificates, name, authorities, TimeProvider.System.GetUtcNow().UtcDateTime)) yield return complaint;
    }

    private void Print(TlsProbe shown)
    {
        var own = shown.Certificates[0];
        Row("ALPN", shown.Protocol.Length > 0 ? shown.Protocol : "nothing agreed on; some clients insist on mqtt");
        if (shown.AsksForCertificate) Row("Client", "a certificate of the client is asked for");
        Row("Certificate", $"{own.Subject}, by {own.Issuer}");
        Row("Names", CertificateComplaints.NamesOf(own) is { Length: > 0 } names ? names : "none");
        var ends = own.NotAfter.ToUniversalTime();
        Row("Good", $"{own.NotBefore.ToUniversalTime():yyyy-MM-dd} to {ends:yyyy-MM-dd}, {Math.Floor((ends - TimeProvider.System.GetUtcNow().UtcDateTime).TotalDays)} days left");
        Row("Key", own.GetRSAPublicKey() is { } rsa ? $"RSA, {rsa.KeySize} bits" : own.GetECDsaPublicKey() is { } curve ? $"ECDSA, {curve.KeySize} bits" : own.PublicKey.Oid.FriendlyName ?? "unknown");
        Row("SHA-256", own.GetCertHashString(HashAlgorithmName.SHA256));
        foreach (var further in shown.Certificates.Skip(1)) Row("Sent with it", further.Subject);
    }

    private int Conclude(string[] complaints)
    {
        if (complaints.Length == 0)
        {
            terminal.Text.WriteLine("A client has nothing to complain about.");
            return ExitCode.Ok;
        }

        terminal.Text.WriteLine("A client will complain:");
        foreach (var complaint in complaints) terminal.Text.WriteLine($"  {complaint}");
        return ExitCode.Failure;
    }

    private void Row(string label, string value) => terminal.Text.WriteLine($"  {label,-13} {value}");

    private static (string Host, int Port) ServerOf(string text)
    {
        if (IPAddress.TryParse(text, out _) && !text.StartsWith('[')) return (text, PortByDefault);
        if (!Uri.TryCreate($"mqtts://{text}", UriKind.Absolute, out var parsed) || parsed.Host.Length == 0 || parsed.PathAndQuery.Length > 1)
            throw new UsageException($"'{text}' is no server: write HOST:PORT, such as broker.example:8883");
        return (parsed.DnsSafeHost, parsed.Port > 0 ? parsed.Port : PortByDefault);
    }

    private static X509Certificate2Collection Read(string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new OperatorException($"{file} cannot be read: {failure.Message.TrimEnd('.')}", "Name a PEM file with the authorities' certificates", failure);
        }

        return authorities.Count > 0 ? authorities : throw new OperatorException($"{file} holds no certificate", "Name a PEM file with the authorities' certificates");
    }
}
