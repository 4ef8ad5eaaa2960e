using System.Text.RegularExpressions;

namespace Heliograph.Publish;

/// <summary>What ./publish win-x64 has made. ./test calls it before these tests.</summary>
public sealed partial class WindowsExecutableTests
{
    [Fact]
    public void It_is_bound_to_nothing_that_Windows_does_not_bring()
    {
        var libraries = ImportTable.Read(Executable());
        Assert.Contains("kernel32.dll", libraries);
        Assert.All(libraries, library => Assert.Matches(OfWindows, library));
    }

    [Theory]
    [InlineData("vcruntime140.dll")]
    [InlineData("vcruntime140_1.dll")]
    [InlineData("msvcp140.dll")]
    [InlineData("ucrtbased.dll")]
    public void The_runtime_of_Visual_C_is_none_of_those(string library) => Assert.DoesNotMatch(OfWindows, library);

    private static string Executable()
    {
        var folder = Path.Combine(Checkout.Root, "artifacts/publish");
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "heliograph-*-win-x64.exe") : [];
        Assert.True(files.Length == 1, "There must be one Windows executable in artifacts/publish: ./publish win-x64");
        return files[0];
    }

    // Of Windows 10 and later. The names with api-ms-win are sets of functions; that of C's library (crt) has come with Windows since 10.
    [GeneratedRegex(@"^(api-ms-win-[a-z0-9-]+|advapi32|bcrypt|bcryptprimitives|crypt32|icu|iphlpapi|kernel32|mswsock|ncrypt|normaliz|ntdll|ole32|oleaut32|rpcrt4|secur32|shell32|user32|version|ws2_32)\.dll$")]
    private static partial Regex OfWindows { get; }
}
