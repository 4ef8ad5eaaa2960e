using System.Text;
using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Configuration;
using Heliograph.Server.Files;
using Heliograph.Server.Security;

namespace Heliograph.Server.Instance;

/// <summary>The users file and the access control list for who edits them while the broker runs: what is written is in force when the call returns.</summary>
/// <param name="layout">The instance.</param>
/// <param name="access">Where the files are.</param>
/// <param name="reload">Puts in force what has changed, before it returns.</param>
/// <param name="users">The users in force.</param>
internal sealed class AccessEditor(InstanceLayout layout, AccessOptions access, Action reload, Func<PasswordFile> users)
{
    /// <summary>Bytes of an access control list that can be edited here; larger ones are edited as files.</summary>
    public const int RulesBytesMax = 1_000_000;

    private readonly Lock _turn = new();

    /// <summary>The users in force.</summary>
    public PasswordFile Users => users();

    /// <summary>What the access control list is called.</summary>
    public string RulesName => access.AclFile;

    /// <summary>Adds a user, or changes the hash of one.</summary>
    /// <exception cref="OperatorException">The file cannot be read or written, or has an error already.</exception>
    public void SetUser(string user, PasswordHash hash)
    {
        lock (_turn) WriteUsers(PasswordFileEdit.Set(ReadUsers(), user, hash));
    }

    /// <summary>Deletes a user.</summary>
    /// <returns>False when there is none of that name.</returns>
    /// <exception cref="OperatorException">As for <see cref="SetUser"/>.</exception>
    public bool TryDeleteUser(string user)
    {
        lock (_turn)
        {
            if (!PasswordFileEdit.TryDelete(ReadUsers(), user, out var edited)) return false;
            WriteUsers(edited);
            return true;
        }
    }

    /// <summary>The text of the access control list.</summary>
    /// <exception cref="OperatorException">It cannot be read, or is too large to be edited here.</exception>
    public string ReadRules() => Read(layout.AclFile(access), access.AclFile, RulesBytesMax);

    /// <summary>What is wrong with a text.</summary>
    public IReadOnlyList<AclError> Check(string text)
    {
        AclRules.TryParse(text, access.AclFile, out _, out var errors);
        return errors;
    }

    /// <summary>Changes the access control list.</summary>
    /// <param name="version">Of the text that the change was made for; null where that does not matter.</param>
    /// <param name="edit">Gives the new text for the present one.</param>
    /// <param name="errors">What is wrong with the new text; nothing is done then.</param>
    /// <returns>The version of the new text; null when the file has another version than asked for, or there are errors.</returns>
    /// <exception cref="OperatorException">The file cannot be read or written.</exception>
    public string? TryEditRules(string? version, Func<string, string> edit, out IReadOnlyList<AclError> errors)
    {
        lock (_turn)
        {
            errors = [];
            var before = ReadRules();
            if (version is not null && version != TextFile.VersionOf(before)) return null;
            var text = edit(before);
            errors = Check(text);
            if (errors.Count > 0) return null;
            if (text != before) Write(layout.AclFile(access), access.AclFile, text, TextFile.ReadableByAll);
            return TextFile.VersionOf(text);
        }
    }

    private string ReadUsers() => Read(layout.UsersFile(access), access.UsersFile, InstanceReading.AccessBytesMax);

    private void WriteUsers(string text)
    {
        if (!PasswordFile.TryParse(text, access.UsersFile, out _, out var errors))
            throw new OperatorException(errors[0].ToString().TrimEnd('.'), "Correct that line first");
        if (Encoding.UTF8.GetByteCount(text) > InstanceReading.AccessBytesMax)
            throw new OperatorException($"{access.UsersFile} would be larger than {InstanceReading.AccessBytesMax} bytes", "Delete users that are not needed");
        Write(layout.UsersFile(access), access.UsersFile, text, TextFile.OwnerOnly);
    }

    private void Write(string path, string name, string text, UnixFileMode mode)
    {
        try
        {
            TextFile.Replace(path, text, mode);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{name} cannot be written: {failure.Message.TrimEnd('.')}", "Correct the permissions, or make room on the disk", failure);
        }

        reload();
    }

    private static string Read(string path, string name, long bytesMax) =>
        TextFile.TryRead(path, bytesMax, out var fault) ?? throw new OperatorException($"{name}: {fault.Problem}", fault.Remedy);
}
