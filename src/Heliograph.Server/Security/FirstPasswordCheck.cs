namespace Heliograph.Server.Security;

/// <summary>Whether the first account still has its first password, found out once for each state of the password file.</summary>
internal sealed class FirstPasswordCheck(PasswordFileAuthenticator authenticator)
{
    private volatile Tuple<PasswordFile, bool>? _known;

    public bool IsFirst()
    {
        var users = authenticator.Users;
        if (_known is { } known && known.Item1 == users) return known.Item2;
        var isFirst = FirstAccount.IsIn(users);
        _known = new(users, isFirst);
        return isFirst;
    }
}
