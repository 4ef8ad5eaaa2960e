using System.CommandLine;
using Heliograph.Cli.Help;

namespace Heliograph.Cli.Commands.Tls;

/// <summary><c>heliograph tls</c>: the commands about certificates.</summary>
internal static class TlsCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ProgramCommand("tls", "Check a server's TLS, make certificates for private networks", "COMMAND",
            "Looks at what a server shows in the handshake of TLS, and makes an authority and certificates for networks where no public "
            + "authority is at hand. heliograph tls COMMAND --help explains a command.")
        {
            Examples =
            [
                ("heliograph tls check broker.example:8883", "Say what clients will see, and complain about."),
                ("heliograph tls create-ca", "Make an authority: ca.pem for the clients, ca.key to keep."),
                ("heliograph tls create-cert broker.example 192.0.2.7", "Make a server's certificate of that authority."),
            ],
        };
        command.Subcommands.Add(new TlsCheckCommand(terminal).Create());
        command.Subcommands.Add(new CreateAuthorityCommand(terminal).Create());
        command.Subcommands.Add(new CreateCertificateCommand(terminal).Create());
        command.Action = new ShowHelp(terminal);
        return command;
    }
}
