using CsCheck;
using Heliograph.Server.Security;

namespace Heliograph.Server.Tests.Security;

public sealed class PasswordFileTests
{
    private const string Scram =
        "$scram-sha-256$4096$W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=$wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    [Fact]
    public void Users_are_read_between_comments_and_empty_lines_of_either_line_end()
    {
        var file = Parse($"# users\r\nbob smith:a:b  \r\n\r\n   \nzoé:{Scram}\n");
        Assert.Equal(["bob smith", "zoé"], file.Users.Order());
        Assert.True(file.TryFind("bob smith", out PasswordHash? hash));
        Assert.Equal("a:b", hash.Text);
        Assert.False(file.TryFind("Bob smith", out PasswordHash? _));
    }

    [Fact]
    public void Scram_credentials_are_those_of_the_scram_lines()
    {
        var file = Parse($"bob:plain\nzoe:{Scram}");
        Assert.True(file.TryFind("zoe", out Heliograph.Broker.Access.Scram.ScramCredential? credential));
        Assert.Equal(4096, credential.Iterations);
        Assert.Null(credential.LoopbackOnly);
        Assert.False(file.TryFind("bob", out credential));
    }

    [Fact]
    public void The_first_accounts_scram_credential_is_for_this_machine_only_while_it_has_its_first_password()
    {
        var first = PasswordHash.Create("password", PasswordHashForm.ScramSha256).Text;
        Assert.True(Parse($"admin:{first}\nbob:{first}").TryFind("admin", out Heliograph.Broker.Access.Scram.ScramCredential? credential));
        Assert.Equal(FirstAccount.Cause, credential.LoopbackOnly);
        Assert.True(Parse($"bob:{first}").TryFind("bob", out credential));
        Assert.Null(credential.LoopbackOnly);
        Assert.True(Parse($"admin:{Scram}").TryFind("admin", out credential));
        Assert.Null(credential.LoopbackOnly);
    }

    [Theory]
    [InlineData("# c\nhunter2", 2, "a line of 7 characters", "user:hash")]
    [InlineData(":x", 1, "", "missing")]
    [InlineData("bob:", 1, "bob", "missing")]
    [InlineData(" bob:x", 1, " bob", "space")]
    [InlineData("bob:x\nbob:y", 2, "bob", "twice")]
    [InlineData("b\u0001b:x", 1, "b\u0001b", "control")]
    [InlineData("bob:$9$hunter2", 1, "bob", "unknown form")]
    [InlineData("bob:$7$9$hunter2!$hunter2", 1, "bob", "salt")]
    public void A_bad_line_is_refused_with_number_value_and_remedy_but_without_the_secret(
        string text, int line, string value, string remedy)
    {
        Assert.False(PasswordFile.TryParse(text, "etc/users", out var file, out var errors));
        Assert.Null(file);
        var error = Assert.Single(errors);
        Assert.Equal((line, value), (error.Line, error.Value));
        Assert.Contains(remedy, error.Remedy);
        Assert.StartsWith($"etc/users line {line}: ", error.ToString());
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Fact]
    public void All_errors_are_told_up_to_a_bound()
    {
        Assert.False(PasswordFile.TryParse("a\nb:x\nc", "users", out _, out var errors));
        Assert.Equal([1, 3], errors.Select(error => error.Line));
        Assert.False(PasswordFile.TryParse(new string('\n', 3).Replace("\n", "x\n") + string.Concat(Enumerable.Repeat("x\n", 500)), "users", out _, out errors));
        Assert.Equal(PasswordFile.ErrorsMax, errors.Count);
    }

    [Fact]
    public void Setting_a_user_changes_that_line_only()
    {
        var hash = PasswordHashTests.Parse("new");
        Assert.Equal("# bob:x\r\nbob:new\r\n\r\nzoe:z\r\n", PasswordFileEdit.Set("# bob:x\r\nbob:old\r\n\r\nzoe:z\r\n", "bob", hash));
        Assert.Equal("zoe:z\r\nbob:new\r\n", PasswordFileEdit.Set("zoe:z\r\n", "bob", hash));
        Assert.Equal("zoe:z\nbob:new\n", PasswordFileEdit.Set("zoe:z", "bob", hash));
        Assert.Equal("bob:new\n", PasswordFileEdit.Set("", "bob", hash));
    }

    [Fact]
    public void Deleting_a_user_removes_that_line_only()
    {
        Assert.True(PasswordFileEdit.TryDelete("# bob:x\nbob:y\nzoe:z\n", "bob", out var edited));
        Assert.Equal("# bob:x\nzoe:z\n", edited);
        Assert.True(PasswordFileEdit.TryDelete("# c\n\nbob:y", "bob", out var last));
        Assert.Equal("# c\n\n", last);
        Assert.False(PasswordFileEdit.TryDelete(edited, "bob", out var same));
        Assert.Equal(edited, same);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData("#a")]
    [InlineData("a\nb")]
    [InlineData(" a")]
    [InlineData("a ")]
    public void A_user_name_that_would_break_the_file_is_refused(string user) =>
        Assert.Throws<ArgumentException>(() => PasswordFileEdit.Set("", user, PasswordHashTests.Parse("x")));

    [Fact]
    public void Any_edits_leave_a_file_that_reads_back_as_a_map_would()
    {
        var edit = Gen.Select(Gen.OneOf("a", "b", "c d", "é"), Gen.OneOf("x", "y:z", ""));
        edit.List[0, 20].Sample(edits =>
        {
            var text = "# first\n\na:old";
            Dictionary<string, string> users = new() { ["a"] = "old" };
            foreach (var (user, password) in edits)
            {
                if (password.Length == 0)
                {
                    Assert.Equal(users.Remove(user), PasswordFileEdit.TryDelete(text, user, out text));
                    continue;
                }

                users[user] = password;
                text = PasswordFileEdit.Set(text, user, PasswordHashTests.Parse(password));
            }

            var file = Parse(text);
            Assert.StartsWith("# first\n\n", text);
            Assert.Equal(users.Keys.Order(), file.Users.Order());
            Assert.All(users, user => Assert.True(file.TryFind(user.Key, out PasswordHash? hash) && hash.Text == user.Value));
        }, threads: 1);
    }

    internal static PasswordFile Parse(string text)
    {
        Assert.True(PasswordFile.TryParse(text, "etc/users", out var file, out var errors), string.Join('\n', errors));
        return file;
    }
}
