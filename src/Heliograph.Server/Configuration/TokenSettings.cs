using System.Text;
using Heliograph.Server.Security.Tokens;

namespace Heliograph.Server.Configuration;

/// <summary>The settings of <c>[access.jwt]</c>.</summary>
internal static class TokenSettings
{
    private static readonly TextType File = new("a file, relative to the instance folder unless absolute, or \"\"", charactersMax: 1_000);
    private static readonly TextType Claim = new("the name of a claim, or \"\" for none", charactersMax: 200);

    public static IReadOnlyList<Setting> All { get; } =
    [
        Of("secret", new TextType($"{FixedKeys.SecretBytesMin} bytes or more of secret text, or \"\"", isValid: IsSecretUsable),
            "What HS256, HS384 and HS512 are made with. Then let nobody else read this file: chmod 600.",
            token => token.Secret, (token, value) => token with { Secret = value }, isSecret: true),
        Of("key", File, "A public key or certificate in PEM, for RS, PS and ES with 256, 384 and 512.",
            token => token.KeyFile, (token, value) => token with { KeyFile = value }),
        Of("key_set", new TextType("a file or a URL such as \"https://issuer.example/.well-known/jwks.json\", or \"\"", charactersMax: 2_000),
            "A JSON Web Key Set (JWKS) for the same. It is fetched anew when a token names a key that is not known, and from time to time.",
            token => token.KeySet, (token, value) => token with { KeySet = value }),
        Of("key_set_ca", File, "The certificates that the server of the key set must come from, in PEM; without it those that the machine trusts.",
            token => token.KeySetAuthority, (token, value) => token with { KeySetAuthority = value }),
        Of("key_set_refresh", new DurationType(TimeSpan.FromSeconds(10), TimeSpan.FromDays(1), TimeSpan.FromSeconds(1)), "Time after which the key set is fetched anew.",
            token => token.KeySetRefresh, (token, value) => token with { KeySetRefresh = value }),
        Of("issuer", new TextType("any text, or \"\" for any issuer"), "What the claim iss must be.",
            token => token.Issuer, (token, value) => token with { Issuer = value }),
        Of("audience", new TextType("any text, or \"\" for any audience"), "What the claim aud must be or hold.",
            token => token.Audience, (token, value) => token with { Audience = value }),
        Of("user_claim", new TextType("the name of a claim", charactersMax: 200, isValid: text => text.Length > 0), "The claim that is the user name.",
            token => token.UserClaim, (token, value) => token with { UserClaim = value }),
        Of("user_name_must_match", new BooleanType(), "Whether the user name of CONNECT must be that of the token; else it counts for nothing.",
            token => token.UserNameMustMatch, (token, value) => token with { UserNameMustMatch = value }),
        Of("groups_claim", Claim, "The claim that names groups of the access control list.",
            token => token.GroupsClaim, (token, value) => token with { GroupsClaim = value }),
        Of("rights_claim", Claim, "The claim with rules.",
            token => token.RightsClaim, (token, value) => token with { RightsClaim = value }),
        Of("leeway", new DurationType(TimeSpan.Zero, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(1)), "How far the clocks of issuer and broker may be apart.",
            token => token.Leeway, (token, value) => token with { Leeway = value }),
    ];

    // A public key as secret is what whoever confuses the kinds of keys would write.
    private static bool IsSecretUsable(string secret) => secret.Length == 0
        || (Encoding.UTF8.GetByteCount(secret) >= FixedKeys.SecretBytesMin && !secret.Contains("-----BEGIN", StringComparison.Ordinal));

    private static Setting Of<T>(
        string key, SettingType type, string help, Func<TokenOptions, T> read, Func<TokenOptions, T, TokenOptions> write, bool isSecret = false)
        where T : notnull =>
        Setting.Of<T>("access.jwt", key, type, isLive: false, help,
            configuration => read(configuration.Access.Token),
            (configuration, value) => configuration with { Access = configuration.Access with { Token = write(configuration.Access.Token, value) } }, isSecret);
}
