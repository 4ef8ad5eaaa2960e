using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Configuration;
using Heliograph.Server.Files;
using Heliograph.Server.Security;

namespace Heliograph.Server.Instance;

/// <summary>The three files of <c>etc/</c> as read: what each says, or null, and everything that is wrong with them.</summary>
internal sealed record InstanceReading
{
    /// <summary>Bytes read of a users or an ACL file at most.</summary>
    internal const int AccessBytesMax = 100_000_000;

    public ServerConfiguration? Configuration { get; private init; }

    public PasswordFile? Users { get; private init; }

    public AclRules? Rules { get; private init; }

    /// <summary>What is wrong, file by file.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; private init; } = [];

    /// <summary>Reads all three files. Never throws for what they hold.</summary>
    /// <remarks>When the configuration is refused, users and rules are read from where they are by default.</remarks>
    public static InstanceReading Of(InstanceLayout layout)
    {
        var configuration = ConfigurationFile.Load(layout.ConfigurationFile, InstanceLayout.ConfigurationName);
        var access = configuration.Configuration?.Access ?? new();
        var users = ReadUsers(layout.UsersFile(access), access.UsersFile, out var userErrors);
        var rules = ReadRules(layout.AclFile(access), access.AclFile, out var ruleErrors);
        return new()
        {
            Configuration = configuration.Configuration,
            Users = users,
            Rules = rules,
            Errors = [.. configuration.Errors, .. userErrors, .. ruleErrors],
        };
    }

    /// <summary>Reads a users file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="errors">What is wrong when the result is null.</param>
    public static PasswordFile? ReadUsers(string path, string name, out IReadOnlyList<ConfigurationError> errors)
    {
        if (ReadText(path, name, out errors) is not { } text) return null;
        if (PasswordFile.TryParse(text, name, out var users, out var found)) return users;
        errors = [.. found.Select(error => Refused(name, error.Line, error.Value, error.Remedy))];
        return null;
    }

    /// <summary>Reads an access control list; as <see cref="ReadUsers"/>.</summary>
    public static AclRules? ReadRules(string path, string name, out IReadOnlyList<ConfigurationError> errors)
    {
        if (ReadText(path, name, out errors) is not { } text) return null;
        if (AclRules.TryParse(text, name, out var rules, out var found)) return rules;
        errors = [.. found.Select(error => Refused(name, error.Line, error.Value, error.Remedy))];
        return null;
    }

    private static ConfigurationError Refused(string name, int line, string value, string remedy) =>
        new(name, line, 0, $"'{value}' is refused", char.ToUpperInvariant(remedy[0]) + remedy[1..]);

    private static string? ReadText(string path, string name, out IReadOnlyList<ConfigurationError> errors)
    {
        var text = TextFile.TryRead(path, AccessBytesMax, out var fault);
        errors = text is null ? [new(name, 0, 0, fault.Problem, fault.Remedy)] : [];
        return text;
    }
}
