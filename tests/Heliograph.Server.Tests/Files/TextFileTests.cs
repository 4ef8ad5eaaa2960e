using Heliograph.Server.Files;

namespace Heliograph.Server.Tests.Files;

public sealed class TextFileTests
{
    [Fact]
    public void New_file_gets_the_permissions_asked_for_and_a_replaced_one_keeps_its_own()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("users");
        TextFile.Replace(path, "one", TextFile.OwnerOnly);
        Assert.Equal("one", File.ReadAllText(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(TextFile.OwnerOnly, File.GetUnixFileMode(path));
            File.SetUnixFileMode(path, TextFile.ReadableByAll);
        }

        TextFile.Replace(path, "two", TextFile.OwnerOnly);
        Assert.Equal("two", File.ReadAllText(path));
        if (!OperatingSystem.IsWindows()) Assert.Equal(TextFile.ReadableByAll, File.GetUnixFileMode(path));
        Assert.Single(Directory.GetFiles(folder.Root));
    }

    [Fact]
    public void What_cannot_be_read_is_said_and_not_thrown()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(TextFile.TryRead(folder.At("absent"), 10, out var fault));
        Assert.Contains("cannot be read", fault.Problem, StringComparison.Ordinal);
        File.WriteAllBytes(folder.At("latin1"), [0x61, 0xE4, 0x62]);
        Assert.Null(TextFile.TryRead(folder.At("latin1"), 10, out fault));
        Assert.Contains("not UTF-8", fault.Problem, StringComparison.Ordinal);
        File.WriteAllText(folder.At("large"), "12345678901");
        Assert.Null(TextFile.TryRead(folder.At("large"), 10, out fault));
        Assert.Contains("too large", fault.Problem, StringComparison.Ordinal);
    }
}
