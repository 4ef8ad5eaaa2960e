using System.Text;
using Heliograph.Broker.Access.Acl;

namespace Heliograph.Fuzz.Targets;

/// <summary>An ACL file, line by line as Mosquitto's: rules, or errors that say where and what to do.</summary>
public sealed class AclTarget : ITarget
{
    private const int ErrorsMax = 100;

    public string Name => "acl";

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        "\n"u8.ToArray(), "\r\n"u8.ToArray(), "user "u8.ToArray(), "topic "u8.ToArray(), "pattern "u8.ToArray(), "read "u8.ToArray(), "write "u8.ToArray(),
        "readwrite "u8.ToArray(), "deny "u8.ToArray(), "%u"u8.ToArray(), "%c"u8.ToArray(), "#"u8.ToArray(), "+"u8.ToArray(), "/"u8.ToArray(), "$SYS/"u8.ToArray(),
        "$share/g/"u8.ToArray(), "\0"u8.ToArray(), "\t"u8.ToArray(), [0xC3], [0xFF],
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var text = Encoding.UTF8.GetString(input);
        Bounds.Check(() =>
        {
            var isRead = AclRules.TryParse(text, "acl", out _, out var errors);
            FindingException.Unless(isRead == (errors.Count == 0), "either rules or errors");
            FindingException.Unless(errors.Count <= ErrorsMax, "the number of errors");
            foreach (var error in errors) FindingException.Unless($"{error}".StartsWith("acl", StringComparison.Ordinal), "the error names the file");
        });
    }
}
