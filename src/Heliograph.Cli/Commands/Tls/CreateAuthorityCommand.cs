using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Heliograph.Cli.Help;

namespace Heliograph.Cli.Commands.Tls;

/// <summary><c>heliograph tls create-ca</c>: makes an authority.</summary>
internal sealed class CreateAuthorityCommand(Terminal terminal)
{
    private const int DaysByDefault = 3_650;

    private readonly Option<string> _name = new("--name")
    {
        HelpName = "NAME", Description = "Its name in certificates (default: Heliograph private CA)", DefaultValueFactory = _ => "Heliograph private CA",
    };

    private readonly Option<int> _days = CertificateDays.DaysOption(DaysByDefault);
    private readonly Option<string> _type = CertificateKey.TypeOption();
    private readonly Option<string> _out = new("--out") { HelpName = "DIR", Description = "Where the files go (default: here)", DefaultValueFactory = _ => "." };

    public Command Create()
    {
        var command = new ProgramCommand("create-ca", "Make an authority for a private network", "",
            "Makes the key and the certificate of an authority: ca.pem, which clients are to trust, and ca.key, which signs certificates and "
            + "must be kept from everybody. Files that are there are not written over.")
        {
            Examples = [("heliograph tls create-ca --out ca", "Make ca/ca.pem and ca/ca.key, good for ten years.")],
        };
        command.AddGroup("Options", _name, _days, _type, _out);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using var key = CertificateKey.Create(parsed.GetRequiredValue(_type));
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(parsed.GetRequiredValue(_name));
        var request = new CertificateRequest(name.Build(), key.Public, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.Create(
            request.SubjectName, key.Signer, now.AddDays(-1), now.AddDays(CertificateDays.Checked(parsed.GetValue(_days))), CertificateSerial.Create());
        var (file, keyFile) = CertificateFiles.Write(parsed.GetRequiredValue(_out), "ca", certificate.ExportCertificatePem(), key.Pem);
        terminal.Text.WriteLine($"{file}: the authority, good until {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}; give it to your clients");
        terminal.Text.WriteLine($"{keyFile}: its key; whoever has it can make certificates that your clients trust");
        terminal.Text.WriteLine($"{terminal.Title("Next:")} heliograph tls create-cert NAME --ca {file}");
        return ExitCode.Ok;
    }
}
