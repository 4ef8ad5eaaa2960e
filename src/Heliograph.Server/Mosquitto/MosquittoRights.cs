using System.Text;
using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Security;

namespace Heliograph.Server.Mosquitto;

/// <summary>The rights that a section of mosquitto.conf gives, its files read.</summary>
/// <param name="AllowAnonymous">Whether clients need not prove who they are.</param>
/// <param name="Users">The password file; null when there is none.</param>
/// <param name="Rules">The ACL file; null when there is none.</param>
internal sealed record MosquittoRights(bool AllowAnonymous, PasswordFile? Users, AclRules? Rules)
{
    /// <summary>Reads what a section names.</summary>
    /// <param name="section">With the options for rights.</param>
    /// <param name="isLocalOnly">Whether only this machine can connect, which allows anonymous clients unless the file says otherwise.</param>
    /// <exception cref="OperatorException">A file cannot be read, or has errors.</exception>
    public static MosquittoRights Of(ConfSection section, bool isLocalOnly) => new(
        section.Flag("allow_anonymous", isLocalOnly), UsersOf(section.Find("password_file")), RulesOf(section.Find("acl_file")));

    private static PasswordFile? UsersOf(ConfLine? line)
    {
        if (line is null) return null;
        return PasswordFile.TryParse(Read(line), line.Value, out var users, out var errors) ? users : throw Wrong(errors);
    }

    private static AclRules? RulesOf(ConfLine? line)
    {
        if (line is null) return null;
        return AclRules.TryParse(Read(line), line.Value, out var rules, out var errors) ? rules : throw Wrong(errors);
    }

    private static OperatorException Wrong<TError>(IReadOnlyList<TError> errors) =>
        new(string.Join(Environment.NewLine, errors).TrimEnd('.'), $"Correct {(errors.Count == 1 ? "it" : "them")} and start again");

    private static string Read(ConfLine line)
    {
        try
        {
            return File.ReadAllText(line.Value, Encoding.UTF8);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException(
                $"{line.Place}: {line.Option.Name} {line.Value} cannot be read: {failure.Message.TrimEnd('.')}", "Name a file that is there and may be read", failure);
        }
    }
}
