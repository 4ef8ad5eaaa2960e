using System.Text;
using Heliograph.Server.Security;

namespace Heliograph.Fuzz.Targets;

/// <summary>A password file of every hash form. A hash whose proof would cost too much is refused when it is read.</summary>
public sealed class PasswordsTarget : ITarget
{
    public string Name => "passwords";

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        "\n"u8.ToArray(), ":"u8.ToArray(), "$"u8.ToArray(), "$6$"u8.ToArray(), "$7$"u8.ToArray(), "$argon2id$v=19$m="u8.ToArray(), "$scram-sha-256$"u8.ToArray(),
        "101"u8.ToArray(), "99999999999"u8.ToArray(), "-1"u8.ToArray(), ",t=3,p=1"u8.ToArray(), "=="u8.ToArray(), "#"u8.ToArray(), "\0"u8.ToArray(), "\r"u8.ToArray(), [0xFF],
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var text = Encoding.UTF8.GetString(input);
        Bounds.Check(() =>
        {
            var isRead = PasswordFile.TryParse(text, "passwd", out var file, out var errors);
            FindingException.Unless(isRead == (errors.Count == 0) && errors.Count <= PasswordFile.ErrorsMax, "either users or errors");
            FindingException.Unless(file is null || file.Users.All(user => UserNameSyntax.Fault(user) is null), "user names that can be kept");
        });
    }
}
