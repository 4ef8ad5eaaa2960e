using Heliograph.Broker.Access.Scram;

namespace Heliograph.Server.Security;

/// <summary>The well-known first account, which works from this machine only until its password is changed.</summary>
internal static class FirstAccount
{
    public const string UserName = "admin";

    /// <summary>The password of a new instance; everybody knows it.</summary>
    public const string Password = "password";

    /// <summary>Why a login from elsewhere is refused.</summary>
    public const string Cause = Restriction + "heliograph passwd DIR admin";

    private const string Restriction = "the first password of 'admin' works from this machine only; change it: ";

    /// <summary>What the operator of an instance is told while the first account still has its first password.</summary>
    public static string Reminder(string folder) => $"Mind that {Restriction}heliograph passwd {folder} {UserName}";

    /// <summary>Whether these credentials are the well-known ones.</summary>
    public static bool Is(string user, ReadOnlySpan<byte> password) =>
        user == UserName && password.SequenceEqual("password"u8);

    /// <summary>Whether the first account still has its first password. Costs one verification.</summary>
    public static bool IsIn(PasswordFile users) => users.TryFind(UserName, out PasswordHash? hash) && hash.Verify("password"u8);

    /// <summary>The SCRAM credential of a user, marked when it is the well-known one.</summary>
    internal static ScramCredential Restrict(string user, ScramHash hash) =>
        user == UserName && hash.Verify("password"u8) ? hash.Credential with { LoopbackOnly = Cause } : hash.Credential;
}
