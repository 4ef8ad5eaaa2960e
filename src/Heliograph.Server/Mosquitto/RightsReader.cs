using System.Text;
using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Security;

namespace Heliograph.Server.Mosquitto;

/// <summary>Reads the rights of listeners; each file once, however many name it.</summary>
/// <param name="conf">With the options.</param>
/// <param name="isLocalOnly">Whether only this machine can connect, which allows anonymous clients unless the file says otherwise.</param>
internal sealed class RightsReader(MosquittoConf conf, bool isLocalOnly)
{
    private readonly Dictionary<string, PasswordFile> _users = [];
    private readonly Dictionary<string, AclRules> _rules = [];

    /// <summary>Reads the rights at a listener.</summary>
    /// <exception cref="OperatorException">A file cannot be read, or has errors.</exception>
    public MosquittoRights Of(ConfListener listener)
    {
        var (own, rights) = (listener.Section, conf.RightsOf(listener));
        return new(
            own.Flag("listener_allow_anonymous") ?? rights.Flag("allow_anonymous", isLocalOnly),
            rights.Find("password_file") is { } users ? UsersOf(users) : null,
            rights.Find("acl_file") is { } rules ? RulesOf(rules) : null,
            conf.Broker.Text("clientid_prefixes") ?? "",
            CertificateNameOf(own));
    }

    /// <summary>What of a client's certificate is its user name at a listener.</summary>
    public static CertificateName CertificateNameOf(ConfSection listener) =>
        listener.Flag("use_identity_as_username", false) ? CertificateName.Common
        : listener.Flag("use_subject_as_username", false) ? CertificateName.Subject
        : CertificateName.None;

    private PasswordFile UsersOf(ConfLine line)
    {
        if (_users.TryGetValue(line.Value, out var known)) return known;
        return PasswordFile.TryParse(Read(line), line.Value, out var users, out var errors) ? _users[line.Value] = users : throw Wrong(errors);
    }

    private AclRules RulesOf(ConfLine line)
    {
        if (_rules.TryGetValue(line.Value, out var known)) return known;
        return AclRules.TryParse(Read(line), line.Value, out var rules, out var errors) ? _rules[line.Value] = rules : throw Wrong(errors);
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
