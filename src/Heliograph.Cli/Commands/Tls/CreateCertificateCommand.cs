using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Heliograph.Cli.Help;
using Heliograph.Server;

namespace Heliograph.Cli.Commands.Tls;

/// <summary><c>heliograph tls create-cert</c>: makes a certificate of an authority.</summary>
internal sealed class CreateCertificateCommand(Terminal terminal)
{
    private const int DaysByDefault = 397; // what clients take from a server at most without complaint
    private const string ServerUse = "1.3.6.1.5.5.7.3.1", ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly Argument<string[]> _names = new("NAME...")
    {
        Arity = ArgumentArity.OneOrMore, Description = "DNS names and IP addresses that the server is reached by; with --client the client's name",
    };

    private readonly Option<string> _authority = new("--ca")
    {
        HelpName = "FILE", Description = "The authority's certificate (default: ca.pem); its key is beside it, with the ending .key", DefaultValueFactory = _ => "ca.pem",
    };

    private readonly Option<bool> _client = new("--client") { Description = "For a client that proves itself by it, and not for a server" };
    private readonly Option<int> _days = CertificateDays.DaysOption(DaysByDefault);
    private readonly Option<string> _type = CertificateKey.TypeOption();
    private readonly Option<string> _out = new("--out") { HelpName = "DIR", Description = "Where the files go (default: here)", DefaultValueFactory = _ => "." };

    public Command Create()
    {
        var command = new ProgramCommand("create-cert", "Make a certificate of an authority", "NAME...",
            "Makes a key and a certificate that an authority of heliograph tls create-ca, or another whose key is at hand, vouches for: NAME.pem "
            + "and NAME.key, after the first name. Files that are there are not written over.")
        {
            Examples =
            [
                ("heliograph tls create-cert broker.example localhost 192.0.2.7", "For tls_certificate and tls_key of a listener."),
                ("heliograph tls create-cert --client sensor-1", "For a client of a listener with tls_client_certificate."),
            ],
        };
        command.Arguments.Add(_names);
        command.AddGroup("Options", _authority, _client, _days, _type, _out);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var names = parsed.GetRequiredValue(_names);
        var isForClient = parsed.GetValue(_client);
        var authorityFile = parsed.GetRequiredValue(_authority);
        using var authority = Read(authorityFile);
        using var signer = CertificateKey.Of(authority);
        using var key = CertificateKey.Create(parsed.GetRequiredValue(_type));
        var request = Request(names, isForClient, key, authority);
        var now = TimeProvider.System.GetUtcNow();
        DateTimeOffset wanted = now.AddDays(CertificateDays.Checked(parsed.GetValue(_days))), most = authority.NotAfter;
        using var certificate = request.Create(
            authority.SubjectName, signer.Signer, Later(now.AddHours(-1), authority.NotBefore), wanted < most ? wanted : most, CertificateSerial.Create());
        var (file, keyFile) = CertificateFiles.Write(parsed.GetRequiredValue(_out), FileName(names[0]), certificate.ExportCertificatePem(), key.Pem);
        var cause = wanted < most ? "" : ", when its authority ends";
        terminal.Text.WriteLine($"{file}: for {(isForClient ? "the client" : "the server")} {string.Join(", ", names)}, good until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}{cause}");
        terminal.Text.WriteLine($"{keyFile}: its key");
        terminal.Text.WriteLine(isForClient
            ? $"{terminal.Title("Try it:")} mosquitto_sub --cafile {authorityFile} --cert {file} --key {keyFile} -h BROKER -p 8883 -t '#'"
            : $"{terminal.Title("Set:")} tls_certificate = \"{file}\" and tls_key = \"{keyFile}\" in a [[listener]]");
        return ExitCode.Ok;
    }

    private static CertificateRequest Request(string[] names, bool isForClient, CertificateKey key, X509Certificate2 authority)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(names[0]);
        var request = new CertificateRequest(subject.Build(), key.Public, HashAlgorithmName.SHA256);
        var alternative = new SubjectAlternativeNameBuilder();
        foreach (var name in names) Add(alternative, name, isForClient);
        if (names.Any(name => IsAddress(name) || IsHost(name))) request.CertificateExtensions.Add(alternative.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(isForClient ? ClientUse : ServerUse)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        return request;
    }

    // A client's name may be anything; a server's is looked up.
    private static void Add(SubjectAlternativeNameBuilder alternative, string name, bool isForClient)
    {
        if (IPAddress.TryParse(name, out var address)) alternative.AddIpAddress(address);
        else if (IsHost(name)) alternative.AddDnsName(name);
        else if (!isForClient) throw new UsageException($"'{name}' is neither a DNS name nor an IP address");
    }

    private static bool IsAddress(string name) => IPAddress.TryParse(name, out _);

    private static bool IsHost(string name) =>
        Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name) == UriHostNameType.Dns && !name.Contains('_');

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static string FileName(string name)
    {
        var safe = string.Concat(name.Select(one => char.IsLetterOrDigit(one) || one is '-' or '.' ? one : '_'));
        return safe.Trim('.') is { Length: > 0 } file ? file : throw new UsageException($"'{name}' is no name");
    }

    private static X509Certificate2 Read(string file)
    {
        var keyFile = Path.ChangeExtension(file, ".key");
        try
        {
            var authority = X509Certificate2.CreateFromPemFile(file, keyFile);
            if (authority.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority)) return authority;
            authority.Dispose();
            throw new OperatorException($"{file} is the certificate of no authority", "Name an authority's with --ca");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new OperatorException($"the authority {file} with the key {keyFile} cannot be used: {failure.Message.TrimEnd('.')}", "Make one with heliograph tls create-ca, or name another with --ca", failure);
        }
    }
}
