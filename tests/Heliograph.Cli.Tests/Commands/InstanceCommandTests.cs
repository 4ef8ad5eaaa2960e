using System.Security.Cryptography;
using Heliograph.Server.Security;
using Heliograph.Server.Tests;

namespace Heliograph.Cli.Tests.Commands;

public sealed class InstanceCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Instance => _folder.At("mybroker");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Create_says_what_it_made_and_how_to_start_it()
    {
        var run = await ProgramRun.Of("create", Instance);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"Created the instance {Instance}", run.Output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(Instance, "bin", "mybroker"), run.Output, StringComparison.Ordinal);
        Assert.Contains("port 61613 as user admin", run.Output, StringComparison.Ordinal);
        Assert.Equal("ok", (await ProgramRun.Of("check-config", Instance)).Output.TrimEnd());
    }

    [Fact]
    public async Task Create_with_a_port_listens_there_only_and_keeps_the_password_to_itself()
    {
        var run = await ProgramRun.Of("create", Instance, "--port", "1999", "--admin-password", "s3cret");
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("s3cret", run.Output, StringComparison.Ordinal);
        var file = File.ReadAllText(Path.Combine(Instance, "etc", "heliograph.toml"));
        Assert.Contains("port = 1999", file, StringComparison.Ordinal);
        Assert.DoesNotContain("port = 1883", file, StringComparison.Ordinal);
        Assert.True(Verifies("admin", "s3cret"));
    }

    [Fact]
    public async Task Second_create_is_a_failure_that_names_force()
    {
        await ProgramRun.Of("create", Instance);
        var run = await ProgramRun.Of("create", Instance);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--force", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await ProgramRun.Of("create", Instance, "--force")).ExitCode);
    }

    [Theory]
    [InlineData("sha512-pbkdf2", "$7$")]
    [InlineData("argon2id", "$argon2id$")]
    [InlineData("scram-sha-256", "$scram-sha-256$")]
    public async Task Passwd_adds_changes_and_deletes_a_user(string hash, string prefix)
    {
        await ProgramRun.Of("create", Instance);
        var added = await ProgramRun.WithInput("first\n", "passwd", Instance, "bob", "--hash", hash);
        Assert.Equal((0, ""), (added.ExitCode, added.Error));
        Assert.StartsWith("Added bob", added.Output, StringComparison.Ordinal);
        Assert.Contains($"bob:{prefix}", Users(), StringComparison.Ordinal);
        Assert.True(Verifies("bob", "first"));

        var changed = await ProgramRun.Of("passwd", Instance, "bob", "--password", "second", "--hash", hash);
        Assert.StartsWith("Changed the password of bob", changed.Output, StringComparison.Ordinal);
        Assert.True(Verifies("bob", "second"));
        Assert.False(Verifies("bob", "first"));

        Assert.Equal(0, (await ProgramRun.Of("passwd", Instance, "bob", "--delete")).ExitCode);
        Assert.DoesNotContain("bob", Users(), StringComparison.Ordinal);
        Assert.True(Verifies("admin", "password"));
        var again = await ProgramRun.Of("passwd", Instance, "bob", "--delete");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("no user bob", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwd_refuses_names_that_a_password_file_cannot_hold()
    {
        await ProgramRun.Of("create", Instance);
        Assert.Equal(2, (await ProgramRun.Of("passwd", Instance, "a:b", "--password", "x")).ExitCode);
        Assert.Equal(2, (await ProgramRun.WithInput("\n", "passwd", Instance, "bob")).ExitCode);
        Assert.DoesNotContain("bob", Users(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_config_prints_every_error_of_every_file()
    {
        await ProgramRun.Of("create", Instance);
        File.AppendAllText(Path.Combine(Instance, "etc", "heliograph.toml"), "\n[lmits]\nx = 1\n");
        File.AppendAllText(Path.Combine(Instance, "etc", "acl"), "nonsense\nmore nonsense\n");
        File.AppendAllText(Path.Combine(Instance, "etc", "users"), "bob\n");
        var run = await ProgramRun.Of("check-config", Instance);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal(4, run.Error.TrimEnd().Split('\n').Length);
        Assert.Contains("Did you mean [limits]?", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key = \"etc/issuer.pem\"", null, "etc/issuer.pem")]
    [InlineData("key = \"etc/issuer.pem\"", "nonsense", "holds no public key that tokens can be signed with. Write there an RSA or EC public key")]
    [InlineData("key = \"etc/issuer.pem\"", "private", "holds no public key")]
    [InlineData("key = \"etc/issuer.pem\"", "public", null)]
    [InlineData("key_set = \"https://issuer.example/keys\"\nkey_set_ca = \"etc/issuer.pem\"", "nonsense", "key_set_ca")]
    public async Task Check_config_looks_at_the_keys_that_tokens_are_checked_with(string settings, string? content, string? words)
    {
        await ProgramRun.Of("create", Instance);
        var file = Path.Combine(Instance, "etc", "heliograph.toml");
        File.WriteAllText(file, $"[access]\nauthentication = [\"password\", \"jwt\"]\n[access.jwt]\n{settings}\n");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var text = content switch { "private" => key.ExportPkcs8PrivateKeyPem(), "public" => key.ExportSubjectPublicKeyInfoPem(), _ => content };
        if (text is not null) File.WriteAllText(Path.Combine(Instance, "etc", "issuer.pem"), text);
        var run = await ProgramRun.Of("check-config", Instance);
        Assert.Equal(words is null ? 0 : 1, run.ExitCode);
        Assert.Contains(words ?? "", run.Error, StringComparison.Ordinal);
        if (words is null) Assert.Equal("ok", run.Output.TrimEnd());
    }

    [Theory]
    [InlineData("check-config")]
    [InlineData("status")]
    public async Task Folder_without_an_instance_is_named(string command)
    {
        var run = await ProgramRun.Of(command, Instance);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"heliograph create {Instance}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reference_is_the_documentation_of_the_settings() =>
        Assert.StartsWith("# Configuration\n", (await ProgramRun.Of("check-config", "--reference")).Output, StringComparison.Ordinal);

    private string Users() => File.ReadAllText(Path.Combine(Instance, "etc", "users"));

    private bool Verifies(string user, string password) =>
        PasswordFile.TryParse(Users(), "users", out var file, out _)
        && file.TryFind(user, out PasswordHash? hash) && hash.Verify(System.Text.Encoding.UTF8.GetBytes(password));
}
