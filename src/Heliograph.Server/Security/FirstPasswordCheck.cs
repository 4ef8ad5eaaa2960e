namespace Heliograph.Server.Security;

/// <summary>Whether the first account still has its first password, found out once for each state of the password file.</summary>
internal sealed class FirstPasswordCheck(PasswordFileAuthenticator authenticator)
{
    private readonly Lock _finding = new();
    private volatile Tuple<PasswordFile, bool>? _known;

    /// <summary>Costs one verification when the file is new; whoever asks meanwhile waits for it.</summary>
    public bool IsFirst()
    {
        if (_known is { } known && known.Item1 == authenticator.Users) return known.Item2;
        lock (_finding)
        {
            var users = authenticator.Users;
            if (_known is { } found && found.Item1 == users) return found.Item2;
            var isFirst = FirstAccount.IsIn(users);
            _known = new(users, isFirst);
            return isFirst;
        }
    }
}
