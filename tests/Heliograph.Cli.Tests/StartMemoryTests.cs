namespace Heliograph.Cli.Tests;

public sealed class StartMemoryTests
{
    [Theory]
    [InlineData("5000-7000 r-xp 00000000 fe:00 17 /usr/bin/heliograph", "0 kB", true)]
    [InlineData("5000-7000 r--p 00000000 fe:00 17 /usr/lib/with a space.so", "0 kB", true)]
    [InlineData("5000-7000 r--p 00000000 fe:00 17 /usr/lib/libc.so.6", "4 kB", false)] // what the linker wrote would be lost
    [InlineData("5000-7000 rw-p 00000000 fe:00 17 /usr/bin/heliograph", "0 kB", false)]
    [InlineData("5000-7000 r-xs 00000000 00:01 17 /memfd:doublemapper", "0 kB", false)]
    [InlineData("5000-7000 r-xp 00000000 00:00 0 [vdso]", "0 kB", false)]
    [InlineData("5000-7000 r--p 00000000 00:00 0", "0 kB", false)]
    public void Only_pages_that_are_as_their_file_are_given_back(string head, string changed, bool isGivenBack)
    {
        var pages = StartMemory.UnchangedFilePages([head, "Size:                  8 kB", $"Anonymous:             {changed}", "AnonHugePages:         0 kB"]);
        Assert.Equal(isGivenBack ? [((nuint)0x5000, (nuint)0x2000)] : [], pages);
    }
}
