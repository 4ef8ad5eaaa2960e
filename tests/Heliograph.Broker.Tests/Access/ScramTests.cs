using System.Diagnostics.CodeAnalysis;
using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Scram;

namespace Heliograph.Broker.Tests.Access;

public sealed class ScramTests
{
    private const string Rfc7677Nonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static readonly AuthenticationRequest Here = new("c1", null, null, new("127.0.0.1:1", IsLoopback: true));
    private static readonly AuthenticationRequest Elsewhere = new("c1", null, null, new("192.0.2.1:1"));

    [Fact]
    public void The_exchange_of_RFC_7677_is_answered_byte_for_byte()
    {
        var exchange = Start(Users(("user", Credential("pencil", "W22ZaJ0SNY7soEsUEjb6gQ=="))), nonce: Rfc7677Nonce);
        Assert.Equal(
            $"r=rOprNGfwEbeRWgbNEkqO{Rfc7677Nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            Text(exchange.Step("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"u8)));
        var end = exchange.Step(Encoding.UTF8.GetBytes(
            $"c=biws,r=rOprNGfwEbeRWgbNEkqO{Rfc7677Nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="));
        Assert.Equal("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Text(end));
        Assert.Equal((AuthenticationOutcome.Accepted, "user"), (end.Result?.Outcome, end.Result?.UserName));
    }

    [Theory]
    [InlineData("user", "n,,")]
    [InlineData("user", "y,,")]
    [InlineData("user", "n,a=user,")]
    [InlineData("a=b,c", "n,,")]
    [InlineData("jürgen", "n,,")]
    public void The_right_password_is_accepted_and_the_client_trusts_the_server(string user, string header)
    {
        var client = new ScramClient(user, "pässword", header);
        var exchange = Start(Users((user, Credential("pässword"))));
        var end = exchange.Step(client.Final(exchange.Step(client.First).Data!));
        Assert.Equal((AuthenticationOutcome.Accepted, user), (end.Result?.Outcome, end.Result?.UserName));
        Assert.True(client.Trusts(end.Data));
    }

    [Fact]
    public void A_client_that_sends_no_data_at_first_is_asked_for_it_once()
    {
        var client = new ScramClient("user", "pw");
        var exchange = Start(Users(("user", Credential("pw"))));
        Assert.Equal(new AuthenticationStep(null, null), exchange.Step([]));
        Assert.Equal(AuthenticationOutcome.Accepted, exchange.Step(client.Final(exchange.Step(client.First).Data!)).Result?.Outcome);

        exchange = Start(Users(("user", Credential("pw"))));
        exchange.Step([]);
        Assert.Equal(AuthenticationOutcome.BadCredentials, exchange.Step([]).Result?.Outcome);
    }

    [Fact]
    public void A_wrong_password_and_an_unknown_user_look_alike_to_the_client_and_not_to_the_log()
    {
        var users = Users(("user", Credential("pw")));
        var (wrong, unknown) = (Login(users, new("user", "other")), Login(users, new("eve", "pw")));
        Assert.Equal(Text(wrong), Text(unknown));
        Assert.Equal(AuthenticationOutcome.BadCredentials, wrong.Result?.Outcome);
        Assert.Equal(AuthenticationOutcome.BadCredentials, unknown.Result?.Outcome);
        Assert.Contains("wrong password", wrong.Result?.Cause);
        Assert.Contains("unknown", unknown.Result?.Cause);
        Assert.Null(unknown.Result?.UserName);
    }

    [Fact]
    public void An_unknown_user_is_shown_the_same_salt_each_time_and_another_user_another()
    {
        var first = Challenge("eve");
        Assert.Equal(first, Challenge("eve"));
        Assert.NotEqual(first, Challenge("mallory"));
        Assert.EndsWith(",i=4096", first);

        static string Challenge(string user) => Text(Start(Users()).Step(new ScramClient(user, "").First));
    }

    [Theory]
    [InlineData("p=tls-unique,,n=user,r=x", "channel binding")]
    [InlineData("", "n,, or y,,")]
    [InlineData("x,,n=user,r=x", "n,, or y,,")]
    [InlineData("n,,m=1,n=user,r=x", "extension")]
    [InlineData("n,,n=,r=x", "user name")]
    [InlineData("n,,n=a=2Db,r=x", "user name")]
    [InlineData("n,,n=a\u0007b,r=x", "user name")]
    [InlineData("n,,n=user,r=", "nonce")]
    [InlineData("n,,n=user,r=a b", "nonce")]
    [InlineData("n,,n=user,x=1", "nonce")]
    [InlineData("n,a=root,n=user,r=x", "identity")]
    public void A_bad_first_message_ends_the_exchange(string message, string cause)
    {
        var exchange = Start(Users(("user", Credential("pw"))));
        if (message.Length == 0) exchange.Step([]);
        var end = exchange.Step(Encoding.UTF8.GetBytes(message));
        Assert.Equal(AuthenticationOutcome.BadCredentials, end.Result?.Outcome);
        Assert.Contains(cause, end.Result?.Cause);
    }

    [Theory]
    [InlineData("c=biws,r=NONCE")]
    [InlineData("c=eSws,r=NONCE,p=PROOF")]
    [InlineData("c=biws,r=clientnonce,p=PROOF")]
    [InlineData("c=biws,r=NONCE,p=AAAA")]
    [InlineData("c=biws,r=NONCE,p=!!!!")]
    [InlineData("r=NONCE,c=biws,p=PROOF")]
    [InlineData("")]
    public void A_tampered_final_message_is_refused_and_the_exchange_is_over(string pattern)
    {
        var client = new ScramClient("user", "pw");
        var exchange = Start(Users(("user", Credential("pw"))));
        var good = Encoding.UTF8.GetString(client.Final(exchange.Step(client.First).Data!));
        var message = pattern.Replace("NONCE", "clientnonceservernonce").Replace("PROOF", good[(good.LastIndexOf("p=", StringComparison.Ordinal) + 2)..]);
        Assert.Equal(AuthenticationOutcome.BadCredentials, exchange.Step(Encoding.UTF8.GetBytes(message)).Result?.Outcome);
        Assert.Equal(AuthenticationOutcome.BadCredentials, exchange.Step(Encoding.UTF8.GetBytes(good)).Result?.Outcome);
    }

    [Fact]
    public void Another_gs2_header_in_the_end_is_refused_though_it_is_signed()
    {
        var exchange = Start(Users(("user", Credential("pw"))));
        var challenge = exchange.Step(new ScramClient("user", "pw", "n,,").First).Data!;
        var end = exchange.Step(new ScramClient("user", "pw", "y,,").Final(challenge));
        Assert.Equal(AuthenticationOutcome.BadCredentials, end.Result?.Outcome);
        Assert.Contains("gs2 header", end.Result?.Cause);
    }

    [Fact]
    public void Bytes_that_are_no_text_and_messages_without_end_are_refused()
    {
        Assert.Equal(AuthenticationOutcome.BadCredentials, Start(Users()).Step([0xC3, 0x28]).Result?.Outcome);
        var endless = Encoding.UTF8.GetBytes("n,,n=user,r=" + new string('x', 5_000));
        Assert.Equal(AuthenticationOutcome.BadCredentials, Start(Users()).Step(endless).Result?.Outcome);
    }

    [Fact]
    public void A_credential_for_this_machine_only_is_refused_to_other_machines()
    {
        var users = Users(("admin", Credential("password") with { LoopbackOnly = "from here only" }));
        var elsewhere = Login(users, new("admin", "password"), Elsewhere).Result;
        Assert.Equal((AuthenticationOutcome.NotAuthorized, "from here only"), (elsewhere?.Outcome, elsewhere?.Cause));
        Assert.Equal(AuthenticationOutcome.Accepted, Login(users, new("admin", "password")).Result?.Outcome);
        Assert.Equal(AuthenticationOutcome.BadCredentials, Login(users, new("admin", "x"), Elsewhere).Result?.Outcome);
    }

    [Fact]
    public void Only_the_method_of_that_very_name_is_offered()
    {
        var authenticator = Authenticator(Users(), "n");
        Assert.Null(authenticator.TryStart("SCRAM-SHA-1", Here));
        Assert.Null(authenticator.TryStart("scram-sha-256", Here));
        Assert.NotNull(authenticator.TryStart("SCRAM-SHA-256", Here));
    }

    [Theory]
    [InlineData("I\u00ADX", "IX")]
    [InlineData("user", "user")]
    [InlineData("USER", "USER")]
    [InlineData("a\u00A0b", "a b")]
    [InlineData("\u0007", null)]
    [InlineData("\uE000", null)]
    [InlineData("\u00AD", null)]
    [InlineData("", null)]
    public void Names_and_passwords_are_prepared_as_RFC_4013_shows(string text, string? prepared) =>
        Assert.Equal(prepared, SaslPrep.Prepare(text));

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => Assert.Null(SaslPrep.Prepare("a" + (char)0xD800));

    private static AuthenticationStep Login(IScramCredentials users, ScramClient client, AuthenticationRequest? from = null)
    {
        var exchange = Start(users, from);
        return exchange.Step(client.Final(exchange.Step(client.First).Data!));
    }

    private static IAuthenticationExchange Start(IScramCredentials users, AuthenticationRequest? from = null, string nonce = "servernonce") =>
        Authenticator(users, nonce).TryStart(ScramAuthenticator.MethodName, from ?? Here)!;

    private static ScramAuthenticator Authenticator(IScramCredentials users, string nonce) =>
        new(users, () => nonce, new byte[32]);

    private static ScramCredential Credential(string password, string salt = "AAECAwQFBgcICQoLDA0ODw==") =>
        ScramCredential.TryCreate(password, Convert.FromBase64String(salt), ScramCredential.IterationsMin)!;

    private static KnownUsers Users(params (string User, ScramCredential Credential)[] users) =>
        new(users.ToDictionary(user => user.User, user => user.Credential));

    private static string Text(AuthenticationStep step) => Encoding.UTF8.GetString(step.Data ?? []);

    private sealed class KnownUsers(Dictionary<string, ScramCredential> users) : IScramCredentials
    {
        public bool TryFind(string user, [NotNullWhen(true)] out ScramCredential? credential) =>
            users.TryGetValue(user, out credential);
    }
}
