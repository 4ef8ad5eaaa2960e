using System.Text;
using Heliograph.Server.Security;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Heliograph.Server.Tests.Security;

public sealed class PasswordHashTests
{
    /// <summary>Lines made by mosquitto_passwd 2.0, the argon2 reference tool and Python's hashlib.</summary>
    public static TheoryData<string, string> ReferenceHashes => new()
    {
        { "correct horse", "$7$101$+1HVxbd5nkfIdrtR$HhkF5Ac5Xc0gLdKZ3PqG9TuWmNQIgk3OJUXb4HvRwvwmOeFxyf7jQbrznzqf6BIjHi+6YnGp6/VbYUt1uDC+zg==" },
        { "pässwörd €", "$7$101$G6tNz6MsXcWgAqct$6ZDe7LpUY5PFpOTCBWYACohyAWHRll58Y764TMla0eTLs3OvF6o7D47YF8P/IqjOKpEGrdSQYtqGxx5OFrMMyg==" },
        { "long salt", "$7$1000$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==$n+V9SCsiO+gwA/qjdjQMMw7MwGYSwyA29DHs/gIKEAHGcxsim2Cn/dWUam7T2Rni4QEEwPvg22OiDMZDREfxaQ==" },
        { "battery staple", "$6$s/jqk9ix/kMhsFQV$WOS40TnTzS3wJVrIGmOFfx4IYYfnzwOVQ2c45Pon7P7ItUjyLH70ZRwg2UAAvC1y/NcQBLv+Wb+xTFkQc86jSg==" },
        { "long salt", "$6$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==$mAaKoOSyAFZyfhzLYxz1IoSFT0ynzAjUM4AdILeoict1Uxa9y677tGnKt3W1tlX6WsDvgUScS0oOGkwsknyQ/Q==" },
        { "password", "$argon2id$v=19$m=47104,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$InPL+lWBkVPA1YeFzIiopdm66tH+LsoPsJ6OthF+HcF45VzUhYI3uzvb6WQ/Bhh5W5xUw8MAflw3Wc9KGWP/1g" },
        { "secret", "$argon2id$v=19$m=1024,t=2,p=1$aGVsaW9ncmFwaHNhbHQ$Uy5u18c90hRL6HcafBbgpFqWqx4UVm4vQ4DAGNOyR8Y" },
        { "secret", "$argon2id$v=19$m=512,t=3,p=4$aGVsaW9ncmFwaHNhbHQy$GIAtJLgxn1YxHqs59+WOlw" },
        { "pencil", "$scram-sha-256$4096$W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=$wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=" },
        { "ƒ", "$scram-sha-256$4096$AAECAwQFBgcICQoLDA0ODw==$9AqQxg49OPYV5NCmOw4oDDSU8eN1c12MN5+/SemVVTI=$XOIJaVzDzE/3HujJ2ukkKXFrMlJXZtUuMvR6qGlAQiQ=" },
        { "plain text: too", "plain text: too" },
    };

    [Theory]
    [MemberData(nameof(ReferenceHashes))]
    public void A_hash_of_another_tool_verifies_its_password_and_no_other(string password, string text)
    {
        var hash = Parse(text);
        Assert.True(hash.Verify(Encoding.UTF8.GetBytes(password)));
        Assert.False(hash.Verify(Encoding.UTF8.GetBytes(password + " ")));
        Assert.False(hash.Verify(Encoding.UTF8.GetBytes(password).AsSpan(1)));
        Assert.False(hash.Verify([]));
        Assert.False(hash.Verify([0xFF, 0xFE]));
        Assert.Equal(text, hash.Text);
    }

    [Theory]
    [InlineData(PasswordHashForm.Pbkdf2, "$7$100000$")]
    [InlineData(PasswordHashForm.Argon2id, "$argon2id$v=19$m=47104,t=1,p=1$")]
    [InlineData(PasswordHashForm.ScramSha256, "$scram-sha-256$20000$")]
    public void A_new_hash_verifies_reads_back_and_never_repeats(PasswordHashForm form, string start)
    {
        var hash = PasswordHash.Create("pässword", form);
        Assert.StartsWith(start, hash.Text);
        Assert.True(Parse(hash.Text).Verify("pässword"u8));
        Assert.False(Parse(hash.Text).Verify("password"u8));
        Assert.NotEqual(hash.Text, PasswordHash.Create("pässword", form).Text);
    }

    [Fact]
    public void The_argon2_library_gives_the_test_vector_of_RFC_9106()
    {
        var generator = new Argon2BytesGenerator();
        generator.Init(new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(Argon2Parameters.Version13).WithMemoryAsKB(32).WithIterations(3).WithParallelism(4)
            .WithSalt(Repeat(2, 16)).WithSecret(Repeat(3, 8)).WithAdditional(Repeat(4, 12)).Build());
        var tag = new byte[32];
        generator.GenerateBytes(Repeat(1, 32), tag);
        Assert.Equal("0D640DF58D78766C08C037A34A8B53C9D01EF0452D75B65EB52520E96B01E659", Convert.ToHexString(tag));

        static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];
    }

    [Fact]
    public void A_hash_is_not_shown_by_accident() =>
        Assert.Equal("PlainPassword", $"{Parse("secret")}");

    [Theory]
    [InlineData("")]
    [InlineData("\u0001")]
    public void A_password_that_scram_cannot_hold_is_refused_with_the_reason(string password)
    {
        var refusal = Assert.Throws<ArgumentException>(() => PasswordHash.Create(password, PasswordHashForm.ScramSha256));
        Assert.Contains("control characters", refusal.Message);
    }

    [Theory]
    [InlineData("", "missing")]
    [InlineData("$", "unknown form")]
    [InlineData("$5$abc$def", "unknown form")]
    [InlineData("$argon2i$v=19$m=512,t=3,p=1$aGVsaW9ncmFwaHNhbHQy$3tQ9mqNJn7IpYNiUwwlZ6g", "unknown form")]
    [InlineData("$7$101$AAAA", "not of the form")]
    [InlineData("$7$0$AAAA$AAAA", "iterations '0'")]
    [InlineData("$7$-1$AAAA$AAAA", "iterations '-1'")]
    [InlineData("$7$$AAAA$AAAA", "iterations ''")]
    [InlineData("$7$5000001$AAAA$AAAA", "5000000")]
    [InlineData("$7$99999999999999$AAAA$AAAA", "iterations")]
    [InlineData("$7$101$!!!!$AAAA", "salt")]
    [InlineData("$7$101$$AAAA", "salt")]
    [InlineData("$7$101$AAAA$AAAA", "64 bytes")]
    [InlineData("$6$AAAA", "not of the form")]
    [InlineData("$6$AAAA$AAAA", "64 bytes")]
    [InlineData("$argon2id$v=16$m=512,t=3,p=1$aGVsaW9ncmFwaHNhbHQy$3tQ9mqNJn7IpYNiUwwlZ6g", "not of the form")]
    [InlineData("$argon2id$v=19$m=262145,t=3,p=1$aGVsaW9ncmFwaHNhbHQy$3tQ9mqNJn7IpYNiUwwlZ6g", "262144")]
    [InlineData("$argon2id$v=19$m=31,t=3,p=4$aGVsaW9ncmFwaHNhbHQy$3tQ9mqNJn7IpYNiUwwlZ6g", "m=31,t=3,p=4")]
    [InlineData("$argon2id$v=19$m=512,t=17,p=1$aGVsaW9ncmFwaHNhbHQy$3tQ9mqNJn7IpYNiUwwlZ6g", "t=1..16")]
    [InlineData("$argon2id$v=19$t=3,m=512,p=1$aGVsaW9ncmFwaHNhbHQy$3tQ9mqNJn7IpYNiUwwlZ6g", "costs")]
    [InlineData("$argon2id$v=19$m=512,t=3,p=1$aGVs$3tQ9mqNJn7IpYNiUwwlZ6g", "salt")]
    [InlineData("$argon2id$v=19$m=512,t=3,p=1$aGVsaW9ncmFwaHNhbHQy$3tQ9", "hash")]
    [InlineData("$scram-sha-256$4095$AAAA$AAAA$AAAA", "4096")]
    [InlineData("$scram-sha-256$4096$AAAA$AAAA$AAAA", "32 bytes")]
    [InlineData("$scram-sha-256$4096$AAAA", "not of the form")]
    public void A_malformed_or_too_costly_hash_is_refused_with_the_reason(string text, string remedy)
    {
        Assert.False(PasswordHash.TryParse(text, out var hash, out var said));
        Assert.Null(hash);
        Assert.Contains(remedy, said);
    }

    internal static PasswordHash Parse(string text)
    {
        Assert.True(PasswordHash.TryParse(text, out var hash, out var remedy), remedy);
        return hash;
    }
}
