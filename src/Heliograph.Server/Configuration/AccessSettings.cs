using Heliograph.Server.Security.Chain;

namespace Heliograph.Server.Configuration;

/// <summary>The settings of <c>[access]</c>.</summary>
internal static class AccessSettings
{
    private const string PathAllowed = "a path, relative to the instance folder unless absolute";

    public static IReadOnlyList<Setting> All { get; } =
    [
        Of("users", new TextType(PathAllowed, isValid: text => text.Length > 0), isLive: false,
            "The password file. heliograph passwd writes it.",
            access => access.UsersFile, (access, value) => access with { UsersFile = value }),
        Of("acl", new TextType(PathAllowed, isValid: text => text.Length > 0), isLive: false,
            "The access control list.", access => access.AclFile, (access, value) => access with { AclFile = value }),
        Of("authentication", new LinksType(mayBeEmpty: false), isLive: false,
            "Who is asked who a client is, in this order: the first that knows the client decides. docs/access.md describes each.",
            access => access.Authentication, (access, value) => access with { Authentication = value }),
        Of("allow_anonymous", new BooleanType(), isLive: false,
            "Whether clients without a user name may connect: the same as \"anonymous\" at the end of authentication. The rules above the first user of the ACL apply to them.",
            access => access.AllowAnonymous, (access, value) => access with { AllowAnonymous = value }),
        Of("certificate_user", new ChoiceType<CertificateUser>(
                ("cn", CertificateUser.CommonName), ("subject", CertificateUser.Subject), ("san_dns", CertificateUser.Dns),
                ("san_email", CertificateUser.Email), ("san_uri", CertificateUser.Uri)), isLive: false,
            "What of a client certificate is the user name, for \"certificate\": the common name, the whole subject, or the first alternative name of a kind.",
            access => access.CertificateUser, (access, value) => access with { CertificateUser = value }),
        Of("login_failures_free", new IntegerType(1, 1_000), isLive: false,
            "Wrong logins of an address, or naming a user, that cost nothing. After them each further one has to wait, twice as long each time.",
            access => (long)access.LoginFailuresFree, (access, value) => access with { LoginFailuresFree = (int)value }),
        Of("login_wait_max", new DurationType(TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(1)), isLive: false,
            "The longest such wait of an address; that of a user is a quarter of it. Credentials that were proven lately never wait. \"0s\" for no waits.",
            access => access.LoginWaitMax, (access, value) => access with { LoginWaitMax = value }),
    ];

    private static Setting Of<T>(
        string key, SettingType type, bool isLive, string help,
        Func<AccessOptions, T> read, Func<AccessOptions, T, AccessOptions> write)
        where T : notnull =>
        Setting.Of<T>("access", key, type, isLive, help,
            configuration => read(configuration.Access),
            (configuration, value) => configuration with { Access = write(configuration.Access, value) });
}
