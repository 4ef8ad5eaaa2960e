namespace Heliograph.Cli.Tests;

public sealed class InputLinesTests
{
    [Fact]
    public async Task Lines_keep_their_bytes_and_lose_their_ends()
    {
        using var input = new MemoryStream([0xFF, 0x00, (byte)'\n', (byte)'\n', (byte)'a', (byte)'\r', (byte)'b', (byte)'\r', (byte)'\n', 0x80]);
        var lines = new List<byte[]>();
        await foreach (var line in InputLines.ReadAsync(input, TestContext.Current.CancellationToken)) lines.Add(line);
        byte[][] expected = [[0xFF, 0x00], [], "a\rb"u8.ToArray(), [0x80]];
        Assert.Equal(expected, lines);
    }
}
